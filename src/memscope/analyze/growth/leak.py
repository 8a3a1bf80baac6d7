"""A guess: what only ever grows looks like a leak. Its evidence goes with it."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from memscope.analyze.growth.pace import LEAST_RATE
from memscope.model.region import Region

LEAST_S = 300.0
"""So long it has to be watched."""
GIVEN_BACK = 0.05
"""Share of what came that may have gone again."""
_SPREAD = 0.5
"""Share of the minutes in which it has to have grown: one leap is no leak."""


@dataclass(frozen=True, slots=True, eq=False)
class GrowthSpan:
    """What some seconds brought.

    Attributes:
        at: When they began.
        grew: Bytes by address, where the region that changed began then; negative where
            they became fewer.
    """

    at: float
    grew: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Leak:
    """What is known of something that may be a leak; never more than a guess.

    Attributes:
        span_s: Seconds watched.
        grew: Bytes that came.
        gave_back: Bytes that went again.
        grew_in: Of so many parts of the time.
        parts: How many there are.
    """

    span_s: float
    grew: int
    gave_back: int
    grew_in: int
    parts: int

    @property
    def is_likely(self) -> bool:
        """It was watched long enough, it goes on, and nearly nothing came back."""
        return (
            self.span_s >= LEAST_S
            and self.grew * 60 >= LEAST_RATE * self.span_s
            and self.gave_back <= self.grew * GIVEN_BACK
            and self.grew_in >= self.parts * _SPREAD
        )


def leak_of(
    spans: Sequence[GrowthSpan], regions: Sequence[Region], now: float
) -> Leak | None:
    """Return what speaks for a leak in some regions; None: nothing grew there.

    Args:
        spans: Of the last minutes, in order.
        regions: In order of address.
        now: When the last span ends.
    """
    starts = [one.start for one in regions]
    ends = [one.end for one in regions]
    moves = [_inside(one.grew, starts, ends) for one in spans]
    grew = sum(move for move in moves if move > 0)
    if not grew:
        return None
    first = next(index for index, move in enumerate(moves) if move)
    return Leak(
        span_s=now - spans[first].at,
        grew=grew,
        gave_back=-sum(move for move in moves if move < 0),
        grew_in=sum(move > 0 for move in moves[first:]),
        parts=len(moves) - first,
    )


def _inside(grew: Mapping[int, int], starts: Sequence[int], ends: Sequence[int]) -> int:
    total = 0
    for address, delta in grew.items():
        index = bisect_right(starts, address) - 1
        if index >= 0 and address < ends[index]:
            total += delta
    return total
