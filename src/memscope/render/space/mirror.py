"""A bar of several parts on a given axis, to the right or mirrored to the left.

Every part begins where the one before ends, rounded to an eighth of a cell, so that two
bars on one axis are as long as their sizes, and no part is lost: the least is a hair.
"""

from collections.abc import Sequence
from typing import NamedTuple

from memscope.render.runs import Line, Run

_EIGHTHS = " ▏▎▍▌▋▊▉█"
_FROM_THE_RIGHT = {1: "▕", 4: "▐"}
"""The other eighths that end at the right are drawn in reverse."""
_LETTERS = {"own": "█", "some": "▓", "shared": "▒", "tip": "+"}
"""What a whole cell shows where there is no colour."""
_LEVELS = {"own": "4", "some": "3", "shared": "1", "tip": "new"}
"""Steps of a colour, see `render/runs.py`."""


def fore(key: str, look: str) -> str:
    """Return the style of a character of a part."""
    return f"fore.{key}.{_LEVELS[look]}"


def back(key: str, look: str) -> str:
    """Return the style of what is behind a character of another part."""
    return f"back.{key}.{_LEVELS[look]}"


class BarPiece(NamedTuple):
    """A part of a bar.

    Attributes:
        size: In the axis' unit.
        look: "own", "shared", "some" (nobody knows which of the two) or "tip" (new).
    """

    size: int
    look: str


def bar_to_right(pieces: Sequence[BarPiece], top: int, width: int, key: str) -> Line:
    """Draw a bar that begins at the left.

    Args:
        pieces: From the beginning outwards.
        top: Where the axis ends.
        width: Cells of the axis.
        key: Whose colours it has.
    """
    cells = [
        _cell(looks, key, is_mirrored=False)
        for looks in _cells(_edges(pieces, top, width), width)
    ]
    return _joined(cells)


def bar_to_left(pieces: Sequence[BarPiece], top: int, width: int, key: str) -> Line:
    """Draw a bar that begins at the right; see `bar_to_right`."""
    cells = [
        _cell(looks, key, is_mirrored=True)
        for looks in _cells(_edges(pieces, top, width), width)
    ]
    return _joined(list(reversed(cells)))


def _edges(pieces: Sequence[BarPiece], top: int, width: int) -> list[tuple[int, str]]:
    """Return where each part ends, in eighths of a cell, and its look."""
    edges: list[tuple[int, str]] = []
    total, last, most = 0, 0, width * 8
    for size, look in pieces:
        if size <= 0:
            continue
        total += size
        end = round(most * total / top) if top > 0 else 0
        last = min(max(end, last + 1), most)
        edges.append((last, look))
    return edges


_Looks = list[tuple[int, str]]
"""Eighths and looks of one cell, from its beginning; "" is empty."""


def _cells(edges: Sequence[tuple[int, str]], width: int) -> list[_Looks]:
    cells: list[_Looks] = []
    for at in range(width):
        looks: _Looks = []
        low, high = at * 8, at * 8 + 8
        begin = low
        for end, look in edges:
            stop = min(end, high)
            if stop > begin:
                looks.append((stop - begin, look))
                begin = stop
        if begin < high:
            looks.append((high - begin, ""))
        cells.append(looks)
    return cells


def _cell(looks: _Looks, key: str, *, is_mirrored: bool) -> Run:
    """Draw a cell; of more than two parts the largest two are seen."""
    if len(looks) > 2:
        largest = sorted(looks, reverse=True)[:2]
        looks = [one for one in looks if one in largest][:2]
        looks[1] = (8 - looks[0][0], looks[1][1])
    if len(looks) == 1:
        return whole(looks[0][1], key)
    (inner, near), (_outer, far) = looks
    if not is_mirrored:
        behind = f" {back(key, far)}" if far else ""
        return Run(_EIGHTHS[inner], fore(key, near) + behind)
    if far:
        return Run(_EIGHTHS[8 - inner], f"{fore(key, far)} {back(key, near)}")
    if inner in _FROM_THE_RIGHT:
        return Run(_FROM_THE_RIGHT[inner], fore(key, near))
    return Run(_EIGHTHS[8 - inner], f"{fore(key, near)} reverse")


def whole(look: str, key: str) -> Run:
    """Return a cell of one part; nothing for ""."""
    if not look:
        return Run(" ")
    return Run(_LETTERS[look], f"{fore(key, look)} {back(key, look)}")


def _joined(cells: Sequence[Run]) -> Line:
    runs: list[Run] = []
    for text, style in cells:
        if runs and runs[-1].style == style:
            runs[-1] = Run(runs[-1].text + text, style)
        else:
            runs.append(Run(text, style))
    return tuple(runs)
