"""`h`: the bytes of the selected region, as far as they are in RAM."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from memscope.analyze.where import parse_address
from memscope.errors import MemscopeError, UsageProblem
from memscope.i18n import N_, _
from memscope.model.abi import address_digits
from memscope.model.place import Variable
from memscope.model.region import Region
from memscope.proc.machine import user_address_bits
from memscope.render.columns.regions import address_range
from memscope.render.runs import Line, Run, fold, line
from memscope.render.text.hex import byte_lines, variable_lines
from memscope.render.words.access import marked
from memscope.render.words.names import region_name
from memscope.tui.close_looks import Closer
from memscope.tui.keys import KeyHelp
from memscope.tui.screens.answer import paragraph
from memscope.tui.screens.look import (
    BACK_KEY,
    BEEN_KEY,
    HELP_KEY,
    QUIT_KEY,
    BeatingScreen,
)
from memscope.tui.subject import LookSubject
from memscope.tui.watches import ByteLook, ByteWatch
from memscope.tui.widgets.ask_line import AskLine
from memscope.tui.widgets.hex_rows import HexRows
from memscope.tui.widgets.panes import Pane, lines_below
from memscope.tui.widgets.rows import Rows


@dataclass(frozen=True, slots=True)
class _Variables:
    found: Sequence[Variable]


class BytesScreen(BeatingScreen):
    """Hex and characters, pointers and names; never makes a page come into RAM."""

    IS_PRIVATE = True
    PAGE = "bytes"
    KEYS = (
        HELP_KEY,
        BACK_KEY,
        KeyHelp("↑ ↓", N_("the row beside this one"), N_("move")),
        KeyHelp("g", N_("go to an address"), N_("go to"), "screen.go_to"),
        KeyHelp("enter", N_("follow the row's first pointer"), N_("follow")),
        KeyHelp("b", N_("back to where the pointer was"), N_("return"),
                "screen.return"),
        KeyHelp("v", N_("global variables and their values"), N_("variables"),
                "screen.variables"),
        KeyHelp("space", N_("pause, and go on"), N_("pause"), "screen.pause"),
        BEEN_KEY,
        QUIT_KEY,
    )  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("g", "go_to", show=False),
        Binding("v", "variables", show=False),
        Binding("b", "return", show=False),
    ]
    AUTO_FOCUS: ClassVar[str] = "HexRows"

    def __init__(
        self,
        subject: LookSubject,
        closer: Closer,
        interval_s: Callable[[], float],
        at: int | None = None,
    ) -> None:
        """Get ready.

        Args:
            subject: Whose bytes.
            closer: Who reads them.
            interval_s: Gives the seconds between two looks.
            at: Address to begin at; None: that of the subject, or of a stack its SP.
        """
        super().__init__(subject, closer, interval_s)
        self._watch = ByteWatch(closer)
        self._address = subject.address
        self._region: Region | None = subject.region
        self._pending = self._top_of_stack() if at is None else at
        self._trail: list[int] = []
        self._variables: Sequence[Variable] | None = None

    def compose_look(self) -> ComposeResult:
        """The rows; below them the facts, or a line to type into."""
        yield HexRows(self._digits)
        yield Pane(
            lambda: _("global variables"), id="answer", can_focus=True, more=lines_below
        )
        yield AskLine(lambda: _("address"))
        yield Pane(str, id="facts")

    def on_mount(self) -> None:
        """Only the rows at first."""
        self._title()
        self.query_one("#facts", Pane).show(self._facts)
        self._answer.show(self._variable_lines)
        self._answer.display = False
        self.query_one(AskLine).display = False

    def _top_of_stack(self) -> int | None:
        """A stack is read from where it is in use, not from its empty end."""
        region = self.subject.region
        for thread in self.subject.process.threads:
            stack = thread.stack
            if region is not None and stack is not None and stack.depth is not None:
                sp = stack.end - stack.depth
                if region.start <= sp < region.end:
                    return sp
        return None

    def heading(self) -> str:
        """Bytes of which process."""
        return f"{_('bytes')} · {self.subject.name}"

    @property
    def rows(self) -> HexRows:
        """The rows."""
        return self.query_one(HexRows)

    @property
    def _answer(self) -> Pane:
        return self.query_one("#answer", Pane)

    def look(self) -> None:
        """Read what is in sight, of the region as it is now."""
        process = self.subject.process
        region = process.region_at(self._address) if self._address is not None else None
        if region is None:
            self.redraw()
            return
        self._region = region
        top, (_first, count) = self.rows.top_address, self.rows.window()
        if self._pending is not None:
            top = self._pending
        if self._answer.display:
            self.ask(
                "variables",
                lambda: _Variables(self.closer.variables(process, region)),
            )
        self.ask("bytes", lambda: self._watch.look(process, region, top, count))

    @on(HexRows.Wanted)
    def _read_more(self) -> None:
        # Rows in sight are read even while the beat is paused.
        self.look()

    def show_answer(self, answer: object) -> None:
        """Draw the bytes, or the variables."""
        match answer:
            case ByteLook():
                self._show(answer)
            case _Variables():
                self._variables = answer.found
                self._answer.redraw()

    def _show(self, look: ByteLook) -> None:
        self.rows.show(look.layout, look.first, look.rows, look.before)
        if self._pending is not None:
            address, self._pending = self._pending, None
            # It can only scroll there once it knows how many rows there are now.
            self.call_after_refresh(self.rows.go_to, address)
        self._title()
        self.query_one("#facts", Pane).redraw()

    @property
    def _digits(self) -> int:
        return address_digits(self.subject.process.abi)

    def _title(self) -> None:
        region = self._region
        if region is not None:
            name = region_name(region, self.subject.process.exe)
            bounds = address_range(region.start, region.end, self._digits)
            self.rows.set_title(f"{name} · {bounds} {marked(region.perms)}")

    def redraw(self) -> None:
        """Draw everything again."""
        super().redraw()
        self._title()
        self.query_one(AskLine).redraw()
        self.rows.redraw()

    @on(Rows.Moved)
    def _show_row(self) -> None:
        self.query_one("#facts", Pane).redraw()

    def _facts(self, width: int) -> list[Line]:
        if problem := self.problem_lines(width):
            return problem
        region, row = self._region, self.rows.selected
        if region is None or (self._address is not None and self._is_gone()):
            return [line(Run(_("this region is gone"), "warn"))]
        if self._answer.display:
            return paragraph(_("v: the bytes again"), width, "key")
        if row is None:
            return [line(Run(_("looking…"), "muted"))]
        return fold(byte_lines(row, region), width)

    def _is_gone(self) -> bool:
        assert self._address is not None
        return self.subject.process.region_at(self._address) is None

    # Going elsewhere

    def action_go_to(self) -> None:
        """Open the line to type an address into."""
        self.query_one(AskLine).open()

    @on(AskLine.Entered)
    def _go_to_typed(self, message: AskLine.Entered) -> None:
        try:
            written = parse_address(message.text, user_address_bits())
            process = self.subject.process
            address = written.choose(lambda one: process.region_at(one) is not None)
            self._go(address)
        except MemscopeError as error:
            self.complain(error)
            return
        self._close_line()

    def _go(self, address: int) -> None:
        """Show the region of an address, and the row there.

        Raises:
            UsageProblem: Nothing is mapped there.
        """
        if self.subject.process.region_at(address) is None:
            raise UsageProblem(
                _("nothing is mapped at {address}").format(address=f"0x{address:x}")
            )
        if self.rows.address is not None:
            self._trail.append(self.rows.address)
        self.note_left()
        self._show_at(address)

    def _show_at(self, address: int) -> None:
        self._address = self._pending = address
        self.complaint = None
        self.look()

    @on(Rows.Chosen)
    def _follow(self) -> None:
        row = self.rows.selected
        pointers = row.pointers if row is not None else ()
        found = next((one for one in pointers if one is not None), None)
        if found is not None:
            self._go(found.value)

    def spot(self) -> int | None:
        """The row under the cursor."""
        if self._pending is not None:
            return self._pending
        return self._address if self.rows.address is None else self.rows.address

    def visit(self, address: int | None) -> None:
        """Show the bytes at another address."""
        if address is not None:
            self._show_at(address)

    def action_return(self) -> None:
        """Back to where a pointer was followed."""
        if self._trail:
            self._show_at(self._trail.pop())

    def _close_line(self) -> None:
        self.query_one(AskLine).display = False
        self.rows.focus()

    def action_leave(self) -> None:
        """Close the line or the variables; back to the maps when neither is open."""
        if self.query_one(AskLine).display:
            self.complaint = None
            self._close_line()
            self.query_one("#facts", Pane).redraw()
        elif self._answer.display:
            self.action_variables()
        else:
            super().action_leave()

    # Variables

    def action_variables(self) -> None:
        """Show the global variables in place of the bytes, or the bytes again."""
        shows = not self._answer.display
        self._answer.display = shows
        self.rows.display = not shows
        (self._answer if shows else self.rows).focus()
        self.query_one("#facts", Pane).redraw()
        self.look()

    def _variable_lines(self, width: int) -> list[Line]:
        if self._variables is None:
            return [line(Run(_("looking…"), "muted"))]
        if not self._variables:
            text = _("no global variables are known by name in this region")
            hint = _("they lie in data and bss: choose such a region on the map")
            return [
                *paragraph(text, width, "muted"),
                *paragraph(hint, width, "muted"),
            ]
        return variable_lines(self._variables, self._digits)
