"""From what is known of a process to what its rail points at."""

from collections.abc import Sequence
from functools import lru_cache
from heapq import nlargest

from memscope.analyze.growth.growth import Growth
from memscope.analyze.space.row import SpaceRow
from memscope.analyze.space.space import MemorySpace
from memscope.model.kinds import Kind
from memscope.model.process import Process, Thread
from memscope.render.space.rail import RailMarks, Span

_MOST = 12
"""Regions that are called new at most, those that grew most."""
_LISTED = 500
"""Regions of a row that are marked one by one at most."""
_TELLING = 0.05
"""Share of all growth from which on a region is called new."""
_GROWS_UP = (Kind.HEAP, Kind.ARENA)


def rail_marks(
    process: Process,
    *,
    shown: Span | None = None,
    selected: SpaceRow | None = None,
    thread: Thread | None = None,
    growth: Growth | None = None,
    marked: Sequence[Span] = (),
    part: MemorySpace | None = None,
) -> RailMarks:
    """Return what a rail points at.

    Args:
        process: Whose rail.
        shown: Lowest address that the table shows, and the first one after the highest.
        selected: The selected row.
        thread: The selected thread; of a running one nobody knows SP and PC.
        growth: Of the process.
        marked: Where marked rows are, in order of address.
        part: What the filter leaves of the process; None: there is no filter.
    """
    tips = _tips(process, growth) if growth is not None else []
    return RailMarks(
        shown=shown,
        selected=() if selected is None else spans_of(selected),
        sp=None if thread is None else thread.sp,
        pc=None if thread is None else thread.pc,
        new=tuple(sorted(low for low, _high in tips)),
        tips=tuple(sorted(tips)),
        marked=marked,
        hits=() if part is None or part.is_whole else hit_spans(part),
    )


@lru_cache(maxsize=8)
def hit_spans(part: MemorySpace) -> tuple[Span, ...]:
    """Return where the regions are that a filter shows; there may be 64,000.

    Found once, by whoever asks first: that should not be the screen's thread.
    """
    return joined([(one.start, one.end) for one in part.regions])


def spans_of(row: SpaceRow) -> tuple[Span, ...]:
    """Return where a row's regions are; of very many, from the first to the last."""
    if not row.regions or len(row.regions) > _LISTED:
        return ((row.start, row.end),)
    return joined([(one.start, one.end) for one in row.regions])


def _tips(process: Process, growth: Growth) -> list[Span]:
    """Return where the regions grew that grew most.

    A heap grows at its end; where in another region pages came nobody says, but most
    grow at their start: the kernel maps new memory below what is there.
    """
    grown = [(size, start) for start, size in growth.by_start.items() if size > 0]
    least = sum(size for size, _start in grown) * _TELLING
    found: list[Span] = []
    for size, start in nlargest(_MOST, grown):
        region = process.region_at(start)
        if region is None or size < least:
            continue
        size = min(size, region.size)
        if region.kind in _GROWS_UP:
            found.append((region.end - size, region.end))
        else:
            found.append((region.start, region.start + size))
    return found


def joined(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Make one of neighbours that touch."""
    found: list[Span] = []
    for low, high in spans:
        if found and found[-1][1] >= low:
            found[-1] = (found[-1][0], max(found[-1][1], high))
        else:
            found.append((low, high))
    return tuple(found)
