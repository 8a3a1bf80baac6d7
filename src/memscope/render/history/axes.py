"""The two axes of the history: what a column and what a line stand for."""

from dataclasses import dataclass
from math import floor

_STEPS_S = (
    0.5,
    1,
    1.5,
    2,
    3,
    4,
    5,
    6,
    8,
    10,
    12,
    15,
    20,
    25,
    30,
    40,
    50,
    60,
    90,
    120,
    180,
    240,
    300,
    400,
    500,
    600,
    900,
    1200,
    1500,
    1800,
    2400,
    3000,
    3600,
)
"""Seconds of a column where all is shown: they change seldom as time goes on."""
_NICE = (4, 5, 6)
"""Times a power of two: what a line stands for."""
_LEAST = 1 << 10


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """Columns of equal spans of time.

    Attributes:
        first: Which column of all time the leftmost is: it begins at `first * step_s`.
        step_s: Seconds of a column.
        columns: How many there are.
        now: Seconds, the moment of the last look.
    """

    first: int
    step_s: float
    columns: int
    now: float

    def column_of(self, at: float) -> int:
        """Return the column of a moment, which may lie outside."""
        return floor(at / self.step_s) - self.first

    def start_of(self, column: int) -> float:
        """Return the moment at which a column begins."""
        return (self.first + column) * self.step_s

    @property
    def span_s(self) -> float:
        """Seconds from the left edge to the right one."""
        return self.step_s * self.columns


def time_axis(now: float, span_s: float | None, age_s: float, columns: int) -> TimeAxis:
    """Return an axis that ends with the column of now.

    Args:
        now: Seconds, in the source's clock.
        span_s: Seconds to show; None: all that is known.
        age_s: Seconds since the first look.
        columns: Of the picture.
    """
    if span_s is None:
        wanted = [one for one in _STEPS_S if one * (columns - 1) >= age_s]
        step = wanted[0] if wanted else age_s / max(columns - 1, 1)
    else:
        step = span_s / columns
    return TimeAxis(floor(now / step) - columns + 1, step, columns, now)


@dataclass(frozen=True, slots=True)
class BytesAxis:
    """Lines of equal numbers of bytes, from zero up.

    Attributes:
        unit: Bytes of a line.
        rows: How many lines there are.
    """

    unit: int
    rows: int

    def eighths(self, size: int) -> int:
        """Return a height in eighths of a line."""
        return (size * 8 + self.unit // 2) // self.unit

    def label(self, row: int) -> int | None:
        """Return the bytes at a line's upper edge, from the top; None: not said."""
        if row % 2 and self.rows > 3:
            return None
        return (self.rows - row) * self.unit


def bytes_axis(most: int, rows: int) -> BytesAxis:
    """Return an axis that holds so many bytes, with a round number for each line."""
    unit, power = _LEAST, _LEAST // _NICE[0]
    while unit * rows < most:
        unit = next((n * power for n in _NICE if n * power * rows >= most), 0)
        if not unit:
            power, unit = power * 2, 0
    return BytesAxis(unit, rows)
