"""Over a screen: one pane of text to scroll through."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from memscope.i18n import _
from memscope.render.runs import Line
from memscope.tui.widgets.panes import Pane, lines_below


class HelpPage(ModalScreen[None]):
    """Shows the lines of a subclass.

    Attributes:
        NAME: Title of the pane, a text for `_`.
    """

    NAME: ClassVar[str]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", show=False),
        Binding("j", "scroll(1)", show=False),
        Binding("k", "scroll(-1)", show=False),
    ]

    def compose(self) -> ComposeResult:
        """One pane."""
        title = self.NAME
        yield Pane(lambda: _(title), id="help", can_focus=True, more=lines_below)

    def on_mount(self) -> None:
        """Draw."""
        self.redraw()
        self.query_one(Pane).focus()

    def redraw(self) -> None:
        """Draw again, in another language or theme."""
        self.query_one(Pane).show(self.lines)

    def action_scroll(self, by: int) -> None:
        """Scroll by a line."""
        self.query_one(Pane).scroll_relative(y=by, animate=False)

    def lines(self, width: int) -> list[Line]:
        """Return the text for a width in cells."""
        raise NotImplementedError
