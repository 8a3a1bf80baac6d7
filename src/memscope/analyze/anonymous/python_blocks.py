"""What is alive in the arenas of CPython's objects, by the headers of their pools.

CPython: Objects/obmalloc.c. A pool has blocks of one size, and counts those in use; an
arena goes back to the kernel when all of its pools are empty. A pool whose begin is not
in RAM, or is zero, was never used.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from memscope.i18n import N_
from memscope.model.address import Address
from memscope.model.occupancy import BlockClass, Occupancy, Stretch
from memscope.parse import python_pool
from memscope.parse.python_pool import LAYOUTS, Pool, PoolLayout, pool_at

Read = Callable[[Sequence[int], int], Sequence[bytes | None]]
"""Returns `size` bytes from each address, None where they are not in RAM."""

Hides = Callable[[int, int], bool]
"""Tells whether a range has memory that cannot be read without bringing it in."""

PYMALLOC = "pymalloc"
OUT_OF_TIME = N_("there was no more time to look")
NOT_IN_RAM = N_("a block's header is not in RAM")
NO_POOL = N_("what should be a pool's header is none")
_NAME = "Python"
_UNTOUCHED = bytes(python_pool.SIZE)


def python_occupancy(
    bounds: Iterable[tuple[int, int]],
    read: Read,
    is_late: Callable[[], bool] = lambda: False,
    hides: Hides = lambda start, end: False,
) -> tuple[Occupancy, ...]:
    """Return what each arena holds, in order of address.

    Args:
        bounds: Where arenas lie, one or several in a row.
        read: How memory is read; absent pages are never touched.
        is_late: Tells that the time is up.
        hides: Tells whether a range is on swap, or was not looked at.
    """
    rows = list(bounds)
    for layout in LAYOUTS:
        starts = [
            start
            for low, high in rows
            for start in range(low, high - layout.arena + 1, layout.arena)
        ]
        if _is_laid_out(starts, layout, read):
            return tuple(
                _broken(start, OUT_OF_TIME)
                if is_late()
                else _occupancy(start, layout, read, hides)
                for start in starts
            )
    return ()


def _is_laid_out(starts: Sequence[int], layout: PoolLayout, read: Read) -> bool:
    """Tell whether every arena begins with a pool, which is made together with it.

    Every one whose begin is in RAM: others may be on swap.
    """
    firsts = [_pools(start, layout)[0] for start in starts]
    headers = read(firsts, python_pool.SIZE)
    there = [
        pool_at(data, at, layout) is not None
        for at, data in zip(firsts, headers, strict=True)
        if data is not None
    ]
    return bool(there) and all(there)


def _pools(start: int, layout: PoolLayout) -> range:
    """Return where the pools of an arena begin; one less if it does not fit them."""
    first = -(-start // layout.pool) * layout.pool
    return range(first, start + layout.arena - layout.pool + 1, layout.pool)


def _occupancy(start: int, layout: PoolLayout, read: Read, hides: Hides) -> Occupancy:
    places = _pools(start, layout)
    headers = read(places, python_pool.SIZE)
    if any(
        data is None and hides(at, at + python_pool.SIZE)
        for at, data in zip(places, headers, strict=True)
    ):
        return _broken(start, NOT_IN_RAM)
    pools = [
        None if data is None or data == _UNTOUCHED else (pool_at(data, at, layout), at)
        for at, data in zip(places, headers, strict=True)
    ]
    touched = [one for one in pools if one is not None]
    if any(pool is None for pool, _at in touched):
        return _broken(start, NO_POOL)
    return _whole(start, layout, [pool for pool, _at in touched if pool is not None])


def _broken(start: int, why: str) -> Occupancy:
    return Occupancy(allocator=PYMALLOC, arena=Address(start), name=_NAME, why=why)


def _whole(start: int, layout: PoolLayout, pools: Sequence[Pool]) -> Occupancy:
    live = sum(pool.used * pool.size for pool in pools)
    room = len(_pools(start, layout)) * (layout.pool - python_pool.SIZE)
    stretch = Stretch(Address(start), Address(start + layout.arena), live, room - live)
    return Occupancy(
        allocator=PYMALLOC,
        arena=Address(start),
        name=_NAME,
        stretches=(stretch,),
        live=live,
        free=room - live,
        live_blocks=sum(pool.used for pool in pools),
        classes=tuple(_classes(layout, pools)),
        whole=True,
    )


def _classes(layout: PoolLayout, pools: Iterable[Pool]) -> Iterator[BlockClass]:
    used: Counter[int] = Counter()
    room: Counter[int] = Counter()
    for pool in pools:
        used[pool.size] += pool.used
        room[pool.size] += (layout.pool - python_pool.SIZE) // pool.size
    for size in sorted(room):
        free = room[size] - used[size]
        yield BlockClass(size, used[size], free, used[size] * size, free * size)
