"""Which bytes a search reads, and what becomes of all the others."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from memscope.model.find import Reach
from memscope.model.kinds import Kind
from memscope.model.ranges import Ranges
from memscope.model.region import Backing, Region
from memscope.parse.pagemap import Pages

_OF_KERNEL = frozenset({Kind.VVAR, Kind.VSYSCALL})
_OF_DEVICES = frozenset({"io", "pf"})
"""VmFlags of VM_IO and VM_PFNMAP: reading may have effects there."""

Stretch = tuple[int, int, bool]
"""(first address, first address after it, known to be all zeros)."""


class Ground(Struct, frozen=True, gc=False):
    """Where a search looks.

    Attributes:
        stretches: In order of address, none overlapping another.
        extent: How much that is, and how much is left out.
        pages: Of the same moment.
    """

    stretches: tuple[Stretch, ...]
    extent: Reach
    pages: Pages


def ground_of(
    regions: Sequence[Region], pages: Pages, within: Ranges | None, ours: Ranges
) -> Ground:
    """Return where to look.

    Args:
        regions: Of the process, in order of address.
        pages: What a page scan says of them.
        within: Addresses to stay in; None: all.
        ours: Addresses to leave out, since the search itself writes there.
    """
    survey = _Survey(pages, ours)
    for region in regions:
        for low, high in _parts(region, within):
            survey.add(region, low, high)
    return Ground(tuple(sorted(survey.stretches)), Reach(**survey.sums), pages)


def is_left_alone(region: Region) -> bool:
    """Tell whether a region is memory of the kernel or of a device."""
    return (
        region.kind in _OF_KERNEL
        or region.backing is Backing.KERNEL
        or not _OF_DEVICES.isdisjoint(region.flags or ())
    )


def _parts(region: Region, within: Ranges | None) -> Iterator[tuple[int, int]]:
    if within is None:
        yield region.start, region.end
    else:
        yield from within.within(region.start, region.end)


class _Survey:
    """Goes from region to region and adds up."""

    def __init__(self, pages: Pages, ours: Ranges) -> None:
        self.stretches: list[Stretch] = []
        self.sums = dict.fromkeys(Reach.__struct_fields__, 0)
        self._pages = pages
        self._ours = ours

    def add(self, region: Region, low: int, high: int) -> None:
        """Take [low, high), which lies in a region."""
        self.sums["mapped"] += high - low
        if is_left_alone(region):
            self.sums["kernel"] += high - low
            return
        pages, known = self._pages, high - low
        self._take(pages.resident, low, high, is_zero=False)
        self._take(pages.zero, low, high, is_zero=True)
        for name, ranges in (
            ("swapped", pages.swapped),
            ("unknown", pages.unread),
            ("untouched", pages.guards),
        ):
            self.sums[name] += ranges.bytes_in(low, high)
        for ranges in _all_of(pages):
            known -= ranges.bytes_in(low, high)
        self.sums["elsewhere" if region.inode else "untouched"] += known

    def _take(self, ranges: Ranges, low: int, high: int, *, is_zero: bool) -> None:
        found = [*ranges.within(low, high)]
        taken = [part for one in found for part in _without(*one, self._ours)]
        size = _total(taken)
        self.sums["zeros" if is_zero else "present"] += size
        self.sums["ours"] += _total(found) - size
        self.stretches += [(start, end, is_zero) for start, end in taken]


def _all_of(pages: Pages) -> tuple[Ranges, ...]:
    return pages.resident, pages.zero, pages.swapped, pages.unread, pages.guards


def _total(parts: Iterable[tuple[int, int]]) -> int:
    return sum(high - low for low, high in parts)


def _without(low: int, high: int, ours: Ranges) -> Iterator[tuple[int, int]]:
    for start, end in ours.within(low, high):
        if low < start:
            yield low, start
        low = end
    if low < high:
        yield low, high
