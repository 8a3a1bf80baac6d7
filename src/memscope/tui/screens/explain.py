"""`?`: what is under cursor or mouse, the letters now seen, this pane's keys."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from memscope.i18n import N_, _
from memscope.render.help.page import OnScreen, Topic, help_lines
from memscope.render.runs import Line
from memscope.tui.keys import KeyHelp
from memscope.tui.screens.help import HelpScreen
from memscope.tui.screens.help_page import HelpPage


class ExplainScreen(HelpPage):
    """Over the screen that it explains; a second `?` lists everything.

    Args:
        topics: What is meant.
        seen: What was on the screen.
        here: Keys of the pane.
        keys: All keys of the screen.
        tour: Begins the tour; None: there is none from here.
    """

    NAME = N_("what is this?")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark", "everything", show=False),
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

    def action_everything(self) -> None:
        """List all keys and all letters."""
        self.app.switch_screen(HelpScreen(self._keys, self._tour))

    def lines(self, width: int) -> list[Line]:
        """Say what it is, and which keys there are."""
        keys = [(key.keys, _(key.meaning)) for key in self._here]
        keys.append(("??", _("all keys, all letters")))
        return help_lines(self._topics, self._seen, keys, width)
