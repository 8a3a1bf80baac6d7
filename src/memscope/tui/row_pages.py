"""The pages of the rows that are seen: what each is, and how much is own or shared.

One PAGEMAP_SCAN and the entries of pages in RAM tell it of a single region, cheaply:
smaps would make the kernel walk all of the process. A few milliseconds of it at a time,
so that rows get their numbers a little later, and nobody waits.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from memscope.analyze.space.ages import PageAges
from memscope.analyze.space.row import SpaceRow, What
from memscope.errors import MemscopeError
from memscope.model.page import CODES, HUGE, PageState
from memscope.model.region import Region
from memscope.render.space.page_dots import dots_of, shades_of
from memscope.render.space.strip import NO_SHADES, Shades
from memscope.tui.age_watch import AgeWatch
from memscope.tui.close_looks import Closer

MOST_BYTES = 16 << 20
"""Of a region: what is larger is looked at when it is selected, as a sample."""
MOST_PARTS = 48
"""Regions of a row that are looked at one by one."""
BUDGET_S = 0.03
"""Seconds of reading in one go."""
_REMEMBERED = 96
"""Regions whose pages keep their ages: more than a screen has lines."""
_AGING_S = 10.0
"""Seconds after which pages that were new are looked at again: they may be no more."""
_DOTS, _NEW = 48, 5

Key = tuple[int, int]
"""Pid and start time of a process."""
Wanted = tuple[Key, Region, str]
"""A region, whose it is, and whose colours it has."""


@dataclass(frozen=True, slots=True)
class SeenPages:
    """What was seen of one region.

    Attributes:
        region: As it was then; of another one it says nothing.
        at: Seconds, by the monotonic clock.
        own: Bytes in RAM that nobody else maps; None: unknown.
        shared: Bytes in RAM that others map, too; None likewise.
        swapped: Bytes on swap; None likewise.
        shades: Of its pages, by age.
    """

    region: Region
    at: float
    own: int | None = None
    shared: int | None = None
    swapped: int | None = None
    shades: Shades = NO_SHADES

    def is_old(self, region: Region, at: float) -> bool:
        """Tell whether it is to be looked at again."""
        is_aging = _NEW in self.shades.values and at - self.at > _AGING_S
        return self.region != region or is_aging


Seen = dict[tuple[Key, int], SeenPages]
"""By process and first address."""


@dataclass(slots=True)
class RowPages:
    """Looks at what is wanted most; for one thread at a time."""

    closer: Closer
    clock: Callable[[], float] = time.monotonic
    _watch: AgeWatch = field(init=False)

    def __post_init__(self) -> None:
        self._watch = AgeWatch(self.closer, _REMEMBERED)

    def look(self, wanted: Iterable[Wanted]) -> Seen:
        """Look at some regions, the first ones first, as long as there is time.

        What may not be read is told as unknown; so is a process that has ended.
        """
        found: Seen = {}
        end = self.clock() + BUDGET_S
        for key, region, colour in wanted:
            if found and self.clock() >= end:
                break
            found[key, region.start] = self._look(key, region, colour)
        return found

    def _look(self, key: Key, region: Region, colour: str) -> SeenPages:
        at = self.clock()
        try:
            ages = self._watch.look(key, region, at)
        except MemscopeError:
            return SeenPages(region, at)
        shades = shades_of(dots_of(ages, colour, columns=_DOTS // 2, lines=1))
        return SeenPages(region, at, *_split(ages, region), shades)


def wanted_first(wanted: Iterable[Wanted], seen: Seen, at: float) -> Sequence[Wanted]:
    """Return what is to be looked at: what nobody saw yet, then what changed.

    Args:
        wanted: All that could be looked at.
        seen: What was seen of it.
        at: Seconds, by the monotonic clock.
    """
    new, old = [], []
    for one in wanted:
        key, region, _colour = one
        known = seen.get((key, region.start))
        if known is None:
            new.append(one)
        elif known.is_old(region, at):
            old.append((known.at, one))
    return [*new, *(one for _at, one in sorted(old, key=lambda each: each[0]))]


def with_pages(row: SpaceRow, seen: Seen) -> SpaceRow:
    """Return a row of few regions with what their pages tell, where nothing else does.

    Of some of them it may not be known yet: then it is the sum of the others, which
    does not come to what is in RAM.
    """
    if not lacks_split(row):
        return row
    parts = [_split_of(row.key.process, one, seen) for one in row.regions]
    known = [one for one in parts if one is not None]
    if not known:
        return row
    own, shared, swapped = map(sum, zip(*known, strict=True))
    is_whole = len(known) == len(parts)
    told = row.amounts._replace(
        own=own if own or is_whole else None,
        shared=shared if shared or is_whole else None,
        swapped=swapped if is_whole else row.amounts.swapped,
    )
    return replace(row, amounts=told)


def lacks_split(row: SpaceRow) -> bool:
    """Tell whether it is not known how much of a row is own, and pages may tell it."""
    amounts = row.amounts
    told = (amounts.own or 0) + (amounts.shared or 0)
    is_few = 0 < len(row.regions) <= MOST_PARTS and row.what is not What.PROCESS
    return is_few and told < (amounts.resident or 0)


def _split_of(process: Key, region: Region, seen: Seen) -> tuple[int, int, int] | None:
    """Return what is own, shared and on swap of a region; None: not known."""
    usage = region.usage
    if usage.private is not None and usage.shared is not None:
        return usage.private, usage.shared, usage.swapped or 0
    if not usage.resident:
        return (0, 0, usage.swapped or 0) if usage.resident == 0 else None
    found = seen.get((process, region.start))
    if found is None or found.own is None or found.region != region:
        return None
    return found.own, found.shared or 0, found.swapped or 0


_OWN = (PageState.EXCLUSIVE, PageState.FILE_EXCLUSIVE)
_SHARED = (PageState.SHARED, PageState.FILE)


def _split(ages: PageAges, region: Region) -> tuple[int | None, int | None, int | None]:
    """Return bytes that are own, shared and on swap; None where they are not all known.

    They have to add up to what the kernel counts for the region: a page that it shares
    with its neighbour, or a change meanwhile, makes another number of it.
    """
    if ages.block:
        return None, None, None
    states = b"".join(one.states for one in ages.windows).translate(_NOT_HUGE)
    own, shared, swapped = (
        sum(states.count(CODES[state]) for state in some) * ages.page_size
        for some in (_OWN, _SHARED, (PageState.SWAPPED,))
    )
    if own + shared != region.usage.resident:
        return None, None, None
    return own, shared, swapped


_NOT_HUGE = bytes(code & ~HUGE for code in range(256))
