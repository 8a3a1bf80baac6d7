"""Totals by segment, a column for each process."""

from collections.abc import Mapping, Sequence

from memscope.analyze.totals import Total
from memscope.i18n import _
from memscope.model.kinds import Segment
from memscope.render.map.row import compact_bytes
from memscope.render.palette import SEGMENT_STYLES
from memscope.render.runs import Line, Run, cell, fit_line

_FULL = 12
"""Cells of one process: touched, a slash, reserved."""
_SHORT = 6
"""Cells of one process where there is room for what is touched only."""
_NAMES = 10


def totals_lines(
    totals: Sequence[tuple[str, Mapping[Segment, Total]]], width: int, about: str = ""
) -> list[Line]:
    """Draw resident and reserved bytes of every segment of every process.

    Args:
        totals: Letter on screen and totals of each process, in order.
        width: Terminal cells; how many processes do not fit is said.
        about: Letter of a process that is to be among those that do.
    """
    room = width - _NAMES
    column = _FULL if _FULL * len(totals) <= room else _SHORT
    count = max(1, room // column)
    at = next((i for i, (letter, _by) in enumerate(totals) if letter == about), 0)
    shown = totals[max(0, at + 1 - count) :][:count]
    note = _("touched") if column == _SHORT else _("touched/all")
    if left_out := len(totals) - len(shown):
        note += f" +{left_out}"
    header: list[Run] = [cell(f" {note}", width - column * len(shown), "muted")]
    header += [
        cell(letter + " " * (column - _SHORT), column, "strong", ">")
        for letter, _by in shown
    ]
    lines = [fit_line(header, width)]
    for segment in Segment:
        if any(segment in by for _letter, by in shown):
            lines.append(_segment_line(segment, shown, width, column))
    return lines


def _segment_line(
    segment: Segment,
    totals: Sequence[tuple[str, Mapping[Segment, Total]]],
    width: int,
    column: int,
) -> Line:
    look, key = SEGMENT_STYLES[segment], f"segment-{segment.value}"
    runs: list[Run] = [
        Run(f" {look.letter} ", f"spine.{key}"),
        cell(f" {_(look.short)}", width - 3 - column * len(totals)),
    ]
    for _letter, by in totals:
        runs += _amounts(by.get(segment), column)
    return fit_line(runs, width)


def _amounts(total: Total | None, column: int) -> Line:
    if total is None:
        rest = " " * (column - _SHORT)
        return (cell("–", _SHORT, "faint", ">"), Run(rest))
    touched = cell(compact_bytes(total.resident), _SHORT, "strong", ">")
    if column == _SHORT:
        return (touched,)
    return (
        touched,
        Run("/", "faint"),
        cell(compact_bytes(total.virtual), 5, "muted"),
    )
