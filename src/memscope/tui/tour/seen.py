"""What the main screen shows, as far as the tour asks."""

from collections.abc import Set
from dataclasses import dataclass

from memscope.analyze.space.row import RowKey


@dataclass(frozen=True, slots=True, kw_only=True)
class TourSight:
    """A moment of the screen; never which keys were pressed.

    Attributes:
        opened: Rows that are open.
        resident: Bytes in RAM of all regions on show; None: nobody knows.
        is_back: An earlier moment is shown.
        is_typing: The filter takes what is typed.
        is_filtered: A filter holds.
        asks_growth: What grew comes first, and alone.
        pane: In front.
        is_on_stack: The row under the cursor is a stack.
    """

    opened: Set[RowKey] = frozenset()
    resident: int | None = None
    is_back: bool = False
    is_typing: bool = False
    is_filtered: bool = False
    asks_growth: bool = False
    pane: str = ""
    is_on_stack: bool = False
