"""A text laid over drawn cells, which keep what is behind them."""

from memscope.render.runs import Line, Run
from memscope.render.space.bar import HALF, joined
from memscope.units import cell_width


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
    for letter in text:
        # A half cell ends there: behind the letter is nothing.
        behind = "" if cells[at].text == HALF else _behind(cells[at].style)
        cells[at] = Run(letter, f"{behind} {style}".lstrip())
        at += cell_width(letter)
    return joined(cells)


def _behind(style: str) -> str:
    return next((one for one in style.split() if one.startswith("back.")), "")
