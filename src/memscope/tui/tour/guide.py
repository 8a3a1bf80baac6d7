"""Where in the tour the reader is."""

from dataclasses import dataclass

from memscope.tui.tour.seen import TourSight
from memscope.tui.tour.steps import STEPS, Step, TourKey

_NEVER = TourSight()


@dataclass(frozen=True, slots=True)
class Standing:
    """What the tour says now.

    Attributes:
        number: Of the step, from 1.
        count: Of steps.
        part: What to press; None: the tour is done.
    """

    number: int
    count: int
    part: TourKey | None


class Guide:
    """Goes on when what a key does has really happened."""

    def __init__(self, steps: tuple[Step, ...] = STEPS) -> None:
        self._parts = [(n, part) for n, step in enumerate(steps, 1) for part in step]
        self._count = len(steps)
        self._at = 0
        self._before = _NEVER

    @property
    def standing(self) -> Standing:
        """Where the reader is."""
        if self._at < len(self._parts):
            number, part = self._parts[self._at]
            return Standing(number, self._count, part)
        return Standing(self._count, self._count, None)

    def begin(self, seen: TourSight) -> None:
        """Take this for how things are before anything was pressed."""
        self._before = seen

    def note(self, seen: TourSight) -> bool:
        """Take note of how the screen is now; tell whether that led further."""
        came_from = self._at
        while (part := self.standing.part) and part.happened(self._before, seen):
            self._at += 1
            self._before = seen
        return self._at != came_from
