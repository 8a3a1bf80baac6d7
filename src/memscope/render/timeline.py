"""Sparklines: how a number went over the last minute."""

from collections.abc import Sequence

from memscope.render.runs import Line, Run

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
