"""Everything by name (ctrl+p): type a part of it, enter does it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen
from textual.worker import Worker, get_current_worker

from memscope.i18n import _
from memscope.render.finding.entry import entry
from memscope.render.runs import Line, Run, cell, fit_line
from memscope.tui.offers import FindOffers, Offer, found_in
from memscope.tui.widgets.rows import Rows
from memscope.tui.widgets.typed_line import TypedLine

_SORT = 10
"""Cells of what an offer is."""
_KEYS = 10
"""Cells of its keys."""
SHORTEST = 2
"""Letters of a symbol's name."""


class OfferRows(Rows):
    """The offers that fit what is typed."""

    def __init__(self) -> None:
        super().__init__(id="offers")
        self.found: Sequence[Offer] = ()
        self._every = 0

    def show(self, found: Sequence[Offer], every: int) -> None:
        """Take offers; the cursor begins at the best one."""
        self.found, self._every = found, every
        self._cursor = 0
        self.tell("")
        self.redraw()
        self.show_cursor()

    def add(self, more: Sequence[Offer]) -> None:
        """Put some below those that are there; the cursor stays."""
        self.found, self._every = [*self.found, *more], self._every + len(more)
        self.tell("")
        self.redraw()

    def tell(self, progress: str) -> None:
        """Say in the title how many there are, and how far a search is."""
        counts = _("{n} of {all}").format(n=len(self.found), all=self._every)
        told = f"{_('everything by name')} · {counts}"
        self.set_title(f"{told} · {progress}" if progress else told)

    def row_count(self) -> int:
        """Return the number of offers."""
        return len(self.found)

    def draw_row(self, row: int, at: int, width: int) -> Line:
        """Draw what it is, its name, its keys."""
        one = self.found[row]
        room = max(width - _SORT - _KEYS - 2, 4)
        return fit_line(
            (
                cell(one.sort, _SORT, "muted"),
                Run(" "),
                cell(one.title, room),
                Run(" "),
                cell(one.keys, _KEYS, "key", ">"),
            ),
            width,
        )


class PaletteLine(TypedLine):
    """The line to type into; what it leads to belongs to the screen."""

    def lines(self, width: int) -> list[Line]:
        """A sign, and what is typed."""
        typed = entry(self.typed.text, self.typed.cursor, max(width - 4, 1))
        return [fit_line((Run(" ❯ ", "key"), *typed), width)]

    def changed(self) -> None:
        """Find while typing, in this very call: enter may be the next key."""
        self.palette.find(self.typed.text)

    def action_enter(self) -> None:
        """Do it."""
        self.palette.choose()

    def action_leave(self) -> None:
        """Close the palette."""
        self.palette.dismiss()

    def action_step(self, by: int) -> None:
        """Move the cursor of the list."""
        self.palette.rows.action_move(by)

    @property
    def palette(self) -> "PaletteScreen":
        """The screen that it is on."""
        assert isinstance(self.screen, PaletteScreen)
        return self.screen


class PaletteScreen(ModalScreen[None]):
    """Over any screen.

    Args:
        offers: Everything there is.
        recent: Titles chosen before, the last one first; it is added to.
        find: Finds symbols beside the screen; None: there are none.
    """

    @dataclass
    class NamesRead(Message):
        """The symbols of so many files are known by now, of so many."""

        wanted: str
        done: int
        count: int

        def can_replace(self, message: Message) -> bool:
            """A newer one tells more."""
            return isinstance(message, PaletteScreen.NamesRead)

    @dataclass
    class SymbolsCame(Message):
        """What was found of a text."""

        wanted: str
        offers: list[Offer]

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", show=False),
        Binding("ctrl+p", "dismiss", show=False),
    ]

    def __init__(
        self,
        offers: Sequence[Offer],
        recent: list[str],
        find: FindOffers | None = None,
    ) -> None:
        super().__init__()
        self._offers, self._recent = offers, recent
        self._find_more, self._wanted = find, ""
        self._job: Worker[None] | None = None
        self.rows = OfferRows()
        self._line = PaletteLine(id="palette-line")

    def compose(self) -> ComposeResult:
        """The line, and below it what fits."""
        with Vertical(id="palette"):
            yield self._line
            yield self.rows

    def on_mount(self) -> None:
        """Show all."""
        self._line.open("")
        self.find("")

    def redraw(self) -> None:
        """Draw again, in another theme."""
        self._line.redraw()
        self.rows.redraw()

    def find(self, wanted: str) -> None:
        """Show what fits at once; symbols follow."""
        self.rows.show(found_in(self._offers, wanted, self._recent), len(self._offers))
        self._wanted = wanted.strip()
        if self._job is not None:
            self._job.cancel()
            self._job = None
        if self._find_more is not None and len(self._wanted) >= SHORTEST:
            look = partial(self._look, self._find_more, self._wanted)
            self._job = self.run_worker(
                look, group="symbols", description="symbols", thread=True
            )

    def _look(self, find: FindOffers, wanted: str) -> None:
        worker = get_current_worker()

        def told(done: int, count: int) -> None:
            if not worker.is_cancelled:
                self.post_message(self.NamesRead(wanted, done, count))

        found = find(wanted, told, lambda: worker.is_cancelled)
        if not worker.is_cancelled:
            self.post_message(self.SymbolsCame(wanted, found))

    @on(NamesRead)
    def _show_progress(self, message: NamesRead) -> None:
        if message.wanted == self._wanted and message.done < message.count:
            text = _("symbols: {n} of {all} files · esc stops")
            self.rows.tell(text.format(n=message.done, all=message.count))

    @on(SymbolsCame)
    def _show_symbols(self, message: SymbolsCame) -> None:
        if message.wanted == self._wanted:
            self.rows.add(message.offers)

    @on(Rows.Chosen)
    def choose(self) -> None:
        """Do what the cursor is on, on the screen below."""
        if not self.rows.found:
            return
        chosen = self.rows.found[self.rows.cursor]
        if chosen.title in self._recent:
            self._recent.remove(chosen.title)
        self._recent.insert(0, chosen.title)
        self.dismiss()
        self.app.call_later(chosen.run)
