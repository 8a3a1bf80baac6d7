"""Panes of text: the region, the totals, the last minute, the actions."""

from collections.abc import Callable, Sequence

from memscope.render.runs import Line
from memscope.tui.widgets.drawn import DrawnLines

Drawer = Callable[[int], Sequence[Line]]
"""Gives the lines for a width in cells."""


def _nothing(width: int) -> Sequence[Line]:
    return ()


class Pane(DrawnLines):
    """A pane that draws what it was told to draw; `title` is asked for each time."""

    def __init__(
        self, title: Callable[[], str], *, id: str, can_focus: bool = False
    ) -> None:
        super().__init__(id=id)
        self.can_focus = can_focus
        self._title = title
        self._drawer: Drawer = _nothing

    def show(self, drawer: Drawer) -> None:
        """Draw this from now on."""
        self._drawer = drawer
        self.redraw()

    def redraw(self) -> None:
        """Draw again, the title too."""
        self.set_title(self._title())
        super().redraw()

    def lines(self, width: int) -> list[Line]:
        """Return the lines for a width."""
        return list(self._drawer(width))
