"""Whatever was measured in a step of a lesson, drawn."""

from collections.abc import Iterator, Sequence

from memscope.model.bars import BarTable
from memscope.model.exhibit import Exhibit, LoadRun, PoolMoment
from memscope.render.lesson.bars import bar_table_lines
from memscope.render.lesson.lanes import lane_lines
from memscope.render.lesson.pool import pool_lines
from memscope.render.runs import EMPTY, Line


def exhibit_lines(
    exhibits: Sequence[Exhibit], width: int, *, rows: int = 1, brief: bool = False
) -> list[Line]:
    """Draw the exhibits of a step: servers, the last look at a pool, tables of bars.

    Args:
        exhibits: Of the step.
        width: Cells of a line.
        rows: Lines of each area over time.
        brief: Leave out details, where there is little room.
    """
    drawn = list(exhibit_blocks(exhibits, width, rows=rows, brief=brief))
    return [one for at, lines in enumerate(drawn) for one in [EMPTY] * bool(at) + lines]


def exhibit_blocks(
    exhibits: Sequence[Exhibit], width: int, *, rows: int = 1, brief: bool = False
) -> Iterator[list[Line]]:
    """Draw each picture for itself."""
    runs = [one for one in exhibits if isinstance(one, LoadRun)]
    if runs:
        yield lane_lines(runs, width, rows=rows, brief=brief)
    pools = [one for one in exhibits if isinstance(one, PoolMoment)]
    if pools:
        yield pool_lines(pools[-1], width)
    for table in exhibits:
        if isinstance(table, BarTable):
            yield bar_table_lines(table, width)
