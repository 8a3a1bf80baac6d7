"""The course of one process: what each look brought, for minutes; sums, for a day."""

from array import array
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice

from memscope.analyze.growth.leak import GrowthSpan
from memscope.analyze.growth.steps import NO_STEP, GrowthStep, add_step, summed
from memscope.analyze.layers import LayerKey

FINE_S = 600.0
"""Seconds for which every look counts by itself."""
COARSE_S = 5.0
"""Seconds for which of what is older one look stands."""
KEPT_S = 86_400.0
MOST_ENTRIES = 1 << 19
"""Changes of regions kept at most, 16 bytes each."""
MOST_LOOKS = 20_000
"""Looks that count by themselves, at most."""
MOST_MARKS = 8
"""Bookmarks since which everything is added up."""
_UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Moment:
    """One look at one process, summed up.

    Attributes:
        at: Seconds.
        resident: Bytes; None: unknown.
        layers: Bytes of each kind of memory.
        step: What it brought.
    """

    at: float
    resident: int | None
    layers: Mapping[LayerKey, int]
    step: GrowthStep = NO_STEP


@dataclass(slots=True, eq=False)
class Coarse:
    """Sums of long ago, in as little room as possible; only ever appended to."""

    times: "array[float]" = field(default_factory=lambda: array("d"))
    resident: "array[int]" = field(default_factory=lambda: array("q"))
    layers: "dict[LayerKey, array[int]]" = field(default_factory=dict)

    def add(self, one: Moment) -> None:
        """Append a moment."""
        count = len(self.times)
        self.times.append(one.at)
        self.resident.append(_UNKNOWN if one.resident is None else one.resident)
        for key in one.layers.keys() - self.layers.keys():
            self.layers[key] = array("q", bytes(8 * count))
        for key, values in self.layers.items():
            values.append(one.layers.get(key, 0))

    def up_to_now(self) -> "Coarse":
        """Return a copy, which others may keep."""
        return self.without(0)

    def without(self, count: int) -> "Coarse":
        """Return the same without the oldest ones; this one stays as it is."""
        kept = {key: values[count:] for key, values in self.layers.items()}
        used = {key: values for key, values in kept.items() if any(values)}
        return Coarse(self.times[count:], self.resident[count:], used)


class Course:
    """What is remembered of a process; for one thread at a time.

    Attributes:
        began: When it was seen first.
    """

    def __init__(self, began: float, fine_s: float = FINE_S) -> None:
        """Begin.

        Args:
            began: The moment of the first look.
            fine_s: Seconds for which every look counts by itself.
        """
        self.began = began
        self._fine_s = fine_s
        self.fine: deque[Moment] = deque()
        self.coarse = Coarse()
        self._entries = 0
        self._lost_until = began
        self._since: dict[float, dict[int, int]] = {began: {}}
        self._spans: dict[int, dict[int, int]] = {}

    def add(self, one: Moment) -> None:
        """Append a look; what is old gives way."""
        self.fine.append(one)
        self._entries += len(one.step.starts)
        for sums in self._since.values():
            add_step(sums, one.step)
        add_step(self._spans.setdefault(int(one.at // COARSE_S), {}), one.step)
        while self.fine[0].at < one.at - self._fine_s:
            self._age()
        while len(self.fine) > 1 and self._is_full():
            self._age()
        while (oldest := next(iter(self._spans))) < self._first_span():
            del self._spans[oldest]
        if self.coarse.times and self.coarse.times[0] < one.at - KEPT_S * 1.1:
            old = bisect_left(self.coarse.times, one.at - KEPT_S)
            self.coarse = self.coarse.without(old)

    def _is_full(self) -> bool:
        return self._entries > MOST_ENTRIES or len(self.fine) > MOST_LOOKS

    def _age(self) -> None:
        one = self.fine.popleft()
        self._entries -= len(one.step.starts)
        self._lost_until = one.at
        times = self.coarse.times
        if not times or one.at >= times[-1] + COARSE_S:
            self.coarse.add(one)

    def index_at(self, when: float) -> int:
        """Return how many of the fine looks are up to a moment."""
        return bisect_right(self.fine, when, key=lambda one: one.at)

    def steps(self, after: float, until: float) -> list[GrowthStep]:
        """Return the steps of the looks later than one moment, up to another."""
        first, last = self.index_at(after), self.index_at(until)
        return [one.step for one in islice(self.fine, first, last)]

    def _first_span(self) -> int:
        return int(self.fine[0].at // COARSE_S)

    def mark(self, at: float) -> None:
        """Go on adding up from this moment, also when it is long ago."""
        self._since[at] = summed(self.steps(at, self.fine[-1].at)) if self.fine else {}
        for old in [*self._since][1:-MOST_MARKS]:
            del self._since[old]

    def since(self, at: float) -> Mapping[int, int] | None:
        """Return the sum of all steps since a moment that was marked, by address."""
        return self._since.get(at)

    def shrink(self, at: float, sums: dict[int, int]) -> None:
        """Put a shorter way of saying the same in the place of the sums since then."""
        self._since[at] = sums

    def spans(self, until: float) -> list[GrowthSpan]:
        """Return what each `COARSE_S` brought; the last one may not be over."""
        if not self.fine:
            return []
        last = int(until // COARSE_S)
        first = max(self._first_span(), last - int(FINE_S // COARSE_S))
        found = range(first, last + 1)
        return [GrowthSpan(key * COARSE_S, self._spans.get(key, {})) for key in found]

    @property
    def known_from(self) -> float:
        """The moment from which every step is known."""
        return self._lost_until

    def last_at(self, when: float) -> tuple[float, int | None] | None:
        """Return moment and bytes of the last look up to a moment, else of the first.

        None: there was none.
        """
        if index := self.index_at(when):
            return self.fine[index - 1].at, self.fine[index - 1].resident
        if self.coarse.times:
            index = max(bisect_right(self.coarse.times, when) - 1, 0)
            return self.coarse.times[index], _known(self.coarse.resident[index])
        return (self.fine[0].at, self.fine[0].resident) if self.fine else None

    def latest(self, until: float, most: int) -> list[Moment]:
        """Return the last looks up to a moment, so many at most."""
        last = self.index_at(until)
        return list(islice(self.fine, max(last - most, 0), last))

    def totals(self, until: float) -> tuple[list[float], list[int | None]]:
        """Return moments and bytes of the whole process, as far back as is known."""
        fine = list(islice(self.fine, self.index_at(until)))
        count = bisect_right(self.coarse.times, until)
        times = [*self.coarse.times[:count], *(one.at for one in fine)]
        old = map(_known, self.coarse.resident[:count])
        return times, [*old, *(one.resident for one in fine)]


def _known(number: int) -> int | None:
    return None if number == _UNKNOWN else number
