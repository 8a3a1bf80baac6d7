"""A filter on a process: which regions it shows, and what they add up to."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from memscope.analyze.filter.bearings import Bearings
from memscope.analyze.filter.predicates import Predicate, predicate
from memscope.analyze.filter.terms import NO_FILTER, Filter
from memscope.model.region import Region


@dataclass(frozen=True, slots=True)
class Tally:
    """What a filter shows, and what it hides.

    Attributes:
        shown: Regions.
        all: Regions that there are.
        unknown: Of those hidden, the ones of which nobody knows.
        shown_bytes: In RAM; None: unknown of all that are shown.
        hidden_bytes: Likewise.
    """

    shown: int = 0
    all: int = 0
    unknown: int = 0
    shown_bytes: int | None = 0
    hidden_bytes: int | None = 0


class Matcher:
    """A filter ready to ask; equal filters are equal matchers."""

    def __init__(self, asked: Filter = NO_FILTER) -> None:
        self.filter = asked

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Matcher) and other.filter == self.filter

    def __hash__(self) -> int:
        return hash(self.filter)

    @property
    def is_all(self) -> bool:
        """Nothing is hidden."""
        return self.filter.is_empty

    def on(self, bearings: Bearings) -> Predicate:
        """Return the question to ask of each region: True, False, None (unknown)."""
        choices = [
            [predicate(term, bearings) for term in terms]
            for terms in self.filter.choices
        ]
        if not choices:
            return lambda _region: True
        if len(choices) == 1 and len(choices[0]) == 1:
            return choices[0][0]
        return lambda region: _holds(choices, region)

    def regions(self, bearings: Bearings) -> list[Region]:
        """Return the regions of a process that are shown."""
        ask = self.on(bearings)
        return [region for region in bearings.process.regions if ask(region)]

    def tally(
        self, several: Iterable[Bearings], is_stopped: Callable[[], bool] = bool
    ) -> Tally | None:
        """Count what is shown and what is hidden of some processes.

        Args:
            several: The processes.
            is_stopped: Asked now and then; where it says so, the result is None.
        """
        counts = _Counts()
        for bearings in several:
            ask = self.on(bearings)
            for at, region in enumerate(bearings.process.regions):
                if not at % _SLICE and is_stopped():
                    return None
                counts.add(region, ask(region))
        return counts.tally()


EVERYTHING = Matcher()
_SLICE = 1024
"""Regions between two questions whether the result is still wanted."""


def _holds(choices: list[list[Predicate]], region: Region) -> bool | None:
    found: bool | None = False
    for terms in choices:
        answer = _all(terms, region)
        if answer:
            return True
        if answer is None:
            found = None
    return found


def _all(terms: list[Predicate], region: Region) -> bool | None:
    found: bool | None = True
    for ask in terms:
        answer = ask(region)
        if answer is None:
            found = None
        elif not answer:
            return False
    return found


class _Counts:
    """Adds up; two places: hidden, shown."""

    def __init__(self) -> None:
        self._regions, self._sums, self._known = [0, 0], [0, 0], [0, 0]
        self._unknown = 0

    def add(self, region: Region, answer: bool | None) -> None:
        place = int(answer is True)
        self._regions[place] += 1
        self._unknown += answer is None
        if region.usage.resident is not None:
            self._sums[place] += region.usage.resident
            self._known[place] += 1

    def tally(self) -> Tally:
        hidden, shown = (
            size if known or not regions else None
            for size, known, regions in zip(
                self._sums, self._known, self._regions, strict=True
            )
        )
        return Tally(self._regions[1], sum(self._regions), self._unknown, shown, hidden)
