"""Lines of a table: aligned, without blanks at the end, the last column uncut."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from memscope.render.columns import Column
from memscope.render.runs import Line, Run
from memscope.units import cell_width, fit

Row = TypeVar("Row")
_GAP = "  "
_MOST = 34
"""Cells that one odd cell may make its column wide."""


def table_lines(
    columns: Sequence[Column[Row]],
    rows: Sequence[Row],
    *,
    width: int | None = None,
    optional: Sequence[str] = (),
    cut: Callable[[str, int], str] | None = None,
) -> list[Line]:
    """Lay out a heading and the rows.

    Args:
        columns: From left to right; the last one takes the room that is left.
        rows: From top to bottom.
        width: Cells of a line; None: as many as it takes.
        optional: Columns that may go when a line is too short, first to go first.
        cut: Shortens a text of the last column; None: it is never cut.
    """
    cells = {
        column.id: [column.heading, *(column.text(row) for row in rows)]
        for column in columns
    }
    widths = {name: _width(texts) for name, texts in cells.items()}
    shown = list(columns)
    for name in optional:
        if width is None or _total(shown, widths) <= width:
            break
        shown = [column for column in shown if column.id != name]
    *aligned, last = shown
    used = sum(widths[column.id] + len(_GAP) for column in aligned)
    room = None if width is None else max(width - used, 8)
    lines = []
    for at in range(len(rows) + 1):
        row = rows[at - 1] if at else None
        runs: list[Run] = []
        for column in aligned:
            text = fit_at_least(cells[column.id][at], widths[column.id], column.align)
            runs += (Run(text, _style(column, row)), Run(_GAP))
        text = cells[last.id][at]
        if room is not None and cut is not None:
            text = cut(text, room)
        runs.append(Run(text, _style(last, row)))
        lines.append(trimmed(runs))
    return lines


def fit_at_least(text: str, width: int, align: str) -> str:
    """Pad to `width`; an odd text that is wider stays whole and shifts its line."""
    return text if cell_width(text) > width else fit(text, width, align)


def trimmed(runs: Sequence[Run]) -> Line:
    """Drop the blanks at the end of a line."""
    kept = list(runs)
    while kept:
        text = kept[-1].text.rstrip(" ")
        if text:
            kept[-1] = Run(text, kept[-1].style)
            break
        kept.pop()
    return tuple(kept)


def _style(column: Column[Row], row: Row | None) -> str:
    return "strong" if row is None else column.style(row)


def _width(texts: Sequence[str]) -> int:
    """The widest cell, except for the odd one: the kernel's own 16-digit page."""
    widths = sorted({cell_width(text) for text in texts}, reverse=True)
    return next((one for one in widths if one < _MOST - 1), widths[-1])


def _total(columns: Sequence[Column[Row]], widths: dict[str, int]) -> int:
    *aligned, last = columns
    used = sum(widths[column.id] + len(_GAP) for column in aligned)
    return used + min(widths[last.id], 24)
