"""The names of the layers, at the height where each of them is."""

from collections.abc import Sequence

from memscope.analyze.series import Series
from memscope.render.history.axes import BytesAxis
from memscope.render.history.layers import DrawnLayer
from memscope.render.runs import Line, Run, cell
from memscope.render.words.layers import whole_words
from memscope.units import cell_width, short_bytes

_NUMBER = 6
"""Cells of a size, with a blank before it."""


def name_lines(
    series: Series,
    layers: Sequence[DrawnLayer],
    look: int | None,
    axis: BytesAxis,
    width: int,
    *,
    first: int = 0,
    letters: Sequence[str] = (),
) -> list[Line]:
    """Return a line beside each line of the picture.

    Args:
        series: What there was.
        layers: From the bottom up.
        look: Whose sizes are said; None: none is known.
        axis: Of bytes.
        width: Cells.
        first: The first line that may have a name.
        letters: Of each layer, where there are no colours.
    """
    lines: list[Line] = [()] * axis.rows
    if look is None or width < 8:
        return lines
    sizes = [layer.at(series, look) for layer in layers]
    wanted, total = [], 0
    for size in sizes:
        wanted.append(axis.rows - 1 - (total + size // 2) // axis.unit)
        total += size
    for at, row in enumerate(_apart(wanted, first, axis.rows)):
        mark = f"{letters[at]} " if letters else "▌"
        lines[row] = _name(layers[at], sizes[at], width, mark)
    return lines


def _apart(wanted: Sequence[int], first: int, rows: int) -> list[int]:
    """Give each name a line of its own, as near as can be; bottom one first."""
    free = rows - first
    shown = list(wanted)[:free]
    placed, below = list[int](), rows
    for at, row in enumerate(shown):
        left = len(shown) - 1 - at  # those above need room, too
        below = max(min(row, below - 1), first + left)
        placed.append(below)
    return placed


def _name(layer: DrawnLayer, size: int, width: int, mark: str) -> Line:
    room = width - cell_width(mark) - _NUMBER
    # What fits nowhere is called by its letter, as in the table.
    name = whole_words((layer.name, layer.short), room) or layer.letter
    return (
        Run(mark, layer.front),
        cell(name, room, ""),
        cell(short_bytes(size), _NUMBER, "", ">"),
    )
