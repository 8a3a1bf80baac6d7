"""Measuring a map again: only where something changed since the last look.

The same map cut into the same pieces gives the same regions but for their usage. In a
map of thousands of mappings most of that is the same as well.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from operator import attrgetter

from msgspec.structs import replace

from memscope.analyze.classify import Piece
from memscope.collect.look.regions import SUMS, regions_of, sums_of
from memscope.model.region import ProcessUsage, Region
from memscope.parse.pagemap import Pages
from memscope.parse.smaps import Smaps
from memscope.proc.fs import ProcDir


def with_new_pages(
    directory: ProcDir,
    table: Smaps,
    pieces: list[Piece],
    before: tuple[Region, ...],
    old: Pages,
    new: Pages,
) -> tuple[tuple[Region, ...], int]:
    """Measure only where pages came or went since the same pieces were measured.

    Args:
        directory: Of the process.
        table: Its map, without the numbers of smaps.
        pieces: The map, cut and classified; the very ones of the last look.
        before: The regions that they gave then.
        old: The pages of then; nothing swapped, nothing unread.
        new: Those of now; likewise.

    Returns:
        The regions, and how many bytes more of them are in RAM.
    """
    changed = new.resident.changed_since(old.resident)
    if changed is None:
        return before, 0
    low = max(bisect_right(pieces, changed[0], key=_start_of) - 1, 0)
    high = bisect_left(pieces, changed[1], key=_start_of)
    was = before[low:high]
    now = regions_of(directory, table, pieces[low:high], new, was)
    more = sum(one.usage.resident or 0 for one in now) - sum(
        one.usage.resident or 0 for one in was
    )
    return (*before[:low], *now, *before[high:]), more


def with_new_numbers(
    directory: ProcDir,
    table: Smaps,
    pieces: list[Piece],
    before: tuple[Region, ...],
    old: Smaps,
    usage: ProcessUsage,
    pages: Pages | None,
) -> tuple[tuple[Region, ...], ProcessUsage]:
    """Measure only where smaps says something else, and where a VMA was cut.

    Args:
        directory: Of the process.
        table: Its map, with the numbers of smaps; of the same VMAs as `old`.
        pieces: The map, cut and classified; the very ones of the last look.
        before: The regions that they gave then.
        old: What smaps said then.
        usage: And its sum.
        pages: Which pages are in RAM; None when that is unknown.

    Returns:
        The regions, and their sum.
    """
    regions = list(before)
    changed = _changed(old, table)
    places = {*changed, *_cut(pieces, len(table.vmas))}
    for first, last in _together(sorted(places)):
        low = bisect_left(pieces, first, key=_vma_of)
        high = bisect_right(pieces, last, key=_vma_of)
        regions[low:high] = regions_of(
            directory, table, pieces[low:high], pages, regions[low:high]
        )
    return tuple(regions), replace(usage, **_sums(usage, old, table, changed))


def _sums(
    usage: ProcessUsage, old: Smaps, new: Smaps, changed: Sequence[int]
) -> dict[str, int | None]:
    """Return the sums after some VMAs' numbers changed."""
    less = sums_of([old.usages[at] for at in changed])
    more = sums_of([new.usages[at] for at in changed])
    sums = {}
    for name in SUMS:
        before, gone, come = getattr(usage, name), less[name], more[name]
        if before is None or gone is None or come is None:
            return sums_of(new.usages)
        sums[name] = before + come - gone
    return sums


def _changed(old: Smaps, new: Smaps) -> list[int]:
    """Return which VMAs' numbers or flags are other objects than before."""
    pairs = zip(old.usages, new.usages, old.flags, new.flags, strict=True)
    return [
        at
        for at, (usage, now, flags, words) in enumerate(pairs)
        if usage is not now or flags is not words
    ]


_vma_of, _start_of = attrgetter("vma"), attrgetter("start")


def _cut(pieces: list[Piece], vmas: int) -> Iterable[int]:
    """Return which VMAs are in several pieces: pages may have moved among these."""
    if len(pieces) == vmas:
        return ()
    return {one.vma for one, following in pairwise(pieces) if one.vma == following.vma}


_NEAR = 32
"""VMAs between two that are measured anyway; measuring so many more is cheaper."""


def _together(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield first and last of those that lie near each other."""
    first = last = -1
    for place in places:
        if first >= 0 and place - last > _NEAR:
            yield first, last
            first = place
        first, last = first if first >= 0 else place, place
    if first >= 0:
        yield first, last
