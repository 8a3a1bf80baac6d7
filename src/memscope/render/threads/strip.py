"""The last minute of a thread in a line: height is share of a CPU, colour is state."""

from collections.abc import Sequence
from typing import NamedTuple

from memscope.analyze.lanes.lane import SPAN_S, Second
from memscope.analyze.lanes.recorder import Lanes
from memscope.render.runs import Line, Run
from memscope.render.threads.states import look_of

WIDTHS = (60, 30, 20, 15, 12, 10)
"""Cells of a strip: each is as many whole seconds as every other."""
_LEVELS = "▁▂▃▄▅▆▇█"
_TELLING = "SITtZXRLD"


class StripCell(NamedTuple):
    """A few seconds of a thread.

    Attributes:
        state: The one that tells most; "": nobody saw it.
        cpu: Share of one CPU, in percent; None: unknown.
        touched: Doublings of the stack in RAM at their end; None: unknown.
    """

    state: str = ""
    cpu: float | None = None
    touched: int | None = None


NOBODY_SAW = StripCell()


def strip_cells(lanes: Lanes, tid: int, width: int) -> list[StripCell]:
    """Return the last minute in cells, the newest last.

    A cell begins at a whole multiple of its seconds, so that what was drawn moves by
    whole cells and is never drawn otherwise later.

    Args:
        lanes: What was seen.
        tid: Of the thread.
        width: One of `WIDTHS`.
    """
    step = SPAN_S // width
    first = (lanes.column // step - width + 1) * step
    seconds = lanes.seconds(tid, first, SPAN_S)
    return [_cell(seconds[at : at + step]) for at in range(0, SPAN_S, step)]


def _cell(seconds: Sequence[Second | None]) -> StripCell:
    seen = [one for one in seconds if one is not None]
    if not seen:
        return NOBODY_SAW
    known = [one.cpu for one in seen if one.cpu is not None]
    state = max((one.state for one in seen), key=_TELLING.find)
    cpu = sum(known) / len(known) if known else None
    return StripCell(state, cpu, seen[-1].touched)


def strip(cells: Sequence[StripCell], *, letters: bool = False) -> Line:
    """Draw a minute.

    Args:
        cells: Of the thread.
        letters: Letters instead of heights, where there are no colours.
    """
    runs: list[Run] = []
    for one in cells:
        text, style = _drawn(one, letters=letters)
        if runs and runs[-1].style == style:
            runs[-1] = Run(runs[-1].text + text, style)
        else:
            runs.append(Run(text, style))
    return tuple(runs)


def _drawn(one: StripCell, *, letters: bool) -> tuple[str, str]:
    if not one.state:
        return " ", ""
    look = look_of(one.state)
    if letters:
        # A sleeper that ran meanwhile did run.
        return ("R" if one.state == "S" and one.cpu else look.letter), look.style
    if one.state == "S":
        return (_LEVELS[_level(one.cpu)], "good") if one.cpu else ("▁", "faint")
    return _LEVELS[_level(one.cpu)], look.style


def _level(cpu: float | None) -> int:
    """Return the height in eighths of a cell, less one: none at all is a line."""
    return max(0, min(round((cpu or 0) * 8 / 100), 8) - 1)
