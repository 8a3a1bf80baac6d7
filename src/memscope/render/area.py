"""A number over time as a filled area, one or more lines high."""

from collections.abc import Sequence

from memscope.render.runs import Run
from memscope.render.timeline import Sample

_EIGHTHS = " ▁▂▃▄▅▆▇█"


def over_time(
    samples: Sequence[Sample], width: int, *, span: float, end: float
) -> list[int | None]:
    """Return one value a cell: the largest seen in its time, else the last before.

    Cells before the first sample and after the end are None, so are those of samples
    whose value is unknown.

    Args:
        samples: In order of time.
        width: Cells.
        span: Time from the left edge to the right one.
        end: When there was nothing more to look at.
    """
    cells: list[int | None] = []
    at, last = 0, None
    for index in range(width):
        inside: list[int] = []
        while at < len(samples) and samples[at][0] * width < (index + 1) * span:
            last = samples[at][1]
            inside += [] if last is None else [last]
            at += 1
        is_over = index * span >= end * width and bool(cells)
        cells.append(None if is_over and not inside else max(inside, default=last))
    return cells


def area(
    values: Sequence[int | None], most: int, rows: int, style: str
) -> list[list[Run]]:
    """Draw values from zero up; returns the lines from the top.

    Args:
        values: One a cell; None stays empty, and zero is a faint line at the bottom.
        most: What fills the height.
        rows: Lines.
        style: Of what is filled.
    """
    levels = [None if one is None else _level(one, most, rows) for one in values]
    return [
        _row(levels, (rows - 1 - row) * 8, style, is_bottom=row == rows - 1)
        for row in range(rows)
    ]


def _level(value: int, most: int, rows: int) -> int:
    """Scale to eighths of a cell: something is never drawn as nothing."""
    if value <= 0:
        return 0
    return min(max(round(value * rows * 8 / max(most, 1)), 1), rows * 8)


def _row(
    levels: Sequence[int | None], below: int, style: str, *, is_bottom: bool
) -> list[Run]:
    runs: list[Run] = []
    for level in levels:
        if is_bottom and level == 0:
            text, how = "▁", "faint"
        else:
            text, how = _EIGHTHS[min(max((level or 0) - below, 0), 8)], style
        if runs and runs[-1].style == how:
            runs[-1] = Run(runs[-1].text + text, how)
        else:
            runs.append(Run(text, how))
    return runs
