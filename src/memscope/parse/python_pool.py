"""The header of a pool of CPython's object allocator.

CPython: Objects/obmalloc.c, `struct pool_header`. Small objects live in pools of one
size each, pools in arenas that come straight from the kernel. The header's numbers
depend on one another, so that other memory hardly ever looks like one.
"""

from struct import Struct as Layout

from msgspec import Struct

_LAYOUT = Layout("=I4x3Q4I")
SIZE = _LAYOUT.size
"""Bytes that are needed."""

_SMALLEST, _LARGEST = 8, 512
_ALIGNMENTS = (16, 8)
"""Sizes go up in these steps: 16 since CPython 3.8, 8 before."""


class PoolLayout(Struct, frozen=True, gc=False):
    """How large things are.

    Attributes:
        pool: Bytes of a pool, which starts at a multiple of them.
        arena: Bytes of an arena, which starts at any page.
    """

    pool: int
    arena: int


LAYOUTS = (PoolLayout(0x4000, 0x100000), PoolLayout(0x1000, 0x40000))
"""Since CPython 3.10, and before."""


class Pool(Struct, frozen=True, gc=False):
    """What a pool's header says.

    Attributes:
        arena: Number of the arena that it belongs to.
        used: Blocks in use.
        size: Bytes of each block.
    """

    arena: int
    used: int
    size: int


def pool_at(data: bytes, address: int, layout: PoolLayout) -> Pool | None:
    """Return the pool that begins at an address; None: none does.

    Args:
        data: Memory from `address` on.
        address: Where a pool may begin.
        layout: Of this version.
    """
    if len(data) < SIZE or address % layout.pool:
        return None
    used, free, after, before, arena, size_class, offset, last = _LAYOUT.unpack_from(
        data
    )
    for step in _ALIGNMENTS:
        size = (size_class + 1) * step
        if (
            _SMALLEST <= size <= _LARGEST
            and last == layout.pool - size
            and SIZE <= offset <= layout.pool
            and (offset - SIZE) % size == 0
            and used <= (layout.pool - SIZE) // size
            and (not free or address < free < address + layout.pool)
            and not (after | before) % 8
            and (used == 0 or offset > SIZE)
        ):
            return Pool(int(arena), int(used), size)
    return None


def arena_index(data: bytes, address: int, layout: PoolLayout) -> int | None:
    """Return the number of the arena that a pool belongs to; None: no pool.

    Takes what `pool_at` does.
    """
    pool = pool_at(data, address, layout)
    return None if pool is None else pool.arena
