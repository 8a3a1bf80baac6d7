"""Where the memory is, as lines of text."""

from collections.abc import Sequence

from memscope.model.portion import Portion
from memscope.render.columns.portions import (
    BAR,
    PortionRow,
    portion_columns,
    portion_rows,
)
from memscope.render.runs import Line
from memscope.render.text.table import table_lines
from memscope.units import cell_width

_LEAST_NAME = 20
_MOST_NAME = 56
_GAP = 2


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
    columns = portion_columns(rows, room=_names(rows))
    if width is not None:
        room, bar = _rooms(rows, width)
        columns = portion_columns(rows, room=room, bar=bar, cut=True)
    optional = ("swapped", "proportional", "virtual")
    return table_lines(
        columns, rows, width=width, optional=optional, odd=_MOST_NAME + 1
    )


def _names(rows: Sequence[PortionRow]) -> int:
    """Return the width of the names; a file's may be longer than any line."""
    where = portion_columns(rows)[1]
    return min(max(cell_width(where.text(row)) for row in rows), _MOST_NAME)


def _rooms(rows: Sequence[PortionRow], width: int) -> tuple[int, int]:
    """Share out what is left beside the numbers: the bar gives way before the names."""
    names, used = _names(rows), 0
    for column in portion_columns(rows, bar=0):
        texts = [column.heading, *(column.text(row) for row in rows)]
        used += max(map(cell_width, texts)) + _GAP if column.id != "where" else _GAP
    left = max(width - used, _LEAST_NAME + BAR // 2)
    bar = max(min(BAR, left - names), BAR // 2)
    return min(left - bar, names), bar
