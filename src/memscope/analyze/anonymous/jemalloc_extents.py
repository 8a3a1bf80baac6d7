"""What jemalloc has in use, and what it keeps of what was freed, by its own extents.

jemalloc: include/jemalloc/internal/edata.h (extent_structs.h before 5.3). The first
word of an extent's record has fields of bits: 12 for the arena, one that says whether
small objects share it, flags, the state, 8 for the size class. 5.3 has one flag and one
bit of state more. States: 0 in use, 1 dirty (free, as it was), 2 muzzy (given back with
MADV_FREE), 3 retained (no memory, only addresses).
"""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from memscope.analyze.anonymous.jemalloc import ExtentTable, Read, extent_table
from memscope.i18n import N_
from memscope.model.address import Address
from memscope.model.occupancy import Occupancy, Stretch
from memscope.model.ranges import Ranges
from memscope.model.region import Vma

JEMALLOC = "jemalloc"
UNKNOWN_LAYOUT = N_("records of its extents are laid out in an unknown way")
NO_EXTENT = N_("its extents do not lie in a row")
_LIVE, _DIRTY, _MUZZY, _RETAINED = range(4)
_SHARED = 1 << 12
_SMALL_CLASSES, _NO_CLASS = 39, 200
"""Size classes below are of small objects; above, of extents that are not in use."""
_MOST = 1 << 18


class _Bits(Struct, frozen=True, gc=False):
    """Where fields are: bits to the state, how many it has."""

    state: int
    width: int

    def state_of(self, word: int) -> int:
        return word >> self.state & (1 << self.width) - 1

    def class_of(self, word: int) -> int:
        return word >> self.state + self.width & 0xFF


_LAYOUTS = (_Bits(17, 3), _Bits(16, 2))
"""5.3, and 5.0 to 5.2."""

Extent = tuple[int, int, int]
"""Start, end, the first word of the record."""


def jemalloc_occupancy(
    vmas: Sequence[Vma],
    spans: Iterable[tuple[int, int]],
    variables: Iterable[tuple[int, bytes]],
    read: Read,
    resident: Ranges,
) -> Occupancy | None:
    """Return what jemalloc has in use and what it keeps; None: its table is not found.

    Args:
        vmas: The whole map, in order.
        spans: (start, end) of its memory, in order.
        variables: Address and bytes of what is in RAM of the library's variables.
        read: How memory is read; absent pages are never touched.
        resident: What is in RAM.
    """
    table = extent_table(vmas, variables, read)
    if table is None:
        return None
    found: list[list[Extent]] = []
    for start, end in spans:
        vma = next((one for one in vmas if start in one), None)
        row = None if vma is None else _row(table, vma, start, end)
        if row is None:
            return _broken(table, NO_EXTENT)
        found.append(row)
    return _occupancy(table, found, resident)


def _row(table: ExtentTable, vma: Vma, start: int, end: int) -> list[Extent] | None:
    """Return the extents from one address to another; None: they are not in a row."""
    found: list[Extent] = []
    for _ in range(_MOST):
        if start >= end:
            return found
        record = table.record_at(start, vma)
        if record is not None and record[0] == start:
            found.append(record)
        # Blocks that it keeps for itself lie in between.
        after = table.end_of(start, vma)
        if after is None:
            return None
        start = after
    return None


def _broken(table: ExtentTable, why: str) -> Occupancy:
    return Occupancy(
        allocator=JEMALLOC, arena=Address(table.root), name=JEMALLOC, why=why
    )


def _fits(bits: _Bits, extents: Iterable[Extent]) -> bool:
    """Tell whether state, size class and flag go together in all records."""
    return all(_is_one(bits, word) for _start, _end, word in extents)


def _is_one(bits: _Bits, word: int) -> bool:
    state, is_small = bits.state_of(word), bits.class_of(word) < _SMALL_CLASSES
    if state > _RETAINED:
        return False
    is_shared = bool(word & _SHARED)
    if state == _LIVE:
        return is_shared == is_small
    return not is_shared and bits.class_of(word) >= _NO_CLASS


def _layout_of(extents: Sequence[Extent]) -> _Bits | None:
    """Return the layout that fits; None: none does, or two that do not say the same."""
    fitting = [bits for bits in _LAYOUTS if _fits(bits, extents)]
    states = {tuple(bits.state_of(one[2]) for one in extents) for bits in fitting}
    return fitting[0] if len(states) == 1 else None


def _occupancy(
    table: ExtentTable, rows: Sequence[Sequence[Extent]], resident: Ranges
) -> Occupancy:
    every = [one for row in rows for one in row]
    bits = _layout_of(every)
    if bits is None:
        return _broken(table, UNKNOWN_LAYOUT)
    stretches = tuple(_stretches(bits, rows))
    kept = [
        (start, end)
        for start, end, word in every
        if bits.state_of(word) in (_DIRTY, _MUZZY)
    ]
    return Occupancy(
        allocator=JEMALLOC,
        arena=Address(table.root),
        name=JEMALLOC,
        stretches=stretches,
        live=sum(one.live for one in stretches),
        free=sum(one.free for one in stretches),
        returnable=sum(resident.bytes_in(start, end) for start, end in kept),
        largest_free=max((end - start for start, end in kept), default=0),
        live_blocks=sum(bits.state_of(word) == _LIVE for *_bounds, word in every),
        free_blocks=len(kept),
        whole=True,
    )


def _stretches(bits: _Bits, rows: Iterable[Sequence[Extent]]) -> Iterator[Stretch]:
    for row in rows:
        if not row:
            continue
        sizes = [0, 0, 0, 0]
        for start, end, word in row:
            sizes[bits.state_of(word)] += end - start
        free = sizes[_DIRTY] + sizes[_MUZZY]
        yield Stretch(Address(row[0][0]), Address(row[-1][1]), sizes[_LIVE], free)
