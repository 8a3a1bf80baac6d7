"""What the terminal shows, cell by cell: only cells that differ are sent again.

Textual sends a widget's whole line where one cell of it is new. Most of what moves
here is a cell or two: the next column of a history, a number, the cursor's row.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import repeat

from rich.cells import split_graphemes
from rich.console import Console
from rich.control import Control
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.strip import Strip

Cell = tuple[str, Style | None]
"""What stands there; "" in the second half of a wide sign."""
_WORTH = 12
"""Equal cells that cost no more than going on behind them with the style again."""


class Patches(CompositorUpdate):
    """Parts of lines, each with its place.

    Attributes:
        parts: Column, line, and what is to stand from there on.
    """

    def __init__(self, parts: Sequence[tuple[int, int, Strip]]) -> None:
        self.parts = parts

    def render_segments(self, console: Console) -> str:
        """Return what is to be written to the terminal."""
        return "".join(
            f"{Control.move_to(x, y).segment.text}{strip.render(console)}"
            for x, y, strip in self.parts
        )


class SentCells:
    """Remembers what was sent; nothing is known of a line before."""

    def __init__(self) -> None:
        self._lines: dict[int, list[Cell]] = {}

    def forget(self) -> None:
        """The terminal may show anything now."""
        self._lines.clear()

    def note(self, update: LayoutUpdate) -> None:
        """Hear that all of it is sent."""
        left, top = update.region.offset
        self.forget()
        for y, strips in enumerate(update.strips, top):
            cells: list[Cell] = [("?", None)] * left
            for strip in strips:
                cells.extend(cells_of(strip))
            self._lines[y] = cells

    def differing(self, update: ChopsUpdate) -> Patches | None:
        """Return what of an update the terminal does not show yet; None: nothing.

        Beside what an update is about, it has the bare ground instead of widgets.
        """
        parts: list[tuple[int, int, Strip]] = []
        for y, left, right in update.spans:
            for x, strip in update.chops[y].items():
                if strip is not None and x < right and x + strip.cell_length > left:
                    parts.extend((x + a, y, strip.crop(a, b))
                                 for a, b in self._send(x, y, strip))  # fmt: skip
        return Patches(parts) if parts else None

    def _send(self, x: int, y: int, strip: Strip) -> Sequence[tuple[int, int]]:
        """Note that a part of a line is sent; return the pieces that are new."""
        line, cells = self._lines.setdefault(y, []), cells_of(strip)
        if len(cells) != strip.cell_length:  # somebody counts otherwise: trust neither
            self._lines.pop(y)
            return [(0, strip.cell_length)]
        before = line[x : x + len(cells)]
        if before == cells:
            return ()
        if len(line) < x:
            line.extend(repeat(("?", None), x - len(line)))
        line[x : x + len(cells)] = cells
        if len(before) < len(cells):
            return [(0, len(cells))]
        return list(pieces(before, cells))


def cells_of(strip: Strip) -> list[Cell]:
    """Return the cells of a piece of a line."""
    cells: list[Cell] = []
    for text, style, _control in strip:
        signs = text if text.isascii() else _signs(text)
        cells.extend(zip(signs, repeat(style)))
    return cells


@lru_cache(4096)
def _signs(text: str) -> tuple[str, ...]:
    """Return what stands in each cell; what combines belongs to the sign before."""
    signs: list[str] = []
    for begin, end, width in split_graphemes(text)[0]:
        if width:
            signs.extend((text[begin:end], *repeat("", width - 1)))
        elif signs:
            signs[-1] += text[begin:end]
    return tuple(signs)


def pieces(old: Sequence[Cell], new: Sequence[Cell]) -> Iterator[tuple[int, int]]:
    """Yield first and end of the pieces to send; no wide sign is cut in two."""
    begin, end = -1, -1
    for at, (one, other) in enumerate(zip(old, new, strict=True)):
        if one == other:
            continue
        if begin >= 0 and at - end > _WORTH:
            yield _whole(new, begin, end)
            begin = -1
        begin, end = at if begin < 0 else begin, at + 1
    if begin >= 0:
        yield _whole(new, begin, end)


def _whole(cells: Sequence[Cell], begin: int, end: int) -> tuple[int, int]:
    while begin and not cells[begin][0]:
        begin -= 1
    while end < len(cells) and not cells[end][0]:
        end += 1
    return begin, end
