"""What the answers of a filter stand on besides the regions that are asked about.

Regions may be equal from look to look while time goes on: what grew, and how old each
is, moves all the same. Whoever keeps an answer keeps its grounds, too.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from memscope.analyze.filter.bearings import Bearings
from memscope.analyze.filter.numbers import ages_asked, growth_asked
from memscope.analyze.filter.predicates import tids_meant
from memscope.analyze.filter.terms import Filter, FilterKey, Term, Value
from memscope.i18n import language

_OfSingle = Mapping[int, object]


class Grounds(NamedTuple):
    """Facts besides the regions.

    Attributes:
        of_all: Where one of them is another, every region has to be asked anew.
        of_single: Of single regions, by first address; those left out are all alike.
    """

    of_all: tuple[object, ...]
    of_single: tuple[_OfSingle, ...] = ()

    def differing(self, now: "Grounds") -> frozenset[int]:
        """Return the first addresses of regions that have other facts by now.

        Args:
            now: Of the same filter, with the same facts of all.
        """
        found: set[int] = set()
        for old, new in zip(self.of_single, now.of_single, strict=True):
            if old is not new and old != new:
                found.update(start for start, _fact in old.items() ^ new.items())
        return frozenset(found)


def grounds_of(asked: Filter, bearings: Bearings) -> Grounds:
    """Return what the answers of a filter stand on at a moment.

    It takes as long as there are regions that grew or came lately, not as there are
    regions.

    Args:
        asked: The filter.
        bearings: Of one process.
    """
    of_all: list[object] = [language(), bearings.process.exe]
    of_single: list[_OfSingle] = []
    for term, value in _values(asked):
        if term.key is FilterKey.THREAD:
            of_all.append(tids_meant(value, bearings))
        elif term.key in (FilterKey.GREW, FilterKey.AGE):
            is_grown = term.key is FilterKey.GREW
            facts = (
                growth_asked(value, bearings)
                if is_grown
                else ages_asked(term.op, value, bearings)
            )
            of_all.append(facts[0])
            of_single.append(facts[1])
    return Grounds(tuple(of_all), tuple(of_single))


def _values(asked: Filter) -> Iterator[tuple[Term, Value]]:
    for terms in asked.choices:
        for term in terms:
            for value in term.values:
                yield term, value
