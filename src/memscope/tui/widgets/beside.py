"""Two to four processes beside each other: one row an object, bars on one axis."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence, Set

from textual.message import Message

from memscope.analyze.beside.compared import ComparedSpaces
from memscope.analyze.beside.objects import ObjectKey, ObjectPart
from memscope.analyze.beside.rows import BesideRow, SideBySide, with_opened
from memscope.i18n import _, ngettext
from memscope.render.runs import EMPTY, Line
from memscope.render.space.beside import (
    Paper,
    axis_top,
    head_line,
    lines_of,
    row_line,
)
from memscope.render.space.beside_columns import columns_for
from memscope.tui.widgets.rows import Rows

Path = tuple[ObjectKey, ...]
_GIVEN_BACK = 0.4
"""Of the axis: when the largest bar is shorter, the axis shrinks, too."""


_HIDDEN = 120
"""Cells to count with where it is not shown."""


class Beside(Rows):
    """The rows of processes that stand beside each other, below a line of heads.

    Posts `Rows.Moved` and `Rows.Chosen`; `Beside.Changed` when rows were opened or
    closed.

    Attributes:
        wants_addresses: Addresses matter, as where one address means two memories.
    """

    head_count = 1

    class Changed(Message):
        """Other rows are open now."""

        def __init__(self, beside: "Beside") -> None:
            super().__init__()
            self.beside = beside

        @property
        def control(self) -> "Beside":
            """The list it came from."""
            return self.beside

    def __init__(
        self,
        *,
        wants_addresses: bool = False,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.wants_addresses = wants_addresses
        self._side: SideBySide | None = None
        self._compared: ComparedSpaces | None = None
        self._rows: tuple[BesideRow, ...] = ()
        self._opened: set[Path] = set()
        self._top = 0
        self._grown: Sequence[Mapping[int, int]] = ()
        self._paper: Paper | None = None
        self._ends: list[int] = []

    def show(
        self,
        side: SideBySide | None,
        compared: ComparedSpaces | None,
        grown: Sequence[Mapping[int, int]] = (),
    ) -> None:
        """Draw processes; nothing happens where both are what is drawn already.

        Args:
            side: The processes, see `View.beside`; None: there are no two.
            compared: What was found out of them; None: nothing yet.
            grown: For each process how much its regions grew, by first address.
        """
        is_same = side is self._side and compared is self._compared
        if is_same and list(grown) == list(self._grown):
            return
        self._grown = grown
        is_new = side is not self._side
        self._side, self._compared = side, compared
        if is_new:
            self._fit_axis()
            self._set_rows()
        self._forget_paper()
        self.redraw()

    @property
    def side(self) -> SideBySide | None:
        """What is drawn."""
        return self._side

    @property
    def selected(self) -> BesideRow | None:
        """The object under the cursor; of a hole, too."""
        return self._rows[self.cursor] if self._rows else None

    @property
    def opened(self) -> Set[Path]:
        """The paths of the rows that are open."""
        return frozenset(self._opened)

    def open(self) -> None:
        """Show what is inside the selected row, or go into it where it is open."""
        row = self.selected
        if row is None or not row.can_open:
            return
        if row.is_open:
            self.move_cursor(self.cursor + 1)
        else:
            self._toggle(row)

    def close(self) -> None:
        """Close the selected row, or go to the row that it is inside of."""
        row = self.selected
        if row is None:
            return
        if row.is_open:
            self._toggle(row)
        elif len(row.path) > 1:
            self._select(row.path[:-1])

    def toggle_all(self) -> None:
        """Close all rows; open them all where all are closed."""
        side = self._side
        if side is None:
            return
        self._opened = set() if self._opened else {row.path for row in side.rows}
        self._rebuild()

    def go_to(self, address: int) -> bool:
        """Select the object that has an address in any process; False: none has."""
        for at, row in enumerate(self._rows):
            if any(part is not None and _is_in(address, part) for part in row.parts):
                self.move_cursor(at)
                return True
        return False

    def next_difference(self, by: int = 1) -> bool:
        """Go to the next row that is different (`by` = -1: the one before).

        Returns:
            False: there is none.
        """
        count = len(self._rows)
        for step in range(1, count + 1):
            at = (self.cursor + by * step) % count
            if self._rows[at].is_different:
                self.move_cursor(at)
                return True
        return False

    def row_count(self) -> int:
        """Return how many rows there are, those inside open ones included."""
        return len(self._rows)

    def line_count(self) -> int:
        """Return how many lines they take."""
        return self._ends[-1] if self._ends else 0

    def line_of(self, row: int) -> tuple[int, int]:
        """Return the first line of a row, and how many it has."""
        if row >= len(self._ends):
            return row, 1  # its height is not known before it was ever shown
        first = self._ends[row - 1] if row else 0
        return first, self._ends[row] - first

    def locate(self, line: int) -> tuple[int, int]:
        """Return which row a line belongs to, and which of its lines it is."""
        row = bisect_right(self._ends, line)
        return row, line - (self._ends[row - 1] if row else 0)

    def draw_row(self, row: int, at: int, width: int) -> Line:
        """Draw one line of a row."""
        return row_line(self._rows[row], at, self._paper_for(width))

    def redraw(self) -> None:
        """Draw again: other rows, another width, or another comparison."""
        # While it is hidden it has no width, but rows that others may go to.
        self._count_lines(self.scrollable_content_region.width or _HIDDEN)
        super().redraw()
        self._show_title()

    def draw_head(self, at: int, width: int) -> Line:
        """Draw the names of the columns."""
        return head_line(self._paper_for(width)) if self._side else EMPTY

    def _toggle(self, row: BesideRow) -> None:
        self._opened ^= {row.path}
        self._rebuild()

    def _rebuild(self) -> None:
        self._set_rows()
        self.redraw()
        self.show_cursor()
        self.post_message(self.Changed(self))

    def _set_rows(self) -> None:
        """Keep the cursor on its object, wherever that is now."""
        row = self.selected
        side = self._side
        self._rows = with_opened(side.rows, self._opened) if side else ()
        if row is not None:
            self._cursor = self._nearest(row.path)
        elif self._rows:
            self._cursor = next(
                (at for at, one in enumerate(self._rows) if not one.is_hole), 0
            )

    def _nearest(self, path: Path) -> int:
        """Return the row of a path, or of what it was inside of, or the old place."""
        found = {row.path: at for at, row in enumerate(self._rows)}
        for length in range(len(path), 0, -1):
            if path[:length] in found:
                return found[path[:length]]
        return min(self._cursor, max(len(self._rows) - 1, 0))

    def _select(self, path: Path) -> None:
        self.move_cursor(self._nearest(path))

    def _fit_axis(self) -> None:
        largest = self._side.largest if self._side else 0
        if largest > self._top or largest < self._top * _GIVEN_BACK:
            self._top = axis_top(largest)

    def _forget_paper(self) -> None:
        self._paper = None

    def _paper_for(self, width: int) -> Paper:
        assert self._side is not None
        if self._paper is None or self._paper.columns.width != width:
            columns = columns_for(
                width, len(self._side.letters), addresses=self.wants_addresses
            )
            self._paper = Paper(
                columns, self._side.letters, self._top, self._compared, self._grown
            )
        return self._paper

    def _count_lines(self, width: int) -> None:
        self._ends, end = [], 0
        if self._side is None:
            return
        columns = self._paper_for(width).columns
        for row in self._rows:
            end += lines_of(row, columns)
            self._ends.append(end)

    def _show_title(self) -> None:
        side = self._side
        if side is None:
            self.set_title(_("side by side"))
            return
        count = len(side.letters)
        who = ngettext("memory of {n}", "memory of {n}", count).format(n=count)
        objects = ngettext("{n} object", "{n} objects", side.objects)
        parts = (
            who,
            objects.format(n=side.objects),
            _("by address of {letter}").format(letter=side.letters[0]),
            _("one object, one row"),
        )
        self.set_title(" · ".join(parts))


def _is_in(address: int, part: ObjectPart) -> bool:
    return any(address in one for one in part.regions)
