"""`y`: why it is so large, whether that is bad, what to do, and where that is."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from memscope.i18n import N_, _
from memscope.model.finding import Answer
from memscope.render.runs import EMPTY, Line
from memscope.render.text.why import CHOSEN, answer_lines
from memscope.tui.close_looks import Closer
from memscope.tui.keys import KeyHelp
from memscope.tui.screens.answer import AnswerScreen, paragraph
from memscope.tui.screens.look import BACK_KEY, BEEN_KEY, HELP_KEY, QUIT_KEY
from memscope.tui.subject import LookSubject

_SHOWN = 9
"""Findings that a key leads to."""


class WhyScreen(AnswerScreen):
    """Asks once when it opens, and again when told; ends with an address to go to."""

    PAGE = "why"
    KEYS = (
        HELP_KEY,
        BACK_KEY,
        KeyHelp("1…9", N_("to the memory that a finding is about"), N_("go there")),
        KeyHelp(
            "n N",
            N_("the next finding, the one before"),
            N_("finding"),
            "screen.choose(1)",
        ),
        KeyHelp("enter", N_("to the memory of the selected finding"), N_("go there")),
        KeyHelp("y", N_("ask again"), N_("ask again"), "screen.why"),
        KeyHelp("↑ ↓ j k", N_("scroll"), N_("scroll")),
        BEEN_KEY,
        QUIT_KEY,
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "why", show=False),
        Binding("n", "choose(1)", show=False),
        Binding("N", "choose(-1)", show=False),
        Binding("enter", "go_chosen", show=False),
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
        self.chosen = 1
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
        self.found, self.chosen = None, 1
        self.ask("why", lambda: self.closer.why(pid))
        self.answer.redraw()

    def action_go(self, number: int) -> None:
        """Go to the first region that a finding is about."""
        findings = self.found.findings if self.found else ()
        if number <= len(findings) and findings[number - 1].regions:
            self.note_left()
            self.dismiss(findings[number - 1].regions[0])
        elif number <= len(findings):
            self.notify(_("this is not about one place"), markup=False)

    def action_choose(self, by: int) -> None:
        """Select the next finding, or the one before, and bring it into view."""
        count = len(self.found.findings) if self.found else 0
        self.chosen = max(1, min(self.chosen + by, count))
        self.answer.redraw()
        lines = self._lines(self.answer.size.width)
        at = next((n for n, one in enumerate(lines) if _is_chosen(one)), None)
        if at is not None:
            self.answer.scroll_to(y=max(at - 1, 0), animate=False)

    def action_go_chosen(self) -> None:
        """Go to the first region that the selected finding is about."""
        self.action_go(self.chosen)

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
        chosen = self.chosen
        return [*answer_lines(self.found, width=width, chosen=chosen), EMPTY]


def _is_chosen(line: Line) -> bool:
    return any(CHOSEN in run.style.split() for run in line)
