"""What each region uses, by smaps; mappings that are cut are shared out.

smaps counts whole mappings, and the pages are read a moment later. Where what the
parts have in RAM is not what the mapping had, the pages are the one source for both.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import compress, islice
from operator import attrgetter, eq

from msgspec import Struct

from memscope.analyze.classify import Piece
from memscope.analyze.page_map import make_page_map
from memscope.analyze.parts import SharedOut, by_pages
from memscope.analyze.totals import is_split_by_residency, split_usage
from memscope.collect.look.look import Look
from memscope.errors import ProcError
from memscope.i18n import N_
from memscope.model.page import PageMap
from memscope.model.region import RegionUsage, Vma
from memscope.model.snapshot import Gap
from memscope.proc.frames import frame_table, read_raw_pages
from memscope.proc.machine import PAGE_SIZE
from memscope.proc.remedies import to_see_frames

_WHAT = N_("how the memory of a mapping is divided among its regions")
_MOVED = N_("pages came and went during the look")
_SHARES = N_("the share of some regions")
HUGE_UNCOUNTED = N_("the kernel does not say how many processes map pages of hugetlbfs")
_HIDDEN = N_("the kernel hides page frames, so that their users cannot be counted")
_NOT_SHARED = N_("its pages could not be read")


class MeasuredParts(Struct, frozen=True, gc=False):
    """Numbers of smaps, shared out.

    Attributes:
        usages: Of each piece.
        wholes: Of each mapping; the parts of each add up to it.
        gaps: What stays unknown.
    """

    usages: list[RegionUsage]
    wholes: Sequence[RegionUsage]
    gaps: tuple[Gap, ...]


def measure_by_smaps(look: Look, pieces: list[Piece]) -> MeasuredParts:
    """Say what every piece uses."""
    table, pages = look.table, look.pages
    if len(pieces) == len(table.usages):
        gaps = tuple(_gaps_of(look, table.usages, has_moved=False))
        return MeasuredParts(table.usages, table.usages, gaps)
    indexes = list(map(_vma_of, pieces))
    usages = list(map(table.usages.__getitem__, indexes))
    wholes = table.usages
    has_moved = False
    cut = sorted(set(compress(indexes, map(eq, indexes, islice(indexes, 1, None)))))
    places = [
        (bisect_left(indexes, index), bisect_right(indexes, index)) for index in cut
    ]
    bounds = [
        (piece.start, piece.end) for low, high in places for piece in pieces[low:high]
    ]
    sizes = pages.resident_in_each(bounds) if pages else [None] * len(bounds)
    done = 0
    for index, (low, high) in zip(cut, places, strict=True):
        before, done = done, done + high - low
        parts, resident = bounds[before:done], sizes[before:done]
        whole = table.usages[index]
        found = None
        if pages and not is_split_by_residency(whole, resident):
            found = _by_pages(look, whole, table.vmas[index], parts)
        if found is None:
            usages[low:high] = split_usage(whole, resident)
            continue
        usages[low:high] = found.parts
        if found.has_moved:
            wholes = [*wholes] if wholes is table.usages else wholes
            wholes[index] = found.whole
            has_moved = True
    return MeasuredParts(
        usages, wholes, tuple(_gaps_of(look, usages, has_moved=has_moved))
    )


def _by_pages(
    look: Look, whole: RegionUsage, vma: Vma, parts: Sequence[tuple[int, int]]
) -> SharedOut | None:
    """Look at the pages of one mapping, once more; None when they cannot be read."""
    pages = _pages_of(look, vma)
    if pages is None or pages.unread:
        return None
    return by_pages(whole, parts, pages, mappings_of)


def _pages_of(look: Look, vma: Vma) -> PageMap | None:
    try:
        raw = read_raw_pages(look.directory, [(vma.start, vma.end)])
    except ProcError:
        return None
    if raw.unread or raw.scanned is None:
        return None
    return make_page_map(vma.start, vma.end, PAGE_SIZE, raw.words, raw.scanned)


def mappings_of(frames: Collection[int]) -> Mapping[int, int] | None:
    """Return how often each frame is mapped; None when that may not be known."""
    if not frames:
        return None
    with frame_table("kpagecount") as table:
        return table.of(frames) if table else None


def _gaps_of(
    look: Look, usages: Sequence[RegionUsage], *, has_moved: bool
) -> Iterator[Gap]:
    if has_moved:
        yield Gap(what=_WHAT, pid=look.pid, why=_MOVED)
    unknown = [one for one in usages if one.proportional is None]
    if not unknown or look.pages is None:
        return
    if any(one.huge for one in unknown):
        yield Gap(what=_SHARES, pid=look.pid, why=HUGE_UNCOUNTED)
    elif any(one.resident for one in unknown) and not has_moved:
        yield Gap(what=_SHARES, pid=look.pid, why=_HIDDEN, remedy=to_see_frames())
    elif not has_moved:
        yield Gap(what=_SHARES, pid=look.pid, why=_NOT_SHARED)


_vma_of = attrgetter("vma")
