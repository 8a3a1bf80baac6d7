"""Compare two to four processes that stand beside each other, each with the next."""

from collections.abc import Sequence
from functools import reduce
from itertools import pairwise

from memscope.analyze.beside.compared import (
    ComparedSpaces,
    Footing,
    FrameSums,
    Identity,
    Neighbours,
    footing_of,
)
from memscope.analyze.sharing.compare import frames_of
from memscope.collect.closer.compare import Both, compare_closely
from memscope.collect.closer.telling import Tell
from memscope.collect.look.snapshot import Collector
from memscope.errors import ProcessGone, Stopped
from memscope.model.page import PageMap
from memscope.model.region import Region
from memscope.parse.pagemap import FRAME


def compare_neighbours(
    keys: Sequence[Identity], tell: Tell, *, collector: Collector | None = None
) -> ComparedSpaces:
    """Compare each with the one to its right.

    Args:
        keys: Pids and start times, two to four.
        tell: Hears what is done and how far; when it raises Stopped, what was found
            until then is returned.
        collector: Remembers what earlier looks found out.

    Raises:
        ProcessGone: One of them has ended.
        AccessDenied: We may not look at one of them.
    """
    collector = collector or Collector()
    found: list[Both] = []
    is_stopped = False
    try:
        for one, other in pairwise(keys):
            both = compare_closely(one[0], other[0], collector=collector, tell=tell)
            _check(both, one, other)
            found.append(both)
            if not both.is_whole:
                raise Stopped("")
    except Stopped:
        is_stopped = True
    return _together(tuple(keys), found, is_stopped=is_stopped)


def _check(both: Both, *keys: Identity) -> None:
    """A pid may have gone to another process meanwhile."""
    sides = both.comparison.first, both.comparison.second
    for side, key in zip(sides, keys, strict=True):
        if (side.pid, side.start_ticks) != key:
            raise ProcessGone(key[0])


def _together(
    keys: tuple[Identity, ...], found: Sequence[Both], *, is_stopped: bool
) -> ComparedSpaces:
    pairs: list[Neighbours | None] = [
        Neighbours(one.comparison, one.pages, _same_frames(one), one.known)
        for one in found
    ]
    pairs += [None] * (len(keys) - 1 - len(pairs))
    regions = [pair for one in found for pair in one.comparison.pairs]
    frames = None if is_stopped else _frames(found)
    return ComparedSpaces(
        keys,
        tuple(pairs),
        _sums(found, frames) if not is_stopped else None,
        _everywhere(found[0], frames) if frames else None,
        sum(pair.pages is not None for pair in regions),
        len(regions),
        is_stopped,
    )


def _same_frames(both: Both) -> frozenset[int] | None:
    """Return frames that both have; the page of zeros is nobody's memory."""
    known = both.known
    return known.common - known.zero if known.frames else None


def _frames(found: Sequence[Both]) -> list[set[int]] | None:
    """Return the frames of each process; None: hidden from us."""
    if not all(one.known.frames for one in found):
        return None
    zero = frozenset[int]().union(*(one.known.zero for one in found))
    maps = [found[0].pages[0], *(one.pages[1] for one in found)]
    return [frames_of(one)[0] - zero for one in maps if one is not None]


def _sums(found: Sequence[Both], frames: list[set[int]] | None) -> FrameSums | None:
    size = found[0].comparison.system.page_size
    if frames is None:
        return _likely(found, size)
    everybody = reduce(set.intersection, frames)
    only = [
        len(mine.difference(*(one for one in frames if one is not mine)))
        for mine in frames
    ]
    return FrameSums(
        tuple(len(mine) * size for mine in frames),
        tuple(count * size for count in only),
        len(everybody) * size,
        len(set[int]().union(*frames)) * size,
    )


def _likely(found: Sequence[Both], size: int) -> FrameSums | None:
    """Without frames two can be summed up by what is likely; more cannot."""
    comparison = found[0].comparison
    sides = [comparison.first, *(one.comparison.second for one in found)]
    pages = [side.resident_pages for side in sides]
    totals = comparison.totals
    if totals is None or None in pages:
        return None
    each = tuple(size * (count or 0) for count in pages)
    both = (totals.same + totals.alike) * size
    footing = footing_of(comparison)
    if len(found) > 1 or (not both and totals.undecided):
        return FrameSums(each, (), 0, 0, Footing.NEEDS_ROOT)
    only = tuple(max(one - both, 0) for one in each)
    return FrameSums(each, only, both, both + sum(only), footing)


def _everywhere(first: Both, frames: Sequence[set[int]]) -> dict[int, int] | None:
    """Return bytes that all have, by first address of the first one's regions."""
    pages = first.pages[0]
    if pages is None or len(frames) < 3:
        return None
    everybody = reduce(set.intersection, frames)
    regions = {one.first.start: one.first for one in first.comparison.pairs}
    return {
        start: size
        for start, region in regions.items()
        if (size := _within(pages, region, everybody))
    }


def _within(pages: PageMap, region: Region, frames: set[int]) -> int:
    """Return the bytes of a region that lie in these frames: of an edge its part."""
    size, total = pages.page_size, 0
    low, high = region.start // size * size, -(-region.end // size) * size
    for address, _states, words in pages.within(low, high):
        for at, word in enumerate(words):
            if word >> 63 and word & FRAME in frames:
                page = address + at * size
                total += min(page + size, region.end) - max(page, region.start)
    return total
