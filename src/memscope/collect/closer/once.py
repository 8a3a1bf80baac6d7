"""Count regions of several processes, each frame of RAM once; only when asked for.

Of each page in RAM its pagemap entry is read, a few thousand at a time; nothing is
touched, and nobody waits.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from memscope.analyze.sharing.once import CountedOnce, OnceTally, PagesOf
from memscope.collect.closer.pages import read_page_map
from memscope.collect.closer.target import living_directory
from memscope.collect.closer.telling import Marked, Tell
from memscope.i18n import N_
from memscope.model.region import Region
from memscope.proc.fs import ProcDir, ProcFs
from memscope.proc.machine import PAGE_SIZE

_COUNTING = N_("counting page frames")
_AT_ONCE = 1 << 27
"""Bytes in RAM whose entries are read at once."""
_NEAR = 1 << 21
"""Bytes between two regions that are read together."""
_MOST = 4096
"""Regions read together, and parts that a large one is cut into."""


def count_once(marked: Marked, tell: Tell) -> CountedOnce:
    """Count what some regions take in RAM.

    Args:
        marked: The regions.
        tell: Hears how many pages were counted, and of how many; may raise Stopped.

    Raises:
        Stopped: `tell` raised it.
        ProcessGone: A process has ended.
        AccessDenied: We may not read the page table of one of them.
    """
    tally, done = OnceTally(), 0
    all_pages = sum(_weight(one) for _process, those in marked for one in those)
    seen: set[tuple[object, int]] = set()
    for process, regions in marked:
        owner = process.address_space or process.identity
        mine = [one for one in regions if (owner, one.start) not in seen]
        seen.update((owner, one.start) for one in mine)
        with living_directory(ProcFs(), process) as directory:
            for several in _batches(mine):
                tell(_COUNTING, done, all_pages)
                _count(directory, several, owner, tally)
                done += sum(one.weight for one in several)
    return CountedOnce(
        {(who.identity, one.start): one for who, those in marked for one in those},
        tally.own,
        tally.shared,
        is_certain=not tally.hides,
    )


def _weight(region: Region) -> int:
    """Pages to count, as far as is known before."""
    resident = region.usage.resident
    return (region.size if resident is None else resident) // PAGE_SIZE


class _PartRead(NamedTuple):
    """Whole pages of a region, or of a part of it; `weight` of them are in RAM."""

    region: Region
    low: int
    high: int
    weight: int


def _count(
    directory: ProcDir, windows: Sequence[_PartRead], owner: object, tally: OnceTally
) -> None:
    pages = read_page_map(directory, [(one.low, one.high) for one in windows])
    for one in windows:
        pieces = pages.within(one.low, one.high)
        tally.add(PagesOf(owner, one.region, PAGE_SIZE, pieces))


def _batches(regions: Sequence[Region]) -> Iterator[list[_PartRead]]:
    """Put regions together that lie near each other; large ones are cut."""
    batch: list[_PartRead] = []
    for one in chain.from_iterable(map(_windows, regions)):
        is_near = batch and one.low - batch[-1].high <= _NEAR
        is_full = sum(each.weight for each in batch) >= _AT_ONCE // PAGE_SIZE
        if batch and (not is_near or is_full or len(batch) >= _MOST):
            yield batch
            batch = []
        batch.append(one)
    if batch:
        yield batch


def _windows(region: Region) -> Iterator[_PartRead]:
    low = region.start // PAGE_SIZE * PAGE_SIZE
    high = -(-region.end // PAGE_SIZE) * PAGE_SIZE
    weight = _weight(region)
    step = high - low
    if weight * PAGE_SIZE > _AT_ONCE:
        step = max(_AT_ONCE, step // _MOST // PAGE_SIZE * PAGE_SIZE)
    count = -(-(high - low) // step)
    for at in range(low, high, step):
        yield _PartRead(region, at, min(at + step, high), weight // count)
