"""How long to measure a screen."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Length:
    """How long to measure.

    Attributes:
        starts: First pictures.
        keys: Key presses.
        rest_s: Seconds before, and of, the time in which nobody does anything.
    """

    starts: int
    keys: int
    rest_s: tuple[float, float]
