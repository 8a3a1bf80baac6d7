"""The address space of one process: textbook blocks or exact rows."""

from bisect import bisect_right
from enum import StrEnum
from itertools import accumulate

from textual.content import Content
from textual.strip import Strip

from memscope.i18n import N_, _
from memscope.model.abi import address_digits
from memscope.model.diff import Change
from memscope.model.kinds import Kind
from memscope.model.region import Region
from memscope.render.gap_lines import gap_lines
from memscope.render.map.blocks import Block
from memscope.render.map.detail import block_details
from memscope.render.map.exact import Hole
from memscope.render.map.heights import heights
from memscope.render.map.row import (
    LEAD,
    Marks,
    block_line,
    block_row,
    hole_row,
    region_row,
)
from memscope.render.runs import EMPTY, Line, Run, fit_line
from memscope.render.words.names import process_name
from memscope.tui.view import ProcessView
from memscope.tui.widgets.drawn import to_strip
from memscope.tui.widgets.rows import Rows

Item = Region | Hole | Block


class Mode(StrEnum):
    """How the map is drawn."""

    TEXTBOOK = N_("textbook")
    EXACT = N_("exact")


class AddressMap(Rows):
    """One column of the map; `show` hands it a process."""

    def __init__(self, view: ProcessView, mode: Mode) -> None:
        super().__init__()
        self.view = view
        self.mode = mode
        self._address: int | None = _first_address(view)
        self._ends: list[int] = []
        self._book = view.books[0]

    def on_mount(self) -> None:
        """Draw for the first time."""
        self.redraw()

    def show(self, view: ProcessView, mode: Mode) -> None:
        """Draw another look, or in another mode."""
        is_other_mode = mode is not self.mode
        self.view, self.mode = view, mode
        self.redraw()
        if is_other_mode:
            self.show_cursor()

    def redraw(self) -> None:
        """Draw again; the cursor stays at its address."""
        self._ends = self._measure()
        row = self._row_at(self._address) if self._address is not None else None
        if row is not None:
            self._cursor = row
        self.border_title = Content(self._title())
        self.set_class(self.view.ended, "-ended")
        super().redraw()

    def go_to(self, address: int) -> bool:
        """Put the cursor on what is at an address; False when it is not shown."""
        row = self._row_at(address)
        if row is None:
            return False
        self.move_cursor(row)
        self._address = address
        return True

    @property
    def selected(self) -> Item | None:
        """What the cursor is on."""
        return self._item(self.cursor) if self.row_count() else None

    def move_cursor(self, row: int) -> None:
        """Select a row and remember its address."""
        super().move_cursor(row)
        item = self.selected
        self._address = item.start if item is not None else None

    def row_count(self) -> int:
        """Return the number of rows or blocks."""
        is_exact = self.mode is Mode.EXACT
        return len(self.view.exact) if is_exact else len(self._book)

    def line_count(self) -> int:
        """Return how many lines they take."""
        if self.mode is Mode.EXACT:
            return len(self.view.exact)
        return self._ends[-1] if self._ends else 0

    def locate(self, line: int) -> tuple[int, int]:
        """Return which row or block a line belongs to, and which of its lines."""
        if self.mode is Mode.EXACT:
            return line, 0
        row = bisect_right(self._ends, line)
        return row, line - (self._ends[row - 1] if row else 0)

    def line_of(self, row: int) -> tuple[int, int]:
        """Return the first line of a row or block, and how many it has."""
        if self.mode is Mode.EXACT:
            return row, 1
        first = self._ends[row - 1] if row else 0
        return first, self._ends[row] - first

    def draw_row(self, row: int, at: int, width: int) -> Line:
        """Draw a line of a region, a hole or a block."""
        item, process = self._item(row), self.view.process
        if isinstance(item, Hole):
            return hole_row(item, width)
        if isinstance(item, Region):
            return region_row(item, width, process.exe, self._marks(item))
        if at == 0:
            return block_row(item, width, process.exe, self._block_marks(item))
        details = block_details(item, process, self._change_in(item), width - LEAD)
        detail = details[at - 1] if at <= len(details) else EMPTY
        return block_line(item, detail, width)

    def render_line(self, y: int) -> Strip:
        """Draw one visible line; without any region, say why there is none."""
        if self.row_count():
            return super().render_line(y)
        width = self.scrollable_content_region.width
        lines = gap_lines(self.view.gaps, max(10, width - 1))
        text: Line = (Run(" "), *lines[y]) if y < len(lines) else EMPTY
        return to_strip(fit_line(text, width), self.app.theme)

    def _measure(self) -> list[int]:
        """Choose the detail that fits; return after which line each block ends."""
        if self.mode is Mode.EXACT:
            return []
        available = self.scrollable_content_region.height
        books = self.view.books
        fitting = (book for book in books if len(book) <= available)
        self._book = next(fitting, books[-1])
        return list(accumulate(heights(self._book.items, available)))

    def _row_at(self, address: int) -> int | None:
        if self.mode is Mode.EXACT:
            return self.view.exact.row_at(address)
        return self._book.index_of(address)

    def _item(self, row: int) -> Item:
        is_exact = self.mode is Mode.EXACT
        return self.view.exact.at(row) if is_exact else self._book.items[row]

    def _marks(self, region: Region) -> Marks:
        start = region.start
        digits = address_digits(self.view.process.abi)
        return Marks(start in self.view.changed, start in self.view.twins, digits)

    def _block_marks(self, block: Block) -> Marks:
        changed = self._change_in(block) is not None
        return Marks(changed, any(r.start in self.view.twins for r in block.regions))

    def _change_in(self, block: Block) -> Change | None:
        """The change of the block's first region that has one."""
        changed = self.view.changed
        if len(block.regions) > len(changed):
            found = (c for start, c in changed.items() if start in block)
        else:
            found = (changed[r.start] for r in block.regions if r.start in changed)
        return next(found, None)

    def _title(self) -> str:
        view = self.view
        pid, name = view.process.pid, process_name(view.process)
        title = f"{view.letter} · {pid} {name}"
        return f"{title} · {_('ended')}" if view.ended else title


def _first_address(view: ProcessView) -> int | None:
    """The main stack: the top of the textbook's picture."""
    regions = view.process.regions
    return next((r.start for r in reversed(regions) if r.kind is Kind.STACK), None)
