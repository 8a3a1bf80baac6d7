"""`x`: what every page of the selected region is, and what happens to it."""

from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from memscope.i18n import N_, _
from memscope.model.abi import address_digits
from memscope.model.page import Page
from memscope.model.region import Region
from memscope.render.columns.regions import address_range
from memscope.render.pages.facts import letters_lines, page_lines, summary_line
from memscope.render.runs import Line, Run, line
from memscope.render.words.access import marked
from memscope.render.words.names import region_name
from memscope.tui.close_looks import Closer
from memscope.tui.keys import KeyHelp
from memscope.tui.screens.look import (
    BACK_KEY,
    BEEN_KEY,
    HELP_KEY,
    QUIT_KEY,
    BeatingScreen,
)
from memscope.tui.subject import LookSubject
from memscope.tui.watches import PageLook, PageWatch
from memscope.tui.widgets.page_cells import PageCells
from memscope.tui.widgets.panes import Pane
from memscope.units import format_address

_GONE = N_("this region is gone")


class PagesScreen(BeatingScreen):
    """The page grid of one region."""

    KEYS = (
        HELP_KEY,
        BACK_KEY,
        KeyHelp("↑ ↓ ← →", N_("the page beside this one"), N_("move")),
        KeyHelp("+ -", N_("a cell stands for fewer pages, or for more"), N_("zoom")),
        KeyHelp("space", N_("pause, and go on"), N_("pause"), "screen.pause"),
        BEEN_KEY,
        QUIT_KEY,
    )
    PAGE = "pages"
    AUTO_FOCUS: ClassVar[str] = "PageCells"

    def __init__(
        self, subject: LookSubject, closer: Closer, interval_s: Callable[[], float]
    ) -> None:
        super().__init__(subject, closer, interval_s)
        self._watch = PageWatch(closer)
        self._page: Page | None = None
        self._region: Region | None = subject.region
        self._is_gone = False
        self._pending: int | None = subject.address

    def compose_look(self) -> ComposeResult:
        """The grid, and below it the facts."""
        yield PageCells()
        yield Pane(str, id="facts")

    def on_mount(self) -> None:
        """Say what is going to be shown."""
        self._title()
        self.query_one("#facts", Pane).show(self._facts)

    def heading(self) -> str:
        """Pages of which process."""
        return f"{_('pages')} · {self.subject.name}"

    def look(self) -> None:
        """Look at all pages of the region as it is now."""
        region = self.subject.region
        self._is_gone = region is None
        if region is None:
            self.redraw()
            return
        self._region = region
        pid, cursor = self.subject.process.pid, self.cells.cursor
        self.ask("pages", lambda: self._watch.look(pid, region, cursor))

    def spot(self) -> int | None:
        """The page under the cursor."""
        if self._pending is not None:
            return self._pending
        return self.subject.address if self.cells.cursor is None else self.cells.cursor

    def visit(self, address: int | None) -> None:
        """Put the cursor on another page, maybe of another region."""
        if address is not None:
            self.subject = replace(self.subject, address=address)
            self._pending = address
            self.look()

    @property
    def cells(self) -> PageCells:
        """The grid."""
        return self.query_one(PageCells)

    def show_answer(self, answer: object) -> None:
        """Draw all pages, or what is known of the one under the cursor by now."""
        match answer:
            case PageLook():
                self._page = answer.page
                self.cells.show(answer, self._digits)
                self._title()
                if self._pending is not None:
                    # It can only scroll once it knows how many rows there are.
                    self.call_after_refresh(self.cells.move_to, self._pending)
                    self._pending = None
            case Page():
                self._page = answer
        self.query_one("#facts", Pane).redraw()

    @on(PageCells.Pointed)
    def _look_at_page(self) -> None:
        self.query_one("#facts", Pane).redraw()
        pid, cursor = self.subject.process.pid, self.cells.cursor
        if cursor is not None:
            self.ask("page", lambda: self.closer.page(pid, cursor))

    @property
    def _digits(self) -> int:
        return address_digits(self.subject.process.abi)

    def _title(self) -> None:
        region = self._region
        if region is not None:
            name = region_name(region, self.subject.process.exe)
            bounds = address_range(region.start, region.end, self._digits)
            self.cells.set_title(f"{name} · {bounds} {marked(region.perms)}")

    def redraw(self) -> None:
        """Draw everything again."""
        super().redraw()
        self._title()
        self.cells.redraw()

    def _facts(self, width: int) -> list[Line]:
        if self.problem is not None:
            return self.problem_lines(width)
        if self._is_gone:
            return [line(Run(_(_GONE), "warn"))]
        look = self.cells.look
        if look is None:
            return [line(Run(_("looking…"), "muted"))]
        size = look.pages.page_size
        return [
            *self._page_lines(size),
            summary_line(look.counts, self.cells.pages_per_cell, size, look.cached),
            *letters_lines(
                look.counts, look.changes.values(), huge=look.huge, width=width
            ),
        ]

    def _page_lines(self, page_size: int) -> list[Line]:
        cell, page, cursor = self.cells.cell, self._page, self.cells.cursor
        if cell is None or page is None or page.address != cursor:
            address = format_address(cursor, self._digits) if cursor is not None else ""
            return [line(Run(address, "strong")), line(Run(_("looking…"), "muted"))]
        return page_lines(page, cell, page_size, self._digits)
