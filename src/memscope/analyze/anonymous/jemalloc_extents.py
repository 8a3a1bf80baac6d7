"""What jemalloc has in use, and what it keeps of what was freed, by its own extents.

jemalloc: include/jemalloc/internal/edata.h (extent_structs.h before 5.3). The first
word of an extent's record has fields of bits: 12 for the arena, one that says whether
small objects share it, flags, the state, 8 for the size class. 5.3 has one flag and one
bit of state more. States: 0 in use, 1 dirty (free, as it was), 2 muzzy (given back with
MADV_FREE), 3 retained (no memory, only addresses).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct

from memscope.analyze.anonymous.jemalloc import (
    Extent,
    ExtentTable,
    Read,
    extent_table,
)
from memscope.i18n import N_
from memscope.model.address import Address
from memscope.model.occupancy import Occupancy, Stretch
from memscope.model.ranges import Ranges
from memscope.model.region import Vma

JEMALLOC = "jemalloc"
UNKNOWN_LAYOUT = N_("records of its extents are laid out in an unknown way")
NO_EXTENT = N_("much of its memory is in no extent")
_LIVE, _DIRTY, _MUZZY, _RETAINED = range(4)
_SHARED = 1 << 12
_SMALL_CLASSES, _NO_CLASS = 36, 200
"""Size classes below are of small objects; above, of extents that are not in use."""
_TRIES = 3
_UNKNOWN, _MOST_FIT = 0.05, 0.9
"""As some extents are split or joined just now: this share of what is in RAM may be in
none of them, and this share of their records has to fit."""
_MOST_SEARCHED = 64 << 30
"""Bytes of address space in which extents are searched that have no name yet."""
OUT_OF_TIME = N_("there was no more time to look")


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


def jemalloc_occupancy(
    vmas: Sequence[Vma],
    spans: Iterable[tuple[int, int]],
    variables: Iterable[tuple[int, bytes]],
    read: Read,
    resident: Ranges,
    is_late: Callable[[], bool] = lambda: False,
) -> Occupancy | None:
    """Return what jemalloc has in use and what it keeps; None: its table is not found.

    Args:
        vmas: The whole map, in order.
        spans: (start, end) of its memory, in order.
        variables: Address and bytes of what is in RAM of the library's variables.
        read: How memory is read; absent pages are never touched.
        resident: What is in RAM.
        is_late: Tells that the time is up.
    """
    table = extent_table(vmas, variables, read)
    if table is None:
        return None
    named = [*spans]
    mine = Ranges([start for start, _end in named], [end for _start, end in named])
    most = _UNKNOWN * sum(resident.bytes_in(*one) for one in named)
    for _ in range(_TRIES):
        rows = [_row(table, vma) for vma in _wanted(vmas, mine)]
        gaps = (part for row in rows for gap in row.gaps for part in mine.within(*gap))
        is_known = sum(resident.bytes_in(*gap) for gap in gaps) <= most
        if is_known or is_late():
            break
    if not is_known:
        return _broken(table, OUT_OF_TIME if is_late() else NO_EXTENT)
    return _occupancy(table, [one for row in rows for one in row.extents], resident)


def _wanted(vmas: Sequence[Vma], mine: Ranges) -> list[Vma]:
    """Return where extents may lie: anywhere, or where some have a name already."""
    every = [one for one in vmas if one.perms == "rw-p" and one.is_nameless]
    if sum(one.size for one in every) <= _MOST_SEARCHED:
        return every
    return [one for one in every if mine.bytes_in(one.start, one.end)]


class _Row(Struct, frozen=True, gc=False):
    """What lies in a mapping.

    Attributes:
        extents: In order, none overlapping another.
        gaps: (start, end) of what is in none of them, nor in a block.
    """

    extents: list[Extent]
    gaps: list[tuple[int, int]]


def _row(table: ExtentTable, vma: Vma) -> _Row:
    found: list[Extent] = []
    gaps: list[tuple[int, int]] = []
    at = vma.start
    for extent in (*table.extents_in(vma.start, vma.end), (vma.end, vma.end, 0)):
        low, high, _word = extent
        if low < at:
            continue
        gap = _end_of_blocks(table, vma, at, low)
        if gap < low:
            gaps.append((gap, low))
        found.append(extent)
        at = high
    return _Row(found[:-1], gaps)


def _end_of_blocks(table: ExtentTable, vma: Vma, at: int, end: int) -> int:
    """Return how far blocks that jemalloc keeps for itself go, `end` at most."""
    while at < end:
        after = table.end_of_block(at, vma)
        if after is None or after > end:
            break
        at = after
    return at


def _broken(table: ExtentTable, why: str) -> Occupancy:
    return Occupancy(
        allocator=JEMALLOC, arena=Address(table.root), name=JEMALLOC, why=why
    )


def _is_one(bits: _Bits, word: int) -> bool:
    """Tell whether state, size class and flag go together."""
    state, size_class = bits.state_of(word), bits.class_of(word)
    if state == _LIVE:
        return bool(word & _SHARED) == (size_class < _SMALL_CLASSES)
    return state <= _RETAINED and size_class >= _NO_CLASS


def _layout_of(extents: Sequence[Extent]) -> _Bits | None:
    """Return the layout that fits; None: none does, or two that do not say the same.

    Records that change just now have a state that is in no list.
    """
    fitting = [
        bits
        for bits in _LAYOUTS
        if sum(_is_one(bits, one[2]) for one in extents) >= _MOST_FIT * len(extents)
    ]
    states = {tuple(bits.state_of(one[2]) for one in extents) for bits in fitting}
    return fitting[0] if len(states) == 1 else None


def _occupancy(
    table: ExtentTable, extents: Sequence[Extent], resident: Ranges
) -> Occupancy:
    bits = _layout_of(extents)
    if bits is None:
        return _broken(table, UNKNOWN_LAYOUT)
    known = [one for one in extents if _is_one(bits, one[2])]
    stretches = tuple(_stretches(bits, known))
    kept = [
        (start, end)
        for start, end, word in known
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
        live_blocks=sum(bits.state_of(word) == _LIVE for *_bounds, word in known),
        free_blocks=len(kept),
        whole=True,
    )


def _stretches(bits: _Bits, extents: Iterable[Extent]) -> Iterator[Stretch]:
    """Yield what lies in a row, summed up."""
    row: list[Extent] = []
    for one in extents:
        if row and row[-1][1] != one[0]:
            yield _stretch(bits, row)
            row = []
        row.append(one)
    if row:
        yield _stretch(bits, row)


def _stretch(bits: _Bits, row: Sequence[Extent]) -> Stretch:
    sizes = [0, 0, 0, 0]
    for start, end, word in row:
        sizes[bits.state_of(word)] += end - start
    free = sizes[_DIRTY] + sizes[_MUZZY]
    return Stretch(Address(row[0][0]), Address(row[-1][1]), sizes[_LIVE], free)
