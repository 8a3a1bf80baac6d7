"""A table of measured numbers as rows of bars."""

from collections.abc import Iterator

from memscope.i18n import _
from memscope.model.bars import Bar, BarNote, BarRow, BarTable
from memscope.render.bars import meter
from memscope.render.runs import Line, Run, cell, fit_line, wrap
from memscope.units import UNKNOWN, cell_width, format_bytes, format_span, safe

_COLOURS = ("stack", "library", "arena", "shared")
"""Kinds whose colours the columns take, in order."""
_PART = "ink.data"
_GAP = 3
_WIDEST = 60
"""Cells of a column beyond which bars say no more."""


def bar_table_lines(table: BarTable, width: int) -> list[Line]:
    """Draw the table: names on the left, then the columns side by side."""
    names = max(cell_width(name) for name in _names(table)) + 2
    column = (width - names) // max(len(table.columns), 1) - _GAP
    column = min(max(column, 12), _WIDEST)
    lines = [_head(table, names, column)]
    lines += [_row(table, row, names, column) for row in table.rows]
    lines += [one for note in table.notes for one in _note(note, width - names, names)]
    if table.parts:
        lines.append(_legend(table, names))
    return [fit_line(one, width) for one in lines]


def _names(table: BarTable) -> Iterator[str]:
    yield safe(_(table.head))
    yield from (safe(_(row.name)) for row in table.rows)


def _head(table: BarTable, names: int, column: int) -> Line:
    runs = [cell(safe(_(table.head)), names, "muted")]
    for at, name in enumerate(table.columns):
        runs += [cell(safe(_(name)), column, f"ink.{_colour(at)}"), Run(" " * _GAP)]
    return tuple(runs)


def _row(table: BarTable, row: BarRow, names: int, column: int) -> Line:
    align = ">" if row.name[:1].isdigit() else "<"
    runs = [cell(safe(_(row.name)), names - 2, "muted", align), Run("  ")]
    for at, one in enumerate(row.bars):
        runs += [*fit_line(_bar(table, row, at, one, column), column), Run(" " * _GAP)]
    return tuple(runs)


def _bar(table: BarTable, row: BarRow, at: int, one: Bar, width: int) -> list[Run]:
    """Draw a bar, its number, and what is marked there."""
    number = max(_number_width(row) for row in table.rows)
    # Room for a mark in every column, so that equal numbers have equal bars.
    marks = (one.mark for row in table.rows for one in row.bars)
    mark = max(cell_width(safe(_(text))) for text in marks)
    room = max(width - number - 1 - (mark + 1 if mark else 0), 4)
    runs = list(_drawn(table, row, at, one, room))
    runs.append(cell(f" {_said(one.value, row.unit)}", number + 1, "strong", ">"))
    return [*runs, Run(f" {safe(_(one.mark))}", "accent")] if one.mark else runs


def _number_width(row: BarRow) -> int:
    numbers = (_said(one.value, row.unit) for one in row.bars)
    return max(map(cell_width, numbers), default=0)


def _drawn(table: BarTable, row: BarRow, at: int, one: Bar, room: int) -> Line:
    if table.scale == "own":
        part = one.part if one.value is not None else None
        return meter(part, one.value or 0, room, _PART)
    return meter(one.value, _whole(table, row, at), room, f"ink.{_colour(at)}")


def _whole(table: BarTable, row: BarRow, at: int) -> float:
    """Return what the full width of a bar stands for."""
    if row.whole is not None:
        return row.whole
    if table.scale == "row":
        bars = row.bars
    elif table.scale == "column":
        bars = tuple(bar for one in table.rows for bar in one.bars[at : at + 1])
    else:
        bars = tuple(bar for one in table.rows for bar in one.bars)
    return max((one.value or 0.0 for one in bars), default=0.0)


def _said(value: float | None, unit: str) -> str:
    if value is None:
        return UNKNOWN
    if unit == "bytes":
        return format_bytes(int(value))
    if unit in ("ms", "us"):
        return format_span(value if unit == "ms" else value / 1000)
    return f"{value:g}"


def _colour(at: int) -> str:
    return _COLOURS[at % len(_COLOURS)]


def _note(note: BarNote, width: int, names: int) -> Iterator[Line]:
    for part in wrap(safe(_filled(note)), max(width, 20)):
        yield (Run(" " * names), Run(part, "muted"))


def _filled(note: BarNote) -> str:
    """Put the values in; whose text is not made for that is shown as it is."""
    values = {
        name: UNKNOWN if value is None else value for name, value in note.values.items()
    }
    try:
        return _(note.text).format_map(values)
    except (KeyError, IndexError, ValueError, AttributeError):
        return note.text


def _legend(table: BarTable, names: int) -> Line:
    first, second = (safe(_(name)) for name in table.parts[:2])
    return (
        Run(" " * names),
        Run("██", _PART),
        Run(f" {first}   ", "muted"),
        Run("░░", "faint"),
        Run(f" {second}", "muted"),
    )
