"""`?`: what is under cursor or mouse, the letters now seen, this pane's keys."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from memscope.i18n import _
from memscope.render.help.page import OnScreen, Topic, help_lines
from memscope.render.runs import Line
from memscope.tui.keys import KeyHelp
from memscope.tui.screens.help import HelpScreen
from memscope.tui.widgets.panes import Pane, lines_below


class ExplainScreen(ModalScreen[None]):
    """Over the screen that it explains; a second `?` lists everything.

    Args:
        topics: What is meant.
        seen: What was on the screen.
        here: Keys of the pane.
        keys: All keys of the screen.
        tour: Begins the tour; None: there is none from here.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", show=False),
        Binding("question_mark", "everything", show=False),
        Binding("j", "scroll(1)", show=False),
        Binding("k", "scroll(-1)", show=False),
    ]

    def __init__(
        self,
        topics: Sequence[Topic],
        seen: OnScreen,
        here: Sequence[KeyHelp],
        keys: Sequence[KeyHelp],
        tour: Callable[[], object] | None = None,
    ) -> None:
        super().__init__()
        self._tour = tour
        self._topics, self._seen = topics, seen
        self._here, self._keys = here, keys

    def compose(self) -> ComposeResult:
        """One pane."""
        yield Pane(lambda: _("what is this?"), id="help", can_focus=True,
                   more=lines_below)  # fmt: skip

    def on_mount(self) -> None:
        """Draw."""
        self.redraw()
        self.query_one(Pane).focus()

    def redraw(self) -> None:
        """Draw again, in another language or theme."""
        self.query_one(Pane).show(self._lines)

    def action_scroll(self, by: int) -> None:
        """Scroll by a line."""
        self.query_one(Pane).scroll_relative(y=by, animate=False)

    def action_everything(self) -> None:
        """List all keys and all letters."""
        self.app.switch_screen(HelpScreen(self._keys, self._tour))

    def _lines(self, width: int) -> list[Line]:
        keys = [(key.keys, _(key.meaning)) for key in self._here]
        keys.append(("??", _("all keys, all letters")))
        return help_lines(self._topics, self._seen, keys, width)
