"""Measuring a map again: only where pages came or went since the last look.

The same map cut into the same pieces gives the same regions but for their usage. In a
map of thousands of mappings most of that is the same as well.
"""

from bisect import bisect_left, bisect_right
from operator import attrgetter

from memscope.analyze.classify import Piece
from memscope.collect.look.regions import regions_of
from memscope.model.region import Region
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


_start_of = attrgetter("start")
