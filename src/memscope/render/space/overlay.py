"""A text laid over drawn cells, which keep what is behind them."""

from memscope.render.runs import Line, Run
from memscope.units import cell_width


def laid_over(line: Line, text: str, at: int, style: str) -> Line:
    """Put a text over part of a line.

    Args:
        line: Cells of one character each.
        text: Is moved to the left as far as is needed to fit.
        at: The first cell it would take.
        style: Of the text; the background of the cells stays.
    """
    cells = [Run(one, run.style) for run in line for one in run.text]
    width = cell_width(text)
    if width > len(cells):
        return line
    at = max(min(at, len(cells) - width), 0)
    behind = _behind(cells[at].style)
    cells[at : at + width] = [Run(text, f"{behind} {style}".lstrip())]
    found: list[Run] = []
    for run in cells:
        if found and found[-1].style == run.style:
            found[-1] = Run(found[-1].text + run.text, run.style)
        else:
            found.append(run)
    return tuple(found)


def _behind(style: str) -> str:
    return next((one for one in style.split() if one.startswith("back.")), "")
