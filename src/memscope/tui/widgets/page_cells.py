"""The pages of a region as cells; only what is on screen is laid out and drawn."""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from memscope.render.pages.grid import address_cells, columns_for, grid_lines
from memscope.render.pages.layout import (
    PageCell,
    PageGrid,
    lay_out_pages,
    pages_per_cell_for,
)
from memscope.render.runs import EMPTY, Line, Run, fit_line
from memscope.tui.watches import PageLook
from memscope.tui.widgets.drawn import to_strip

_STEP = 16
"""Cells by which a row grows where there is room."""


class PageCells(ScrollView, can_focus=True):
    """A grid with a cursor, which may be scaled."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move_row(-1)", show=False),
        Binding("down,j", "move_row(1)", show=False),
        Binding("left", "move(-1)", show=False),
        Binding("right", "move(1)", show=False),
        Binding("pageup", "move_page(-1)", show=False),
        Binding("pagedown", "move_page(1)", show=False),
        Binding("home", "jump(0)", show=False),
        Binding("end", "jump(-1)", show=False),
        Binding("plus,equals_sign", "zoom(1)", show=False),
        Binding("minus", "zoom(-1)", show=False),
    ]

    class Pointed(Message):
        """The cursor is on another page, or the scale is another."""

    def __init__(self) -> None:
        super().__init__(id="cells", classes="look-body")
        self.look: PageLook | None = None
        self.cursor: int | None = None
        self._digits = 12
        self._zoom = 0
        self._laid_out: tuple[tuple[object, ...], PageGrid] | None = None

    def set_title(self, title: str) -> None:
        """Put a text above; brackets in it are just brackets."""
        self.border_title = Content(title)

    def show(self, look: PageLook, digits: int = 12) -> None:
        """Draw another look; the cursor stays at its address.

        Args:
            look: At the pages.
            digits: Of addresses.
        """
        self.look, self._digits = look, digits
        if self.cursor is None:
            self.cursor = look.pages.start
        self.cursor = self._clamped(self.cursor)
        self.redraw()

    def redraw(self) -> None:
        """Draw again."""
        self._laid_out = None
        # As wide as without a scroll bar; see Rows.redraw.
        size = Size(self.container_size.width, self._rows)
        if size != self.virtual_size:
            self.virtual_size = size
        self.refresh()

    def on_resize(self) -> None:
        """The scale depends on the room there is."""
        self.redraw()
        self._show_cursor()

    def on_focus(self) -> None:
        """The cursor looks different with the focus."""
        self.refresh()

    # Measures

    @property
    def _width(self) -> int:
        return self.scrollable_content_region.width

    @property
    def _height(self) -> int:
        return max(self.scrollable_content_region.height, 1)

    @property
    def columns(self) -> int:
        """Cells in a row: as many as fit, sixteen by sixteen."""
        room = (self._width - address_cells(self._digits)) // _STEP * _STEP
        return max(room, columns_for(self._width, self._digits))

    @property
    def pages_per_cell(self) -> int:
        """How many pages a cell stands for."""
        if self.look is None:
            return 1
        fitting = pages_per_cell_for(self.look.pages.count, self.columns * self._height)
        return max(1, fitting >> self._zoom)

    @property
    def _row_size(self) -> int:
        """Bytes that a row stands for."""
        assert self.look is not None
        return self.columns * self.pages_per_cell * self.look.pages.page_size

    @property
    def _rows(self) -> int:
        if self.look is None:
            return 0
        pages = self.look.pages
        return -(-(pages.end - pages.start) // self._row_size)

    def _clamped(self, address: int) -> int:
        if self.look is None:
            return address
        pages = self.look.pages
        last = pages.end - pages.page_size
        address -= address % pages.page_size
        return max(pages.start, min(address, last))

    # The cursor

    @property
    def cell(self) -> PageCell | None:
        """The cell under the cursor, if that is in sight."""
        if self.cursor is None or self.look is None:
            return None
        return self._grid().cell_at(self.cursor)

    def move_to(self, address: int) -> None:
        """Put the cursor on the page of an address."""
        self.cursor = self._clamped(address)
        self._show_cursor()
        self.refresh()
        self.post_message(self.Pointed())

    def _show_cursor(self) -> None:
        if self.look is None or self.cursor is None:
            return
        row = (self.cursor - self.look.pages.start) // self._row_size
        top = self.scroll_offset.y
        if row < top:
            self.scroll_to(y=row, animate=False, immediate=True)
        elif row >= top + self._height:
            self.scroll_to(y=row - self._height + 1, animate=False, immediate=True)

    def action_move(self, by: int) -> None:
        """Go some cells further."""
        if self.look is not None and self.cursor is not None:
            self._move_by(by * self.pages_per_cell * self.look.pages.page_size)

    def action_move_row(self, by: int) -> None:
        """Go some rows further, and stay in the column."""
        if self.look is not None:
            self._move_by(by * self._row_size)

    def action_move_page(self, by: int) -> None:
        """Go a screen further."""
        if self.look is not None:
            self._move_by(by * self._row_size * max(self._height - 1, 1))

    def _move_by(self, by: int) -> None:
        if self.cursor is not None and self.look is not None:
            step = self.pages_per_cell * self.look.pages.page_size
            start = self.look.pages.start
            at = self.cursor - (self.cursor - start) % step
            self.move_to(at + by)

    def action_jump(self, to: int) -> None:
        """Go to the first page, or to the last."""
        if self.look is not None:
            pages = self.look.pages
            self.move_to(pages.end - 1 if to else pages.start)

    def action_zoom(self, by: int) -> None:
        """Let a cell stand for fewer pages, or for more."""
        if self.look is None or (by > 0 and self.pages_per_cell == 1):
            return
        self._zoom = max(0, self._zoom + by)
        self.redraw()
        self._show_cursor()
        self.post_message(self.Pointed())

    def on_click(self, event: Click) -> None:
        """Put the cursor on the page under the mouse."""
        offset = event.get_content_offset(self)
        if offset is None or self.look is None:
            return
        column = offset.x - address_cells(self._digits)
        if 0 <= column < self.columns:
            row = offset.y + self.scroll_offset.y
            step = self.pages_per_cell * self.look.pages.page_size
            start = self.look.pages.start
            self.move_to(start + row * self._row_size + column * step)

    # Drawing

    def _grid(self) -> PageGrid:
        """Lay out what is in sight, once for all its lines."""
        assert self.look is not None
        top, columns, scale = self.scroll_offset.y, self.columns, self.pages_per_cell
        key = (self.look, top, columns, scale, self._height)
        if self._laid_out is None or self._laid_out[0] != key:
            pages = self.look.pages
            low = min(pages.start + top * self._row_size, pages.end)
            high = min(low + self._height * self._row_size, pages.end)
            grid = lay_out_pages(
                pages.part(low, high),
                columns=columns,
                rows=self._height,
                changes=self.look.changes,
                pages_per_cell=scale,
            )
            self._laid_out = (key, grid)
        return self._laid_out[1]

    def render_line(self, y: int) -> Strip:
        """Draw one visible line."""
        text: Line = EMPTY
        if self.look is not None and y + self.scroll_offset.y < self._rows:
            rows = self._grid().rows[y : y + 1]
            grid = self._grid()
            one = PageGrid(
                rows[0] if rows else (),
                grid.columns,
                grid.pages_per_cell,
                grid.page_size,
            )
            lines = grid_lines(one, cursor=self.cursor, digits=self._digits)
            text = next(iter(lines), EMPTY)
        return to_strip(fit_line(_marked(text), self._width), self.app.theme)


def _marked(runs: Iterable[Run]) -> Line:
    """The cursor and what is new must be seen on every colour."""
    return tuple(
        Run(text, style.replace("cursor", "pointer").replace("changed", "fresh"))
        for text, style in runs
    )
