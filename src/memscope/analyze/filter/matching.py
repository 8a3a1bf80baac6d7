"""A filter on a process: which regions it shows, and what they add up to."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import compress, islice
from operator import not_

from memscope.analyze.filter.bearings import Bearings
from memscope.analyze.filter.predicates import Predicate, predicate
from memscope.analyze.filter.terms import NO_FILTER, TIMED, Filter, FilterKey
from memscope.i18n import language
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


_Answers = list[bool | None]


@dataclass(frozen=True, slots=True)
class _KeptAnswers:
    """Answers of one process, and what they hold for."""

    regions: Sequence[Region]
    answers: _Answers
    stamp: object


class Matcher:
    """A filter ready to ask; equal filters are equal matchers.

    It keeps its answers: of a later look only regions that are others are asked for,
    unless the answer depends on more than the region. May be used from any thread.
    """

    def __init__(self, asked: Filter = NO_FILTER) -> None:
        self.filter = asked
        self._kept: dict[tuple[int, int], _KeptAnswers] = {}

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
        answers = self._answers(bearings, bool) or []
        return list(compress(bearings.process.regions, answers))

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
            answers = self._answers(bearings, is_stopped)
            if answers is None:
                return None
            counts.add(bearings.process.regions, answers)
        return counts.tally()

    def _answers(
        self, bearings: Bearings, is_stopped: Callable[[], bool]
    ) -> _Answers | None:
        """Return an answer for each region, in order; None: it was stopped."""
        regions, stamp = bearings.process.regions, self._stamp(bearings)
        kept = self._kept.get(bearings.process.identity)
        if kept is not None and kept.stamp != stamp:
            kept = None
        if kept is not None and kept.regions is regions:
            return kept.answers
        before = _before(kept, regions)
        ask, answers = self.on(bearings), _Answers()
        for at in range(0, len(regions), _SLICE):
            if is_stopped():
                return None
            part = regions[at : at + _SLICE]
            olds, knowns = before[0][at : at + _SLICE], before[1][at : at + _SLICE]
            answers += [
                known if old is region else ask(region)
                for region, old, known in zip(part, olds, knowns, strict=True)
            ]
        self._kept = {
            **dict(islice(self._kept.items(), _MOST_KEPT)),
            bearings.process.identity: _KeptAnswers(regions, answers, stamp),
        }
        return answers

    def _stamp(self, bearings: Bearings) -> object:
        """Return what answers depend on besides the region itself."""
        keys = self.filter.keys
        names = bearings.process.threads if FilterKey.THREAD in keys else None
        if keys & TIMED:
            parts = (bearings.growth, bearings.now, bearings.bookmark)
            return (language(), names, *parts, bearings.watched_since)
        return (language(), names)


def _before(
    kept: _KeptAnswers | None, regions: Sequence[Region]
) -> tuple[Sequence[Region | None], _Answers]:
    """Return for each region the record it had in the look before, and the answer.

    Mostly it is the very same record, in the same place.
    """
    if kept is None:
        return [None] * len(regions), [None] * len(regions)
    if len(kept.regions) == len(regions):
        return kept.regions, kept.answers
    known = {
        one.start: (one, answer)
        for one, answer in zip(kept.regions, kept.answers, strict=True)
    }
    found = [known.get(one.start, (None, None)) for one in regions]
    return [one for one, _answer in found], [answer for _one, answer in found]


EVERYTHING = Matcher()
_MOST_KEPT = 64
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

    def add(self, regions: Sequence[Region], answers: _Answers) -> None:
        self._unknown += answers.count(None)
        wanted = list(compress(regions, answers))
        self._add(1, wanted)
        self._add(0, list(compress(regions, map(not_, answers))))

    def _add(self, place: int, regions: Sequence[Region]) -> None:
        sizes = [one.usage.resident for one in regions]
        known = [size for size in sizes if size is not None]
        self._regions[place] += len(sizes)
        self._known[place] += len(known)
        self._sums[place] += sum(known)

    def tally(self) -> Tally:
        hidden, shown = (
            size if known or not regions else None
            for size, known, regions in zip(
                self._sums, self._known, self._regions, strict=True
            )
        )
        return Tally(self._regions[1], sum(self._regions), self._unknown, shown, hidden)
