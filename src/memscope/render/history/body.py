"""The stacked layers, cell by cell: each cell has a lower colour and an upper one."""

from collections.abc import Sequence

from memscope.analyze.series import Series
from memscope.render.history.axes import BytesAxis
from memscope.render.history.layers import DrawnLayer
from memscope.render.runs import Run

_LOWER = " ▁▂▃▄▅▆▇█"
Part = tuple[int, int]
"""(which layer, -1 for what is above all; eighths of a cell)."""


def body(
    series: Series,
    layers: Sequence[DrawnLayer],
    looks: Sequence[int | None],
    axis: BytesAxis,
    *,
    letters: Sequence[str] = (),
) -> list[list[Run]]:
    """Draw the layers, a run a cell, the lines from the top.

    Args:
        series: What there was.
        layers: From the bottom up.
        looks: Which look each column shows; None: nobody looked.
        axis: Of bytes.
        letters: Of each layer, instead of colours; () draws colours.
    """
    lows = range((axis.rows - 1) * 8, -1, -8)
    unseen = [_unseen(is_bottom=not low) for low in lows]
    # Of a calm process most columns are alike.
    alike: dict[tuple[int, ...], list[Run]] = {}
    columns = []
    for look in looks:
        if look is None:
            columns.append(unseen)
            continue
        ends = _ends(series, layers, look, axis)
        if ends not in alike:
            alike[ends] = [_cell(_parts(ends, low), layers, letters) for low in lows]
        columns.append(alike[ends])
    return [list(line) for line in zip(*columns, strict=True)]


def _ends(
    series: Series, layers: Sequence[DrawnLayer], look: int, axis: BytesAxis
) -> tuple[int, ...]:
    """Return the upper edges of the layers, in eighths of a line."""
    total, ends = 0, []
    for layer in layers:
        total += layer.at(series, look)
        ends.append(axis.eighths(total))
    return tuple(ends)


def _unseen(*, is_bottom: bool) -> Run:
    return Run("·" if is_bottom else " ", "faint")


def _parts(ends: Sequence[int], low: int) -> list[Part]:
    """Return what is in a cell that begins at `low`, from its bottom up."""
    parts, at = list[Part](), low
    for index, end in enumerate(ends):
        if end > at:
            parts.append((index, min(end, low + 8) - at))
            at = min(end, low + 8)
        if at >= low + 8:
            return parts
    return [*parts, (-1, low + 8 - at)]


def _cell(
    parts: list[Part], layers: Sequence[DrawnLayer], letters: Sequence[str]
) -> Run:
    if letters:
        index, _size = max(parts, key=lambda one: one[1])
        return Run(" " if index < 0 else letters[index], "")
    lower, upper, height = _two(parts)
    if height >= 8:
        return _full(lower, layers)
    above = f" {layers[upper].back}" if upper >= 0 else ""
    return Run(_LOWER[height], f"{layers[lower].front}{above}")


def _two(parts: list[Part]) -> tuple[int, int, int]:
    """Return the lower layer, the upper one, and how high the lower one reaches.

    A cell has two colours: of three layers the thinnest joins the one below it.
    """
    if len(parts) == 1:
        return parts[0][0], parts[0][0], 8
    while len(parts) > 2:
        thin = min(range(len(parts)), key=lambda one: parts[one][1])
        into = thin - 1 if thin else 1
        parts[into] = (parts[into][0], parts[into][1] + parts[thin][1])
        del parts[thin]
    return parts[0][0], parts[1][0], parts[0][1]


def _full(layer: int, layers: Sequence[DrawnLayer]) -> Run:
    if layer < 0:
        return Run(" ", "")
    return Run("█", f"{layers[layer].front} {layers[layer].back}")


def with_line(run: Run, style: str) -> Run:
    """Draw a vertical line through a cell, but where two colours meet in it."""
    if run.text not in " ·█":
        return run
    back = next((one for one in run.style.split() if one.startswith("back.")), "")
    return Run("│", f"{style} {back}".rstrip())
