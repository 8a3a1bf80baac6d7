"""A filter on a process: which regions it shows, and what they add up to."""

from bisect import bisect_left
from collections.abc import Callable, Collection, Container, Iterable, Sequence
from dataclasses import dataclass
from itertools import compress, islice
from operator import attrgetter, not_

from memscope.analyze.filter.bearings import Bearings
from memscope.analyze.filter.grounds import Grounds, grounds_of
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


_Answers = list[bool | None]


@dataclass(frozen=True, slots=True)
class _KeptAnswers:
    """Answers of one process, in its order of regions, and what they hold for."""

    regions: Sequence[Region]
    answers: _Answers
    grounds: Grounds
    shown: list[Region]


class Matcher:
    """A filter ready to ask; equal filters are equal matchers.

    It keeps its answers: of a later look only regions that are others are asked for,
    and those of which something else is known by then: how much they grew, how old
    they are. May be used from any thread.
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

    def regions(self, bearings: Bearings) -> Sequence[Region]:
        """Return the regions of a process that are shown; the same list while it is."""
        kept = self._kept_for(bearings, bool)
        return kept.shown if kept is not None else ()

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
            kept = self._kept_for(bearings, is_stopped)
            if kept is None:
                return None
            counts.add(kept)
        return counts.tally()

    def _kept_for(
        self, bearings: Bearings, is_stopped: Callable[[], bool]
    ) -> _KeptAnswers | None:
        """Return an answer for each region; None: it was stopped."""
        regions, grounds = bearings.process.regions, grounds_of(self.filter, bearings)
        kept = self._kept.get(bearings.process.identity)
        if kept is not None and kept.grounds.of_all != grounds.of_all:
            kept = None
        others = kept.grounds.differing(grounds) if kept is not None else frozenset()
        if kept is None or kept.regions is not regions:
            answers = self._asked(bearings, kept, others, is_stopped)
        elif others:
            answers = self._asked_again(bearings, kept, others)
        else:
            return kept
        if answers is None:
            return None
        shown = list(compress(regions, answers))
        if kept is not None and kept.regions is regions and kept.answers == answers:
            shown = kept.shown
        found = _KeptAnswers(regions, answers, grounds, shown)
        self._kept = {
            **dict(islice(self._kept.items(), _MOST_KEPT)),
            bearings.process.identity: found,
        }
        return found

    def _asked(
        self,
        bearings: Bearings,
        kept: _KeptAnswers | None,
        others: Container[int],
        is_stopped: Callable[[], bool],
    ) -> _Answers | None:
        """Ask of the regions that are others, or have other facts (`others`)."""
        regions = bearings.process.regions
        before = _before(kept, regions)
        ask, answers = self.on(bearings), _Answers()
        for at in range(0, len(regions), _SLICE):
            if is_stopped():
                return None
            part = regions[at : at + _SLICE]
            olds, knowns = before[0][at : at + _SLICE], before[1][at : at + _SLICE]
            answers += [
                known if old is region and region.start not in others else ask(region)
                for region, old, known in zip(part, olds, knowns, strict=True)
            ]
        return answers

    def _asked_again(
        self, bearings: Bearings, kept: _KeptAnswers, others: Collection[int]
    ) -> _Answers:
        """Ask of a few of the same regions, found by their first addresses."""
        ask, answers = self.on(bearings), list(kept.answers)
        for start in others:
            at = bisect_left(kept.regions, start, key=_start)
            if at < len(answers) and kept.regions[at].start == start:
                answers[at] = ask(kept.regions[at])
        return answers


_start = attrgetter("start")


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

    def add(self, kept: _KeptAnswers) -> None:
        self._unknown += kept.answers.count(None)
        self._add(1, kept.shown)
        self._add(0, list(compress(kept.regions, map(not_, kept.answers))))

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
