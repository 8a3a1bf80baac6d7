"""A closer look whose answer is one text that scrolls."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from memscope.render.runs import EMPTY, Line, Run, line, wrap
from memscope.tui.screens.look import CloseLookScreen
from memscope.tui.widgets.panes import Pane, lines_below


class AnswerScreen(CloseLookScreen):
    """Subclasses say in `answer_lines` what there is to read."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "scroll(1)", show=False),
        Binding("k", "scroll(-1)", show=False),
    ]
    AUTO_FOCUS: ClassVar[str] = "#answer"

    def compose_look(self) -> ComposeResult:
        """One pane."""
        yield Pane(self.title_of_answer, id="answer", can_focus=True, more=lines_below)

    def on_mount(self) -> None:
        """Draw what is known so far."""
        self.answer.show(self._lines)

    @property
    def answer(self) -> Pane:
        """The pane."""
        return self.query_one("#answer", Pane)

    def title_of_answer(self) -> str:
        """Return what to write into its border."""
        return ""

    def answer_lines(self, width: int) -> Sequence[Line]:
        """Return what there is to read."""
        raise NotImplementedError

    def _lines(self, width: int) -> Sequence[Line]:
        problem = self.problem_lines(width)
        if problem:
            return [*problem, EMPTY]
        return self.answer_lines(width)

    def action_scroll(self, by: int) -> None:
        """Scroll by a line."""
        self.answer.scroll_relative(y=by, animate=False)


def paragraph(text: str, width: int, style: str = "") -> list[Line]:
    """Wrap a text of our own."""
    return [line(Run(part, style)) for part in wrap(text, max(width, 10))]
