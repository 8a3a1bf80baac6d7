"""Many processes, a row each: what each takes, and who is read fully."""

from collections.abc import Mapping

from memscope.analyze.several.totals import Identity, ProcessTotals, Several
from memscope.render.runs import EMPTY, Line
from memscope.render.space.beside import axis_top
from memscope.render.space.several import (
    in_order,
    largest,
    process_head,
    process_row,
    reading_words,
    several_title,
)
from memscope.tui.widgets.rows import Rows


class ProcessRows(Rows):
    """All processes of `View.several`, children below their parents."""

    head_count = 1

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._rows: list[ProcessTotals] = []
        self._several: Several | None = None
        self._grown: Mapping[Identity, int] = {}
        self._top = 0

    def show(
        self, several: Several | None, grown: Mapping[Identity, int] | None = None
    ) -> None:
        """Draw them; nothing happens where they are drawn already.

        Args:
            several: See `View.several`.
            grown: Bytes that each grew by; who is not in it: unknown.
        """
        grown = grown or {}
        if several is self._several and grown == self._grown:
            return
        chosen = self.selected
        is_same = bool(
            several
            and self._several
            and several.processes == self._several.processes
            and grown == self._grown
        )
        self._several, self._grown = several, grown
        if is_same:
            return
        self._rows = in_order(several.processes) if several else []
        keys = [one.key for one in self._rows]
        if chosen is not None and chosen.key in keys:
            self._cursor = keys.index(chosen.key)
        self._top = axis_top(largest(self._rows))
        if several is not None:
            self.set_title(f"{several_title(several)} · {reading_words(several)}")
        self.redraw()

    @property
    def selected(self) -> ProcessTotals | None:
        """The process under the cursor."""
        return self._rows[self.cursor] if self._rows else None

    def row_count(self) -> int:
        """Return how many processes there are."""
        return len(self._rows)

    def draw_head(self, at: int, width: int) -> Line:
        """Draw the names of the columns, and the ends of the axis."""
        return process_head(width, self._top) if self._rows else EMPTY

    def draw_row(self, row: int, at: int, width: int) -> Line:
        """Draw a process."""
        one = self._rows[row]
        return process_row(one, width, self._top, self._grown.get(one.key))
