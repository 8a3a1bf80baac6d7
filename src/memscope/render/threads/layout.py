"""Which columns the pane of threads has, and where: the same for all rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from memscope.render.threads.fill import CELLS


class ColumnPlace(NamedTuple):
    """Where a column stands.

    Attributes:
        start: Its first cell.
        width: Cells.
    """

    start: int
    width: int


@dataclass(frozen=True, slots=True)
class ThreadLayout:
    """The columns; `width` 0 is one that has no room.

    Attributes:
        tid: Thread id, with the mark of the state before it.
        name: Name.
        strip: The last minute.
        cpu: Share of one CPU.
        stack: How full the stack is.
        past: How far it was touched in the last minute.
        waits: What the thread waits for.
    """

    tid: ColumnPlace
    name: ColumnPlace
    strip: ColumnPlace
    cpu: ColumnPlace
    stack: ColumnPlace
    past: ColumnPlace
    waits: ColumnPlace

    def named(self) -> Iterator[tuple[str, ColumnPlace]]:
        """Yield those that are there, with their names, from the left."""
        for name in ("tid", "name", "strip", "cpu", "stack", "past", "waits"):
            place = getattr(self, name)
            if place.width > 0:
                yield name, place

    def at(self, x: int) -> str:
        """Return the name of the column at a cell; "" for none."""
        for name, place in self.named():
            if place.start <= x < place.start + place.width:
                return name
        return ""


_STEPS = (
    # (width, name, strip, stack, past)
    (150, 16, 60, CELLS, 20),
    (124, 16, 60, CELLS, 0),
    (96, 15, 20, CELLS, 15),
    (78, 12, 20, CELLS, 0),
    (66, 12, 15, CELLS, 0),
    (57, 10, 10, CELLS, 0),
    (44, 8, 10, 0, 0),
    (0, 8, 0, 0, 0),
)
"""From which width on columns are so wide: the first that fits."""
_CPU = 3


def layout_of(width: int, digits: int = 5) -> ThreadLayout:
    """Return the columns for a width.

    Args:
        width: Cells.
        digits: Of the longest TID.
    """
    extra = digits - 5
    name, strip, stack, past = next(
        step[1:] for step in _STEPS if width - extra >= step[0]
    )
    places, at = [], 0
    for cells in (2 + digits, name, strip, _CPU, stack, past):
        places.append(ColumnPlace(at, cells))
        at += cells + 1 if cells else 0
    places.append(ColumnPlace(at, max(width - at, 0)))
    return ThreadLayout(*places)
