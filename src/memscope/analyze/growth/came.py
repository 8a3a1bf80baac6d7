"""Since when regions have been there: of those that came while somebody looked."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from memscope.analyze.sharing.regions import overlapping
from memscope.model.region import Region

_MOST_LEFT = 4096
"""Regions remembered that are there no more."""


class Came:
    """Follows the regions of one process, also when their bounds move."""

    def __init__(self) -> None:
        self._at: dict[int, float] = {}
        self._left: deque[tuple[int, float, float]] = deque(maxlen=_MOST_LEFT)

    def note(
        self,
        at: float,
        gone: Sequence[Region],
        come: Sequence[Region],
        new: Sequence[Region],
    ) -> None:
        """Take in what one look has that the one before had otherwise.

        Args:
            at: When it was taken.
            gone: Regions that only the look before has just so, in order of address.
            come: Those that only this one has.
            new: Of `come`, those that touch none of `gone`.
        """
        since = {
            int(one.start): self._oldest([old for _new, old in pairs])
            for one, pairs in groupby(overlapping(come, gone), key=itemgetter(0))
        }
        since.update((int(one.start), at) for one in new)
        before = {int(one.start): self._at.pop(one.start, None) for one in gone}
        known = ((start, when) for start, when in since.items() if when is not None)
        self._at.update(known)
        for start, when in before.items():
            if when is not None and self._at.get(start) != when:
                self._left.append((start, when, at))

    def _oldest(self, those: Sequence[Region]) -> float | None:
        """Return since when some of it is there; None: since before the first look."""
        known = [self._at.get(one.start) for one in those]
        dated = [when for when in known if when is not None]
        return min(dated) if len(dated) == len(known) else None

    def up_to(self, until: float) -> dict[int, float]:
        """Return when the regions of a moment were first seen, by first address."""
        left = {start: at for start, at, end in self._left if at <= until < end}
        return left | {start: at for start, at in self._at.items() if at <= until}


class Age(NamedTuple):
    """How long something has been there.

    Attributes:
        seconds: So long.
        is_least: It was there at the first look: so long, or longer.
    """

    seconds: float
    is_least: bool = False


@dataclass(frozen=True, slots=True)
class WatchedSince:
    """What was seen of one process's regions coming.

    Attributes:
        at: Seconds: the look that is shown.
        began: The first look; None: there was none before this one.
        came: When regions were first seen, by first address, of those that came later.
    """

    at: float = 0.0
    began: float | None = None
    came: Mapping[int, float] = field(default_factory=dict)

    def age_of(self, regions: Sequence[Region]) -> Age | None:
        """Return the age of the oldest of some regions; None: nobody looked before."""
        if self.began is None or not regions or self.at <= self.began:
            return None
        some = regions[:_FEW]
        dated = [when for one in some if (when := self.came.get(one.start)) is not None]
        if len(dated) < len(some) or len(self.came) < len(regions):
            return Age(self.at - self.began, is_least=True)
        return Age(self.at - min(dated)) if len(some) == len(regions) else None


NOT_WATCHED = WatchedSince()
_FEW = 1024
"""Regions that are asked one by one whenever a row is drawn."""
