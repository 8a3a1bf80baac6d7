"""What is different since a moment, in the place of the memory table."""

from memscope.analyze.since.since import Since, SinceRow
from memscope.render.runs import EMPTY, Line
from memscope.render.space.beside import axis_top
from memscope.render.space.since import (
    largest_change,
    since_head,
    since_row,
    since_title,
)
from memscope.tui.widgets.rows import Rows


class SinceRows(Rows):
    """Rows of what grew, appeared, shrank and went, below a line of heads.

    Posts `Rows.Moved` and `Rows.Chosen`; `selected` says what it is about, and whether
    it can be shown in memory.
    """

    head_count = 1

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._since: Since | None = None
        self._exe: str | None = None
        self._top = 0

    def show(self, since: Since | None, exe: str | None = None) -> None:
        """Draw what is different; nothing happens where it is drawn already.

        Args:
            since: See `ViewBuilder.since`; None: there is nothing to compare.
            exe: The program's file.
        """
        if since is self._since:
            return
        chosen = self.selected
        self._since, self._exe = since, exe
        rows = since.rows if since else ()
        self._top = axis_top(largest_change(rows))
        self._cursor = next(
            (at for at, row in enumerate(rows) if chosen and _is_same(row, chosen)), 0
        )
        self.set_title(since_title(since) if since else "")
        self.redraw()

    @property
    def since(self) -> Since | None:
        """What is drawn."""
        return self._since

    @property
    def selected(self) -> SinceRow | None:
        """What is under the cursor."""
        rows = self._since.rows if self._since else ()
        return rows[self.cursor] if rows else None

    def row_count(self) -> int:
        """Return how many rows there are."""
        return len(self._since.rows) if self._since else 0

    def draw_head(self, at: int, width: int) -> Line:
        """Draw the names of the columns, and the ends of the axis."""
        return since_head(width, self._top) if self.row_count() else EMPTY

    def draw_row(self, row: int, at: int, width: int) -> Line:
        """Draw a row."""
        assert self._since is not None
        return since_row(self._since.rows[row], width, self._top, self._exe)


def _is_same(one: SinceRow, other: SinceRow) -> bool:
    return (one.what, one.name, one.regions[0].kind) == (
        other.what,
        other.name,
        other.regions[0].kind,
    )
