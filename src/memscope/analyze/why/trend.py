"""Does a number grow? A straight line through what was seen, and whether it goes on."""

from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

Point = tuple[float, float]
"""(seconds, value)."""

_LAST_PART = 3
"""What comes last is a third of the points."""


class Trend(Struct, frozen=True, gc=False):
    """A line fitted to points by least squares.

    Attributes:
        per_s: How much the value grows in a second.
        fit: r²: 1.0, all points lie on the line; 0.0, none of their spread is its.
        grown: Last value less the first.
        last_per_s: The same as `per_s`, of the last third of the points alone: near 0
            where the value has reached a plateau.
    """

    per_s: float
    fit: float
    grown: float
    last_per_s: float

    @property
    def goes_on(self) -> bool:
        """The last third grows at half the pace of the whole at least."""
        return self.per_s > 0 and self.last_per_s >= self.per_s / 2


def trend(points: Sequence[Point]) -> Trend | None:
    """Return the line through points, in order of time; None for fewer than three."""
    if len(points) < 3 or points[-1][0] <= points[0][0]:
        return None
    slope, fit = _line(points)
    # Two points at least, else it has no slope; the one before them is its start.
    last = points[-max(len(points) // _LAST_PART, 2) :]
    return Trend(slope, fit, points[-1][1] - points[0][1], _line(last)[0])


def climbs(counts: Sequence[int], least: float, steps: float) -> bool:
    """Tell whether a count never falls, and grows in several steps.

    Args:
        counts: In order of time.
        least: How much it has to grow altogether.
        steps: In how many steps, at the least.
    """
    moves = [after - before for before, after in pairwise(counts)]
    return (
        bool(moves)
        and sum(moves) >= least
        and min(moves) >= 0
        and sum(move > 0 for move in moves) >= steps
    )


def _line(points: Sequence[Point]) -> tuple[float, float]:
    """Return slope and r²."""
    count = len(points)
    middle = sum(at for at, _value in points) / count
    mean = sum(value for _at, value in points) / count
    wide = sum((at - middle) ** 2 for at, _value in points)
    high = sum((value - mean) ** 2 for _at, value in points)
    both = sum((at - middle) * (value - mean) for at, value in points)
    if not wide or not high:
        return 0.0, 0.0
    return both / wide, both * both / (wide * high)
