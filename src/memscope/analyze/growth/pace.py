"""How fast memory grows: a slope that a few looks out of line do not move."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from memscope.analyze.layers import LayerKey

LOOKS = 120
"""The slope is that of so many looks."""
LEAST_LOOKS, LEAST_S = 20, 10.0
"""Of fewer, nothing is said."""
LEAST_RATE = 1 << 20
"""Bytes a minute below which growth is not worth a word."""
RISING = 0.9
"""Share of the looks that have to rise, or to stay."""
_MINUTE_S = 60.0
_PARTS, _LEAST_PARTS = 10, 5
"""Into so many parts the looks are divided; in so many of them it has to rise."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast.

    Attributes:
        rate: Bytes a minute: the middle of the slopes between any two looks
            (Theil-Sen); None: too few looks.
        rising: Share of the looks that had no less than the one before, 0 to 1; 0 where
            all of it came in a few leaps.
        since: Seconds for which it has been growing like that; 0: it is not.
        looks: How many looks it is from.
    """

    rate: float | None = None
    rising: float = 0.0
    since: float = 0.0
    looks: int = 0

    @property
    def is_growth(self) -> bool:
        """It is worth saying."""
        return self.rate is not None and _holds(self.rate, self.rising)


@dataclass(frozen=True, slots=True)
class LayerPace:
    """How fast one kind of memory grows, in bytes a minute."""

    key: LayerKey
    rate: float


NO_PACE = Pace()


Totals = Callable[[], tuple[Sequence[float], Sequence[int | None]]]
"""Gives moments and bytes, as far back as is known; asked only where it grows."""


def pace_of(points: Sequence[tuple[float, int | None]], totals: Totals) -> Pace:
    """Return how fast something grows at the last look.

    Args:
        points: (seconds, bytes) of the last looks; None: not known then.
        totals: The same of all looks.
    """
    known = [(at, value) for at, value in points[-LOOKS:] if value is not None]
    if len(known) < LEAST_LOOKS or known[-1][0] - known[0][0] < LEAST_S:
        return Pace(looks=len(known))
    rate, rising = slope(known), _rising([value for _at, value in known])
    since = _since(*totals()) if _holds(rate, rising) else 0.0
    return Pace(rate, rising, since, len(known))


def _holds(rate: float, rising: float) -> bool:
    return rate >= LEAST_RATE and rising >= RISING


def slope(points: Sequence[tuple[float, int]]) -> float:
    """Return the middle of all slopes, in bytes a minute; 0 where nothing moves."""
    if points[0][1] == points[-1][1] and len({value for _at, value in points}) == 1:
        return 0.0
    slopes = sorted(
        (later - earlier) / (then - at)
        for number, (at, earlier) in enumerate(points)
        for then, later in points[number + 1 :]
        if then > at
    )
    if not slopes:
        return 0.0
    middle = len(slopes) // 2
    found = (
        slopes[middle] if len(slopes) % 2 else (slopes[middle - 1] + slopes[middle]) / 2
    )
    return found * _MINUTE_S


def _rising(values: Sequence[int]) -> float:
    moves = [after >= before for before, after in pairwise(values)]
    return sum(moves) / len(moves) if moves and _is_spread(values) else 0.0


def _is_spread(values: Sequence[int]) -> bool:
    """Tell growth from a leap, which half of all pairs of looks may be astride of."""
    last = len(values) - 1
    ends = [values[last * part // _PARTS] for part in range(_PARTS + 1)]
    return sum(after > before for before, after in pairwise(ends)) >= _LEAST_PARTS


def _since(times: Sequence[float], values: Sequence[int | None]) -> float:
    """Go back minute by minute for as long as it grew."""
    end = now = times[-1]
    while end > times[0]:
        first = bisect_left(times, end - _MINUTE_S)
        last = bisect_left(times, end)
        part = [one for one in values[first : last + 1] if one is not None]
        grown = part[-1] - part[0] if len(part) > 1 else 0
        spent = times[last] - times[first]
        if spent <= 0 or not _holds(grown / spent * _MINUTE_S, _rising(part)):
            break
        end = times[first]
    return now - end
