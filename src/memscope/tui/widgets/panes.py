"""Panes of text: the region, the totals, the last minute, the actions."""

from collections.abc import Callable, Sequence

from textual.content import Content

from memscope.i18n import ngettext
from memscope.render.runs import Line
from memscope.tui.widgets.drawn import DrawnLines

Drawer = Callable[[int], Sequence[Line]]
"""Gives the lines for a width in cells."""


def lines_below(count: int) -> str:
    """Say how many lines are out of sight."""
    return ngettext("↓ {n} more line", "↓ {n} more lines", count).format(n=count)


def _nothing(width: int) -> Sequence[Line]:
    return ()


class Pane(DrawnLines):
    """A pane that draws what it was told to draw.

    Args:
        title: Asked for each time.
        id: For the style sheet.
        can_focus: The keys can get there.
        more: Says that so many lines are out of sight below; None: nobody needs them.
    """

    def __init__(
        self,
        title: Callable[[], str],
        *,
        id: str,
        can_focus: bool = False,
        more: Callable[[int], str] | None = None,
    ) -> None:
        super().__init__(id=id)
        self.can_focus = can_focus
        self._title = title
        self._more = more
        self._drawer: Drawer = _nothing
        self._rest = ""

    def show(self, drawer: Drawer) -> None:
        """Draw this from now on."""
        self._drawer = drawer
        self._entitle()
        self.redraw_what_differs()

    def redraw(self) -> None:
        """Draw again, the title too."""
        self._entitle()
        super().redraw()

    def _entitle(self) -> None:
        rest = "" if self.styles.border_bottom[0] else self._rest
        parts = (self._title(), rest)
        self.set_title(" · ".join(part for part in parts if part))

    def tell_rest(self, below: int) -> None:
        """Put what is to be seen by scrolling below, or behind the title."""
        text = self._more(below) if self._more is not None and below > 0 else ""
        if self.styles.border_bottom[0]:
            if text != self._rest:
                self._rest = text
                self.border_subtitle = Content(text) if text else None
        elif text != self._rest:
            self._rest = text
            self._entitle()

    def lines(self, width: int) -> list[Line]:
        """Return the lines for a width."""
        return list(self._drawer(width))
