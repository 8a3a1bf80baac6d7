"""`y`: why it is so large, whether that is bad, what to do, and where that is."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from memscope.i18n import N_, _
from memscope.model.finding import Answer
from memscope.render.runs import EMPTY, Line
from memscope.render.text.why import answer_lines
from memscope.tui.close_looks import Closer
from memscope.tui.keys import KeyHelp
from memscope.tui.screens.answer import AnswerScreen, paragraph
from memscope.tui.screens.look import BACK_KEY, HELP_KEY, QUIT_KEY
from memscope.tui.subject import LookSubject

_SHOWN = 9
"""Findings that a key leads to."""


class WhyScreen(AnswerScreen):
    """Asks once when it opens, and again when told; ends with an address to go to."""

    KEYS = (
        HELP_KEY,
        BACK_KEY,
        KeyHelp("1…9", N_("to the memory that a finding is about"), N_("go there")),
        KeyHelp("y", N_("ask again"), N_("ask again"), "screen.why"),
        KeyHelp("↑ ↓ j k", N_("scroll"), N_("scroll")),
        QUIT_KEY,
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "why", show=False),
        *(Binding(str(n), f"go({n})", show=False) for n in range(1, _SHOWN + 1)),
    ]

    def __init__(
        self, subject: LookSubject, closer: Closer, told: Callable[[Answer], object]
    ) -> None:
        """Get ready.

        Args:
            subject: Whom it is about.
            closer: Who looks.
            told: Gets each answer.
        """
        super().__init__(subject, closer)
        self.found: Answer | None = None
        self._told = told

    def on_mount(self) -> None:
        """Ask at once."""
        super().on_mount()
        self.action_why()

    def heading(self) -> str:
        """Whom it is about."""
        return f"{_('why?')} · {self.subject.name}"

    def title_of_answer(self) -> str:
        """What the pane holds."""
        return _("where the memory is, what is wrong with that, what to do")

    def action_why(self) -> None:
        """Ask anew."""
        if self.is_asking:
            return
        pid = self.subject.process.pid
        self.found = None
        self.ask("why", lambda: self.closer.why(pid))
        self.answer.redraw()

    def action_go(self, number: int) -> None:
        """Go to the first region that a finding is about."""
        findings = self.found.findings if self.found else ()
        if number <= len(findings) and findings[number - 1].regions:
            self.dismiss(findings[number - 1].regions[0])
        elif number <= len(findings):
            self.notify(_("this is not about one place"), markup=False)

    def show_answer(self, answer: object) -> None:
        """Draw it."""
        if isinstance(answer, Answer):
            self.found = answer
            self._told(answer)
            self.answer.redraw()

    def answer_lines(self, width: int) -> Sequence[Line]:
        """Return the answer; while it is looked for, a sign of that."""
        if self.found is None:
            return paragraph(_("looking…"), width, "muted")
        return [*answer_lines(self.found, width=width), EMPTY]
