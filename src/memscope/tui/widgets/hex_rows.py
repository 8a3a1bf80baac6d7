"""The bytes of a region, row by row; only rows that come into sight are asked for."""

from collections.abc import Mapping, Sequence

from textual.message import Message

from memscope.analyze.hex_layout import HexLayout
from memscope.model.place import HexRow
from memscope.render.runs import EMPTY, Line, Run, line
from memscope.render.text.hex import hex_lines
from memscope.tui.widgets.rows import Rows
from memscope.units import format_address

_FULL = 82
"""Cells without which a row gives up a blank."""


class HexRows(Rows):
    """A list of rows, of which those in sight and near it are kept."""

    class Wanted(Message):
        """Rows came into sight that are not known."""

    def __init__(self, digits: int = 12) -> None:
        """Draw nothing yet.

        Args:
            digits: Of addresses.
        """
        super().__init__(id="bytes", classes="look-body")
        self._digits = digits
        self.layout_: HexLayout | None = None
        self._known: Mapping[int, HexRow] = {}
        self._before: Mapping[int, bytes] = {}

    def show(
        self,
        layout: HexLayout,
        first: int,
        rows: Sequence[HexRow],
        before: Mapping[int, bytes],
    ) -> None:
        """Draw what was read; the cursor stays at its address.

        Args:
            layout: Which rows there are by now.
            first: Number of the first row that was read.
            rows: What was read.
            before: Earlier bytes, by address of row.
        """
        is_other = self.layout_ is not None and self.layout_ != layout
        address, top = self.address, self.top_address
        self.layout_, self._before = layout, before
        self._known = {first + at: row for at, row in enumerate(rows)}
        self.redraw()
        if is_other and address is not None and top is not None:
            self._cursor = layout.row_of(address)
            self.scroll_to(y=layout.row_of(top), animate=False, immediate=True)
        self._ask_for_missing()

    def row_count(self) -> int:
        """Return how many rows there are."""
        return self.layout_.rows if self.layout_ is not None else 0

    @property
    def selected(self) -> HexRow | None:
        """The row under the cursor, if it is known."""
        return self._known.get(self.cursor)

    @property
    def address(self) -> int | None:
        """Where the row under the cursor begins."""
        return self._address_of(self.cursor)

    @property
    def top_address(self) -> int | None:
        """Where the first row in sight begins."""
        return self._address_of(self.scroll_offset.y)

    def _address_of(self, row: int) -> int | None:
        if self.layout_ is None or not 0 <= row < self.layout_.rows:
            return None
        return self.layout_.bounds(row)[0]

    def window(self) -> tuple[int, int]:
        """Return the first row worth reading, and how many: in sight and near it."""
        height = max(self.scrollable_content_region.height, 1)
        first = max(self.scroll_offset.y - height, 0)
        return first, 3 * height

    def go_to(self, address: int) -> None:
        """Put the cursor on the row that shows an address, and show what follows."""
        if self.layout_ is None:
            return
        row = self.layout_.row_of(address)
        self.move_cursor(row)
        height = self.scrollable_content_region.height
        self.scroll_to(y=max(row - height // 4, 0), animate=False)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Read what comes into sight."""
        super().watch_scroll_y(old_value, new_value)
        self._ask_for_missing()

    def on_resize(self) -> None:
        """There may be more in sight now."""
        super().on_resize()
        self._ask_for_missing()

    def _ask_for_missing(self) -> None:
        top, height = self.scroll_offset.y, self.scrollable_content_region.height
        if any(row not in self._known for row in range(top, self._end(top + height))):
            self.post_message(self.Wanted())

    def _end(self, row: int) -> int:
        return min(row, self.row_count())

    def draw_row(self, row: int, at: int, width: int) -> Line:
        """Draw a row; what is not read yet shows its address."""
        known = self._known.get(row)
        if known is None:
            address = self._address_of(row)
            if address is None:
                return EMPTY
            return line(Run(f"{format_address(address, self._digits)}  …", "faint"))
        drawn = hex_lines([known], dict(self._earlier(known)))[0]
        return drawn if width >= _FULL else _tighter(drawn)

    def _earlier(self, row: HexRow) -> Mapping[int, bytes]:
        before = self._before.get(row.address)
        return {} if before is None else {row.address: before}


def _tighter(drawn: Line) -> Line:
    """Take one blank behind the address away, so that 80 columns show all."""
    if len(drawn) < 2 or drawn[1].text != "  ":
        return drawn
    return (drawn[0], Run(" "), *drawn[2:])
