"""The axis of a pane's bars: one scale for all of them, from zero."""

from dataclasses import dataclass
from math import log2

from memscope.analyze.space.reading import Axis

LEAST = 4096
"""Bytes at which a logarithmic axis begins, and the shortest axis ends."""
_KEPT_S = 5.0
"""Seconds for which an axis may be far too long before it shrinks."""
_FAR_TOO_LONG = 0.4
"""It is where not even this part of it is used."""


@dataclass(frozen=True, slots=True)
class Scale:
    """What a length stands for.

    Attributes:
        axis: What is measured; a logarithmic one says so.
        end: Bytes at its end.
    """

    axis: Axis = Axis.RESIDENT
    end: int = LEAST

    @property
    def start(self) -> int:
        """Bytes at its beginning."""
        return LEAST if self.axis is Axis.LOG else 0

    def part(self, size: int) -> float:
        """Return how much of the axis a size takes; more than 1: it goes beyond."""
        if size <= 0:
            return 0.0
        if self.axis is not Axis.LOG:
            return size / self.end
        return max(log2(size / LEAST), 0.0) / max(log2(self.end / LEAST), 1.0)

    def halves(self, size: int, width: int) -> int:
        """Return how many half cells a size takes of an axis, at most all."""
        return min(round(self.part(size) * width * 2), width * 2)


RESIDENT_SCALE = Scale()


def round_end(size: int) -> int:
    """Return the next round number above a size: 1 or 1.5 times a power of two."""
    end = LEAST
    while end < size:
        if end * 3 // 2 >= size:
            return end * 3 // 2
        end *= 2
    return end


class SteadyEnd:
    """The end of an axis, which does not follow every change."""

    def __init__(self) -> None:
        self._end = 0
        self._axis: Axis | None = None
        self._too_long_since: float | None = None

    @property
    def is_waiting(self) -> bool:
        """It is far too long, and shrinks if it stays so."""
        return self._too_long_since is not None

    def scale(self, axis: Axis, most: int, at: float) -> Scale:
        """Return the axis for the largest size that is shown.

        Args:
            axis: What is measured.
            most: Bytes.
            at: Now, in seconds of any clock that goes on.
        """
        if axis is not self._axis or most > self._end:
            self._axis, self._end = axis, round_end(most)
            self._too_long_since = None
        elif most >= self._end * _FAR_TOO_LONG or self._end == LEAST:
            self._too_long_since = None
        elif self._too_long_since is None or at < self._too_long_since:
            self._too_long_since = at
        elif at - self._too_long_since >= _KEPT_S:
            self._end, self._too_long_since = round_end(most), None
        return Scale(axis, self._end)
