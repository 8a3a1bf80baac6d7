"""Break styled lines that are too long for a pane."""

import re
from collections.abc import Iterable, Iterator

from memscope.render.runs import Line, Run, width_of
from memscope.units import cell_width

_WORDS = re.compile(r"\s+|\S+")


def fold(lines: Iterable[Line], width: int) -> list[Line]:
    """Return the lines, those that are too long broken at blanks.

    What follows is indented as far as the first run reaches, which is the name of a
    fact, as long as that leaves half of the width.

    Args:
        lines: Of any length.
        width: Cells.
    """
    return [part for one in lines for part in _parts(one, max(width, 8))]


def _parts(line: Line, width: int) -> Iterator[Line]:
    if width_of(line) <= width:
        yield line
        return
    indent = cell_width(line[0].text) if len(line) > 1 else 2
    if indent > width // 2:
        indent = 2
    current: list[Run] = []
    used = 0
    for text, style in _pieces(line, width - indent):
        wide = cell_width(text)
        if used + wide > width:
            yield tuple(current)
            current, used = [Run(" " * indent)], indent
            if text.isspace():
                continue
        current.append(Run(text, style))
        used += wide
    yield tuple(current)


def _pieces(line: Line, most: int) -> Iterator[Run]:
    """Yield words and blanks; a word that fits in no line comes in parts."""
    for text, style in line:
        for word in _WORDS.findall(text):
            while cell_width(word) > most:
                head = _head(word, most)
                yield Run(head, style)
                word = word[len(head) :]
            yield Run(word, style)


def _head(word: str, most: int) -> str:
    used = 0
    for at, character in enumerate(word):
        used += cell_width(character)
        if used > most:
            return word[: max(at, 1)]
    return word
