"""Addresses that nothing is mapped at."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hole:
    """Addresses that nothing is mapped at: [start, end)."""

    start: int
    end: int

    @property
    def size(self) -> int:
        """Length in bytes."""
        return self.end - self.start
