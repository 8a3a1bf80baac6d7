"""`c`: what two processes on screen share, and the proof."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from memscope.i18n import N_, _
from memscope.model.sharing import Comparison
from memscope.render.runs import Line
from memscope.render.text.compare import comparison_lines
from memscope.tui.close_looks import Closer
from memscope.tui.keys import KeyHelp
from memscope.tui.screens.answer import AnswerScreen, paragraph
from memscope.tui.screens.look import BACK_KEY, HELP_KEY, QUIT_KEY
from memscope.tui.subject import LookSubject

_SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"


class CompareScreen(AnswerScreen):
    """Compares once when it opens, and again when told."""

    KEYS = (
        HELP_KEY,
        BACK_KEY,
        KeyHelp("c", N_("compare again"), N_("compare again"), "screen.compare"),
        KeyHelp("↑ ↓ j k", N_("scroll"), N_("scroll")),
        QUIT_KEY,
    )
    BINDINGS: ClassVar[list[BindingType]] = [Binding("c", "compare", show=False)]

    def __init__(
        self, subject: LookSubject, other: LookSubject, closer: Closer
    ) -> None:
        super().__init__(subject, closer)
        self.other = other
        self.comparison: Comparison | None = None
        self._turn = 0

    def on_mount(self) -> None:
        """Begin at once."""
        self.action_compare()
        self.set_interval(0.1, self._spin)

    def heading(self) -> str:
        """Which two."""
        return f"{_('compare')} · {self.subject.name} ↔ {self.other.name}"

    def title_of_answer(self) -> str:
        """What the pane holds."""
        return _("what is shared, and what is not")

    def action_compare(self) -> None:
        """Compare them as they are now."""
        if self.is_asking:
            return
        pids = self.subject.process.pid, self.other.process.pid
        self.comparison = None
        self.ask("compare", lambda: self.closer.compare(*pids))
        self.answer.redraw()

    def show_answer(self, answer: object) -> None:
        """Draw the comparison."""
        if isinstance(answer, Comparison):
            self.comparison = answer
            self.answer.redraw()

    def _spin(self) -> None:
        if self.is_asking:
            self._turn += 1
            self.answer.redraw()

    def answer_lines(self, width: int) -> Sequence[Line]:
        """Return the comparison; while it is made, a sign that something happens."""
        if self.comparison is None:
            sign = _SPINNER[self._turn % len(_SPINNER)]
            text = _("comparing {first} with {second}").format(
                first=self.subject.name, second=self.other.name
            )
            return paragraph(f"{sign} {text}", width, "muted")
        return comparison_lines(self.comparison, width=width)
