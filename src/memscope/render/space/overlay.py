"""A text laid over drawn cells, which keep what is behind them."""

from memscope.render.runs import Line, Run
from memscope.render.space.bar import BEYOND, HALF, joined
from memscope.units import cell_width

_OF_SIZES = frozenset(f"0123456789.BKMGTPE{BEYOND}")
"""Characters of which a size that is beyond the axis is written."""


def laid_over(line: Line, text: str, at: int, style: str) -> Line:
    """Put a text over part of a line.

    Args:
        line: Cells of one character each.
        text: Of narrow characters; moved to the left as far as is needed to fit.
        at: The first cell it would take.
        style: Of the text; the background of the cells stays.
    """
    cells = [Run(one, run.style) for run in line for one in run.text]
    width = cell_width(text)
    if width > len(cells):
        return line
    at = max(min(at, len(cells) - width), 0)
    _blank_cut(cells, at, at + width)
    for letter in text:
        # A half cell ends there: behind the letter is nothing.
        behind = "" if cells[at].text == HALF else _behind(cells[at].style)
        cells[at] = Run(letter, f"{behind} {style}".lstrip())
        at += cell_width(letter)
    return joined(cells)


def _blank_cut(cells: list[Run], start: int, end: int) -> None:
    """Take a size away that would be covered in part: what is left of it would lie."""
    for within, outside, step in ((start, start - 1, -1), (end - 1, end, 1)):
        if cells[within].text not in _OF_SIZES:
            continue
        while 0 <= outside < len(cells) and cells[outside].text in _OF_SIZES:
            cells[outside] = Run(" ", cells[outside].style)
            outside += step


def _behind(style: str) -> str:
    return next((one for one in style.split() if one.startswith("back.")), "")
