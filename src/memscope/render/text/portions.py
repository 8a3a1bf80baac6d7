"""Where the memory is, as lines of text."""

from collections.abc import Sequence

from memscope.model.portion import Portion
from memscope.render.columns.column import Column
from memscope.render.columns.portions import (
    BAR,
    PortionRow,
    portion_columns,
    portion_rows,
)
from memscope.render.runs import Line
from memscope.render.text.table import table_lines
from memscope.units import cell_width

_LEAST_NAME, _READABLE, _MOST_NAME = 8, 26, 56
_LEAST_BAR = BAR // 2
_GAP = 2
_OPTIONAL = ("swapped", "proportional", "virtual", "regions", "bar", "free", "live")
"""Columns in the order in which they give way."""
_OF_SEVERAL = ("swapped", "virtual", "regions", "bar", "free", "live", "proportional")
"""Likewise, where resident counts a page for each of several processes."""


def portion_lines(
    portions: Sequence[Portion],
    *,
    share: int | None = None,
    is_shared: bool = False,
    width: int | None = None,
) -> list[Line]:
    """Return a heading, a line for each sort of memory, and the total.

    Args:
        portions: Where it is.
        share: What all of it takes with shared pages divided, where that is known.
        is_shared: It is the memory of several processes.
        width: Cells of a line; None: as many as it takes.
    """
    rows = portion_rows(portions, share=share, is_shared=is_shared)
    names = _names(rows)
    columns = portion_columns(rows, room=names)
    if width is not None:
        optional = _OF_SEVERAL if is_shared else _OPTIONAL
        columns = _fitting(rows, names, width, optional)
    return table_lines(columns, rows, odd=_MOST_NAME + 1)


def _names(rows: Sequence[PortionRow]) -> int:
    """Return the width of the names; a file's may be longer than any line."""
    where = portion_columns(rows)[1]
    return min(max(cell_width(where.text(row)) for row in rows), _MOST_NAME)


def _fitting(
    rows: Sequence[PortionRow], names: int, width: int, optional: Sequence[str]
) -> tuple[Column[PortionRow], ...]:
    """Leave out what says least, until there is room for names that can be read."""
    least = min(names, _READABLE)
    for at in range(len(optional) + 1):
        without = optional[:at]
        numbers = portion_columns(rows, without=(*without, "where", "bar"))[:-1]
        left = width - _GAP - sum(_width(one, rows) + _GAP for one in numbers)
        left -= 0 if "bar" in without else _LEAST_BAR
        if left >= least:
            break
    room = max(min(left, names), _LEAST_NAME)
    bar = min(BAR, _LEAST_BAR + left - room)
    return portion_columns(rows, room=room, bar=bar, cut=True, without=without)


def _width(column: Column[PortionRow], rows: Sequence[PortionRow]) -> int:
    return max(map(cell_width, [column.heading, *(column.text(row) for row in rows)]))
