"""`w`: what is at an address; enter once more goes there on the map."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from memscope.analyze.where import parse_address
from memscope.collect.closer.where import Located
from memscope.errors import MemscopeError
from memscope.i18n import N_, _
from memscope.model.abi import address_digits
from memscope.proc.machine import user_address_bits
from memscope.render.runs import EMPTY, Line, fold
from memscope.render.text.where import where_lines
from memscope.tui.close_looks import Closer
from memscope.tui.keys import KeyHelp
from memscope.tui.screens.answer import AnswerScreen, paragraph
from memscope.tui.screens.look import BACK_KEY, BEEN_KEY
from memscope.tui.subject import LookSubject
from memscope.tui.widgets.ask_line import AskLine
from memscope.units import format_address


@dataclass(frozen=True, slots=True)
class _FoundFor:
    text: str
    found: Located


class WhereScreen(AnswerScreen):
    """Ends with the address, when the reader wants to go there."""

    KEYS = (
        KeyHelp("enter", N_("look; once more: go there on the map"), N_("look, go")),
        BACK_KEY,
        KeyHelp("0…f", N_("an address in hexadecimal, with or without 0x"),
                N_("address")),
        BEEN_KEY,
        KeyHelp("pgup pgdn", N_("scroll"), N_("scroll")),
    )  # fmt: skip
    PAGE = "where"
    AUTO_FOCUS: ClassVar[str] = "Input"

    def __init__(self, subject: LookSubject, closer: Closer) -> None:
        super().__init__(subject, closer)
        self._asked = ""
        self.found: Located | None = None

    def compose_look(self) -> ComposeResult:
        """The line to type into, and the answer below."""
        start = self.subject.address
        digits = address_digits(self.subject.process.abi)
        text = format_address(start, digits) if start is not None else ""
        yield AskLine(lambda: _("address"), text)
        yield from super().compose_look()

    def on_mount(self) -> None:
        """Begin with the selected region."""
        if self.subject.address is not None:
            self._look(self.query_one(Input).value)

    def heading(self) -> str:
        """A place in which process."""
        return f"{_('where')} · {self.subject.name}"

    def title_of_answer(self) -> str:
        """What the pane holds."""
        return _("what is there")

    @on(AskLine.Entered)
    def _look_or_go(self, message: AskLine.Entered) -> None:
        text = message.text.strip()
        if self.found is not None and text == self._asked:
            self.note_left()
            self.dismiss(self.found.place.address)
        elif text:
            if self.found is not None:
                self.note_left()
            self._look(text)

    def _look(self, text: str) -> None:
        self._asked, self.found, self.complaint = text, None, None
        try:
            written = parse_address(text, user_address_bits())
        except MemscopeError as error:
            self.complain(error)
            return
        pid = self.subject.process.pid
        self.ask("where", lambda: _FoundFor(text, self.closer.where(pid, written)))
        self.answer.redraw()

    def spot(self) -> int | None:
        """The address that was answered; None: none was yet."""
        return self.found.place.address if self.found is not None else None

    def visit(self, address: int | None) -> None:
        """Ask for another address, as if it had been typed."""
        if address is not None:
            text = format_address(address, address_digits(self.subject.process.abi))
            self.query_one(Input).value = text
            self._look(text)

    def show_answer(self, answer: object) -> None:
        """Draw what is there, unless something else was typed meanwhile."""
        if not isinstance(answer, _FoundFor):
            return
        if answer.text == self._asked and self.complaint is None:
            self.found = answer.found
            self.answer.scroll_home(animate=False)
            self.answer.redraw()

    def redraw(self) -> None:
        """Draw everything again."""
        super().redraw()
        self.query_one(AskLine).redraw()

    def answer_lines(self, width: int) -> Sequence[Line]:
        """Return what is there."""
        if self.is_asking:
            return paragraph(_("looking…"), width, "muted")
        if self.found is None:
            return paragraph(_("type an address and press enter"), width, "muted")
        found = self.found
        hint = _("enter: go there on the map")
        if found.place.region is None:
            hint = _("enter: go to the nearest place on the map")
        return [
            *fold(where_lines(found.process, found.place, found.gaps), width),
            EMPTY,
            *paragraph(hint, width, "key"),
        ]
