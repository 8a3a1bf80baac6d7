"""Lines of a table: aligned, without blanks at the end, the last column uncut."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import repeat
from typing import TypeVar

from memscope.render.columns.column import Column, Value
from memscope.render.runs import Line, Run
from memscope.units import cell_width, fit

Row = TypeVar("Row")
_GAP = 2
_ODD = 33


def table_lines(
    columns: Sequence[Column[Row]],
    rows: Sequence[Row],
    *,
    width: int | None = None,
    optional: Sequence[str] = (),
    cut: Callable[[str, int], str] | None = None,
    odd: int = _ODD,
) -> list[Line]:
    """Lay out a heading and the rows.

    Args:
        columns: From left to right; the last one takes the room that is left.
        rows: From top to bottom.
        width: Cells of a line; None: as many as it takes.
        optional: Columns that may go when a line is too short, first to go first.
        cut: Shortens a text of the last column; None: it is never cut.
        odd: A cell this wide does not make its whole column as wide.
    """
    values = {column.id: list(map(column.value, rows)) for column in columns}
    texts = {
        column.id: [column.heading, *_in_words(column, values[column.id])]
        for column in columns
    }
    widths = {name: _width(cells, odd) for name, cells in texts.items()}
    shown = list(columns)
    for name in optional:
        if width is None or _total(shown, widths) <= width:
            break
        shown = [column for column in shown if column.id != name]
    *aligned, last = shown
    if width is not None and cut is not None:
        room = max(width - sum(widths[one.id] + _GAP for one in aligned), 8)
        texts[last.id] = [cut(text, room) for text in texts[last.id]]
    cells = [_padded(texts[one.id], widths[one.id], one.align) for one in aligned]
    cells.append(texts[last.id])
    gap = " " * _GAP
    lines = [trimmed((Run(gap.join(cell[0] for cell in cells), "strong"),))]
    lines += _rows(shown, [cell[1:] for cell in cells], values)
    return lines


def _in_words(column: Column[Row], values: list[Value]) -> list[str]:
    """Put each different value into words once."""
    if column.words is str:
        return list(map(str, values))
    words = {value: column.words(value) for value in set(values)}
    return [words[value] for value in values]


def _rows(
    columns: Sequence[Column[Row]],
    cells: list[list[str]],
    values: dict[str, list[Value]],
) -> Iterator[Line]:
    """Put the cells together; neighbours without a style of their own are one run.

    A process may have 65,000 regions: runs cost more than the texts in them.
    """
    gap = " " * _GAP
    parts: list[Iterable[Run]] = []
    at = 0
    while at < len(columns):
        start, style = at, columns[at].style
        at += 1
        if style is None:
            while at < len(columns) and columns[at].style is None:
                at += 1
            joined = map(gap.join, zip(*cells[start:at], strict=True))
            parts.append([Run(text) for text in joined])
        else:
            styles = map(style, values[columns[start].id])
            parts.append(map(Run, cells[start], styles))
        if at < len(columns):
            parts.append(repeat(Run(gap)))
    return map(trimmed, zip(*parts, strict=False))


def _padded(texts: list[str], width: int, align: str) -> list[str]:
    """Pad to `width`; an odd text that is wider stays whole and shifts its line."""
    pad = str.rjust if align == ">" else str.ljust
    if all(map(str.isascii, texts)):
        return [pad(text, width) for text in texts]
    return [
        text if cell_width(text) > width else fit(text, width, align) for text in texts
    ]


def trimmed(runs: Sequence[Run]) -> Line:
    """Drop the blanks at the end of a line."""
    if runs and runs[-1].text and runs[-1].text[-1] != " ":
        return tuple(runs)
    kept = list(runs)
    while kept:
        text = kept[-1].text.rstrip(" ")
        if text:
            kept[-1] = Run(text, kept[-1].style)
            break
        kept.pop()
    return tuple(kept)


def _width(texts: Sequence[str], odd: int) -> int:
    """The widest cell, except for the odd one: the kernel's own 16-digit page."""
    measure = len if all(map(str.isascii, texts)) else cell_width
    widths = sorted(set(map(measure, texts)), reverse=True)
    return next((one for one in widths if one < odd), widths[-1])


def _total(columns: Sequence[Column[Row]], widths: dict[str, int]) -> int:
    *aligned, last = columns
    used = sum(widths[column.id] + _GAP for column in aligned)
    return used + min(widths[last.id], 24)
