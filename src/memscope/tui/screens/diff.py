"""`d`: what is different between the marked moment and this one."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from memscope.i18n import N_, _, language
from memscope.model.diff import Diff
from memscope.render.runs import Line, Run
from memscope.render.text.diff import diff_lines
from memscope.tui.keys import KeyHelp
from memscope.tui.screens.look import BACK_KEY, HELP_KEY, QUIT_KEY
from memscope.tui.widgets.bars import HeaderBar, KeyBar
from memscope.tui.widgets.panes import Pane, lines_below


class DiffScreen(Screen[None]):
    """Shows a diff that was made before; it stays as it is."""

    CSS_PATH = "../look.tcss"
    KEYS = (
        HELP_KEY,
        BACK_KEY,
        KeyHelp("↑ ↓ j k", N_("scroll"), N_("scroll")),
        QUIT_KEY,
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,d", "leave", show=False),
        Binding("j", "scroll(1)", show=False),
        Binding("k", "scroll(-1)", show=False),
    ]
    AUTO_FOCUS: ClassVar[str] = "#answer"

    def __init__(self, diff: Diff) -> None:
        super().__init__()
        self.diff = diff

    def compose(self) -> ComposeResult:
        """Top line, the diff, keys."""
        yield HeaderBar(self._heading, lambda _room: (Run(f"{language()} ", "header"),))
        yield Pane(
            lambda: _("what is different"),
            id="answer",
            can_focus=True,
            more=lines_below,
        )
        yield KeyBar(self.KEYS)

    def on_mount(self) -> None:
        """Draw."""
        self.query_one(Pane).show(self._lines)

    def redraw(self) -> None:
        """Draw everything again, in another language or theme."""
        for bar in (self.query_one(HeaderBar), self.query_one(KeyBar)):
            bar.redraw()
        self.query_one(Pane).redraw()

    def action_leave(self) -> None:
        """Back to the maps."""
        self.dismiss(None)

    def action_scroll(self, by: int) -> None:
        """Scroll by a line."""
        self.query_one(Pane).scroll_relative(y=by, animate=False)

    def _heading(self) -> str:
        apart = self.diff.after.taken_at - self.diff.before.taken_at
        text = _("what {n} seconds changed")
        return text.format(n=f"{apart.total_seconds():.1f}")

    def _lines(self, width: int) -> Sequence[Line]:
        return diff_lines(self.diff, width=width)
