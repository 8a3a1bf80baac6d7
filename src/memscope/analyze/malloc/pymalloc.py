"""CPython's small objects: which blocks of an arena are in use.

CPython: Objects/obmalloc.c. Every pool begins with a header that counts its blocks in
use, so that this is exact, whoever holds them. An arena goes back to the kernel only
when none of its blocks is in use any more.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from memscope.analyze.malloc.classes import classes_of
from memscope.i18n import N_
from memscope.model.address import Address
from memscope.model.occupancy import Occupancy, Stretch
from memscope.parse import python_pool
from memscope.parse.python_pool import PoolHeader, PoolLayout, parse_pool

PYMALLOC = "pymalloc"
ARENA = N_("arena of Python's objects")
UNREAD = N_("some of its pools are not in RAM")
MIXED = N_("its pools say that they belong to different arenas")

ReadEach = Callable[[Sequence[int], int], Sequence[bytes | None]]
"""Returns `size` bytes from each address, None where they are not in RAM."""
Hides = Callable[[int, int], bool]
"""Tells whether memory is there between two addresses that cannot be read."""


def arena_bounds(
    areas: Iterable[tuple[int, int]], read: ReadEach
) -> Iterator[tuple[int, PoolLayout]]:
    """Yield where arenas begin, and how they are laid out.

    Args:
        areas: (start, end) of memory that is arenas one after the other.
        read: How memory is read.
    """
    for low, high in areas:
        layout = _layout_at(low, read)
        if layout is not None:
            for start in range(low, high - layout.arena + 1, layout.arena):
                yield start, layout


def _layout_at(start: int, read: ReadEach) -> PoolLayout | None:
    for layout in python_pool.LAYOUTS:
        first = _pools(start, layout)[0]
        (data,) = read([first], python_pool.SIZE)
        if data is not None and parse_pool(data, first, layout) is not None:
            return layout
    return None


def _pools(start: int, layout: PoolLayout) -> range:
    """Return where the pools of an arena begin."""
    first = -(-start // layout.pool) * layout.pool
    return range(first, start + layout.arena - layout.pool + 1, layout.pool)


def arena_occupancy(
    start: int, layout: PoolLayout, read: ReadEach, hides: Hides
) -> Occupancy:
    """Return what one arena holds.

    Args:
        start: Where it begins.
        layout: Of this version.
        read: How memory is read.
        hides: Tells whether memory is on swap.
    """
    places = _pools(start, layout)
    read_pools = read(places, python_pool.SIZE)
    pools, unused, unread = [], 0, 0
    for at, data in zip(places, read_pools, strict=True):
        pool = parse_pool(data, at, layout) if data is not None else None
        if pool is not None and pool.used:
            pools.append(pool)
        elif data is None and hides(at, at + python_pool.SIZE):
            unread += 1
        else:  # given back by its last block, or never used
            unused += 1
    why = UNREAD if unread else MIXED if len({one.arena for one in pools}) > 1 else None
    if why is not None:
        return unseen_arena(start, why)
    return _counted(start, layout, pools, unused)


def unseen_arena(start: int, why: str) -> Occupancy:
    """Return what is said of an arena that could not be read, or not in time."""
    return Occupancy(allocator=PYMALLOC, arena=Address(start), name=ARENA, why=why)


def _counted(
    start: int,
    layout: PoolLayout,
    pools: Sequence[PoolHeader],
    unused: int,
) -> Occupancy:
    live: Counter[int] = Counter()
    free: Counter[int] = Counter()
    for pool in pools:
        live[pool.size] += pool.used
        free[pool.size] += pool.blocks(layout) - pool.used
    used = sum(size * count for size, count in live.items())
    idle = unused * layout.pool
    spare = sum(size * count for size, count in free.items()) + idle
    end = start + layout.arena
    return Occupancy(
        allocator=PYMALLOC,
        arena=Address(start),
        name=ARENA,
        stretches=(Stretch(Address(start), Address(end), used, spare),),
        live=used,
        free=spare,
        top=idle,
        live_blocks=live.total(),
        free_blocks=free.total(),
        classes=classes_of(live, +free),
        whole=True,
    )
