"""Everything by name (ctrl+p): type a part of it, enter does it."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from memscope.i18n import _
from memscope.render.finding.entry import entry
from memscope.render.runs import Line, Run, cell, fit_line
from memscope.tui.offers import Offer, found_in
from memscope.tui.widgets.rows import Rows
from memscope.tui.widgets.typed_line import TypedLine

_SORT = 10
"""Cells of what an offer is."""
_KEYS = 10
"""Cells of its keys."""


class OfferRows(Rows):
    """The offers that fit what is typed."""

    def __init__(self) -> None:
        super().__init__(id="offers")
        self.found: Sequence[Offer] = ()

    def show(self, found: Sequence[Offer], every: int) -> None:
        """Take offers; the cursor begins at the best one."""
        self.found = found
        self._cursor = 0
        counts = _("{n} of {all}").format(n=len(found), all=every)
        self.set_title(f"{_('everything by name')} · {counts}")
        self.redraw()
        self.show_cursor()

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
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", show=False),
        Binding("ctrl+p", "dismiss", show=False),
    ]

    def __init__(self, offers: Sequence[Offer], recent: list[str]) -> None:
        super().__init__()
        self._offers, self._recent = offers, recent
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
        """Show what fits."""
        self.rows.show(found_in(self._offers, wanted, self._recent), len(self._offers))

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
