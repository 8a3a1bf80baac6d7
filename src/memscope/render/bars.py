"""Bars, areas and sparklines, from numbers to characters."""

from collections.abc import Sequence

from memscope.render.runs import Line, Run

_EIGHTHS = " ▏▎▍▌▋▊▉"


def bar(part: int | None, whole: int, width: int, key: str) -> Line:
    """Draw `part` of `whole` as a filled bar on a dim track.

    Args:
        part: What is filled; None (unknown) draws dots, which no number draws.
        whole: What the full width stands for, in the same unit.
        width: Terminal cells.
        key: Whose colours to take, such as a kind.
    """
    if width <= 0:
        return ()
    if part is None:
        return (Run("·" * width, "faint"),)
    full, rest = divmod(_eighths(part, whole, width), 8)
    head = "█" * full + (_EIGHTHS[rest] if rest else "")
    runs = [Run(head, f"bar.{key}")] if head else []
    if len(head) < width:
        runs.append(Run(" " * (width - len(head)), f"track.{key}"))
    return tuple(runs)


def meter(part: float | None, whole: float, width: int, style: str) -> Line:
    """Draw `part` of `whole` in characters alone, for text and pages as well.

    Args:
        part: What is filled; None (unknown) draws dots.
        whole: What the full width stands for, in the same unit.
        width: Terminal cells.
        style: Of what is filled.
    """
    if part is None:
        return (Run("·" * width, "faint"),)
    full, rest = divmod(_eighths(part, whole, width), 8)
    head = "█" * full + (_EIGHTHS[rest] if rest else "")
    runs = (Run(head, style), Run("░" * (width - len(head)), "faint"))
    return tuple(run for run in runs if run.text)


def _eighths(part: float, whole: float, width: int) -> int:
    """Scale to eighths of a cell: something is never drawn as nothing, nor as all."""
    most = width * 8
    if part <= 0 or whole <= 0:
        return 0
    if part >= whole:
        return most
    return min(max(round(most * part / whole), 1), most - 1)


_STEPS = "▁▂▃▄▅▆▇█"
Sample = tuple[float, int | None]
"""(seconds, value); None where the value was unknown."""


def resample(
    samples: Sequence[Sample], width: int, *, now: float, span_s: float
) -> list[int | None]:
    """Return one value a cell for the last `span_s` seconds, the newest last.

    A cell takes the last sample at or before its end; cells from before the first
    sample are None.

    Args:
        samples: In order of time.
        width: Cells.
        now: The time of the right edge, in the samples' clock.
        span_s: Seconds from the left edge to the right one.
    """
    cells: list[int | None] = []
    at, value = 0, None
    for index in range(width):
        edge = now - span_s * (width - 1 - index) / width
        while at < len(samples) and samples[at][0] <= edge:
            value = samples[at][1]
            at += 1
        cells.append(value)
    return cells


def sparkline(values: Sequence[int | None], style: str, calm: int) -> Line:
    """Draw values between their smallest and their largest.

    Args:
        values: One a cell; None is drawn as a dot.
        style: Style of the bars.
        calm: The smallest range that fills the height: differences far below it
            stay a flat line instead of looking like mountains.
    """
    known = [value for value in values if value is not None]
    if not known:
        return (Run("·" * len(values), "faint"),)
    low = min(known)
    span = max(max(known) - low, calm, 1)
    text = "".join(
        "·" if value is None else _STEPS[((value - low) * 7 + span // 2) // span]
        for value in values
    )
    drawn = text.lstrip("·")
    return (Run("·" * (len(text) - len(drawn)), "faint"), Run(drawn, style))


_LEVELS = " ▁▂▃▄▅▆▇█"


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
            text, how = _LEVELS[min(max((level or 0) - below, 0), 8)], style
        if runs and runs[-1].style == how:
            runs[-1] = Run(runs[-1].text + text, how)
        else:
            runs.append(Run(text, how))
    return runs
