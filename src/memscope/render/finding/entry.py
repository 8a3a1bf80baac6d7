"""Text that is being typed, with its cursor, in a window of some cells."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from memscope.render.runs import Line, Run
from memscope.units import cell_width, safe

_CURSOR = "pointer"
_AHEAD = 4
"""Cells that are seen beyond the cursor where there is more text."""


class Tint(NamedTuple):
    """A part of the text that is drawn in another style.

    Attributes:
        start: First character.
        end: The one after the last.
        style: See `render/runs.py`.
    """

    start: int
    end: int
    style: str


def entry(
    text: str, cursor: int | None, width: int, spans: Sequence[Tint] = ()
) -> Line:
    """Return exactly `width` cells of a text, scrolled so that the cursor is seen.

    Args:
        text: As typed; what a terminal would act upon is made visible.
        cursor: Character that the cursor is on; None: nobody types here.
        width: Cells.
        spans: Parts with a style of their own, in order.
    """
    cells = [safe(character) for character in text]
    first = _first(cells, cursor, width)
    return tuple(_runs(cells, first, cursor, width, spans))


def _first(cells: Sequence[str], cursor: int | None, width: int) -> int:
    """Return the first character that is drawn."""
    if cursor is None or sum(map(cell_width, cells)) < width:
        return 0
    room = max(width - 1 - (_AHEAD if width > 3 * _AHEAD else 0), 0)
    wide, first = 0, cursor
    while first > 0 and wide + cell_width(cells[first - 1]) <= room:
        first -= 1
        wide += cell_width(cells[first])
    return first


def _runs(
    cells: Sequence[str],
    first: int,
    cursor: int | None,
    width: int,
    spans: Sequence[Tint],
) -> Iterator[Run]:
    left = width
    for at in range(first, len(cells) + (cursor == len(cells))):
        shown = cells[at] if at < len(cells) else " "
        wide = cell_width(shown)
        if wide > left:
            break
        yield Run(shown, _CURSOR if at == cursor else _style_at(at, spans))
        left -= wide
    if left:
        yield Run(" " * left)


def _style_at(at: int, spans: Sequence[Tint]) -> str:
    return next((one.style for one in spans if one.start <= at < one.end), "")
