"""`r`: all registers of a process, read only after the reader has agreed."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from memscope.collect.closer.registers import RegisterLook
from memscope.i18n import N_, _, ngettext
from memscope.render.runs import EMPTY, Line
from memscope.render.text.registers import register_lines
from memscope.tui.keys import KeyHelp
from memscope.tui.screens.answer import AnswerScreen, paragraph
from memscope.tui.screens.look import BACK_KEY, HELP_KEY, QUIT_KEY


class RegistersScreen(AnswerScreen):
    """Says what it is going to do; does it when told; never by itself."""

    IS_PRIVATE = True
    KEYS = (
        HELP_KEY,
        BACK_KEY,
        KeyHelp("r enter", N_("stop the threads for a moment and read their registers"),
                N_("stop and read"), "screen.read"),
        KeyHelp("↑ ↓ j k", N_("scroll"), N_("scroll")),
        QUIT_KEY,
    )  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r,enter", "read", show=False),
    ]

    look: RegisterLook | None = None

    def heading(self) -> str:
        """Registers of which process."""
        return f"{_('registers')} · {self.subject.name}"

    def title_of_answer(self) -> str:
        """The same for the border."""
        return _("registers")

    def action_read(self) -> None:
        """Stop each thread and read its registers."""
        if self.is_asking:
            return
        snapshot, process = self.subject.snapshot(), self.subject.process
        self.ask("registers", lambda: self.closer.registers(snapshot, process))
        self.answer.redraw()

    def show_answer(self, answer: object) -> None:
        """Draw the registers."""
        if isinstance(answer, RegisterLook):
            self.look = answer
            self.answer.redraw()

    def answer_lines(self, width: int) -> Sequence[Line]:
        """Return the registers; before they are read, what reading will do."""
        if self.is_asking:
            return paragraph(_("reading…"), width, "muted")
        if self.look is None:
            return self._announcement(width)
        look = self.look
        return register_lines(look.process, look.pointers, look.gaps, width)

    def _announcement(self, width: int) -> list[Line]:
        count = len(self.subject.process.threads)
        what = ngettext(
            "To read registers, the thread of this process has to be stopped: for "
            "some tens of microseconds.",
            "To read registers, each of the {n} threads of this process has to be "
            "stopped: one after the other, for some tens of microseconds each.",
            count,
        ).format(n=count)
        why = _(
            "This is the only look of memscope that stops anything. Signals are not "
            "lost, and every thread goes on by itself afterwards."
        )
        how = _("r or enter: stop them and read · esc: leave them alone")
        return [
            *paragraph(what, width, "strong"),
            EMPTY,
            *paragraph(why, width, "muted"),
            EMPTY,
            *paragraph(how, width, "key"),
        ]
