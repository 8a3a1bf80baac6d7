"""Styled lines: made, folded and fitted to a width.

A style is a blank-separated list of names, as in HTML's `class`. The TUI turns the
names into colours, HTML and SVG into classes, plain text drops them. The names:

* `strong`, `muted`, `faint`, `misread`, `accent`, `good`, `warn`, `bad`, `title`
* `cursor`, `resting`, `ground`: what a whole row lies on
* the colours of K, which is a kind, `library`, `segment-S` or `page-P`: `ink.K` for
  words; as background `spine.K` (full, with its letter), `shade.K` (half), `tip.K`
  (light: new), `track.K` (a ghost: mapped, never touched), `band.K` (a hint); for
  block characters `fill.K` (full), `dim.K` (half), `glow.K` (light), `bar.K` (full,
  on its track); `reverse` changes text and background, such as for a block that
  begins within its cell
* `fore.K.L`, `back.K.L` for block characters and backgrounds in steps of a colour: L
  is 0 (mapped, never touched) to 4, `new` (`new1` to `new4`: the newer the lighter),
  or `u` (unknown).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from memscope.units import cell_width, fit, shorten


class Run(NamedTuple):
    """Text in one style.

    Attributes:
        text: Safe for a terminal; no line break.
        style: Names separated by blanks; "" is ordinary text.
    """

    text: str
    style: str = ""


Line = tuple[Run, ...]
EMPTY: Line = ()


def line(*parts: Run | str) -> Line:
    """Build a line; a plain string is a run in ordinary style."""
    return tuple(Run(part) if isinstance(part, str) else part for part in parts)


def plain(runs: Iterable[Run]) -> str:
    """Return the text alone."""
    return "".join(run.text for run in runs)


def width_of(runs: Iterable[Run]) -> int:
    """Return the width in terminal cells."""
    return sum(cell_width(run.text) for run in runs)


def cell(text: str, width: int, style: str = "", align: str = "<") -> Run:
    """Return a run of exactly `width` cells."""
    return Run(fit(text, width, align), style)


def fit_line(runs: Sequence[Run], width: int, style: str = "") -> Line:
    """Cut or pad a line to exactly `width` cells; `style` colours the padding."""
    left, kept = width, []
    for run in runs:
        have = cell_width(run.text)
        if have > left:
            text = shorten(run.text, left)
            kept.append(Run(text, run.style))
            left -= cell_width(text)
            break
        kept.append(run)
        left -= have
    if left > 0:
        kept.append(Run(" " * left, style))
    return tuple(kept)


def cells_that_differ(one: Line, other: Line) -> tuple[int, int]:
    """Return first cell and end of what is different in two lines of one width."""
    same, begin = 0, 0
    most = min(len(one), len(other))
    while same < most and one[same] == other[same]:
        begin += cell_width(one[same].text)
        same += 1
    width, end = width_of(other), 0
    if width_of(one) != width:
        return 0, width
    begin += _same_at_start(one[same : same + 1], other[same : same + 1])
    while most > same and one[-1 - end] == other[-1 - end]:
        width -= cell_width(one[-1 - end].text)
        end, most = end + 1, most - 1
    return min(begin, width), width


def _same_at_start(one: Line, other: Line) -> int:
    """Return the cells that two runs of one style have in common at their start."""
    if not one or not other or one[0].style != other[0].style:
        return 0
    pairs = zip(one[0].text, other[0].text, strict=False)
    common = takewhile(lambda pair: pair[0] == pair[1], pairs)
    return cell_width("".join(first for first, _second in common))


def over(runs: Iterable[Run], style: str) -> Line:
    """Add a style to every run; it wins over what the runs have."""
    return tuple(Run(text, f"{own} {style}".lstrip()) for text, own in runs)


def wrap(text: str, width: int) -> list[str]:
    """Break a text into lines of at most `width` cells.

    Breaks at blanks; a word that is too long breaks anywhere, and so does text in a
    script without blanks, but not the foreign words in it.
    """
    lines, current = [], ""
    for word in text.split():
        candidate = f"{current} {word}" if current else word
        if cell_width(candidate) <= width:
            current = candidate
            continue
        # A long unbroken word (Japanese, a path) fills up the line it is on.
        if cell_width(word) > width or not word.isascii():
            *full, current = _break_anywhere(candidate, width)
            lines.extend(full)
            continue
        if current:
            lines.append(current)
        current = word
    return [*lines, current] if current else lines


_NEVER_FIRST = (
    "、。，．）」』】〉》］｝・：；！？,.;:)!?…％"
    "ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ々"
)
"""Closing marks, long vowels and small kana stay with what is before them."""
_NEVER_LAST = "（「『【〈《［｛"
"""Opening marks stay with what they open."""


_PIECES = re.compile(r"[!-~µ]+|.", re.DOTALL)


def _break_anywhere(text: str, width: int) -> list[str]:
    """Break at any character where Japanese may be broken.

    Numbers and Latin words within a text without blanks stay in one piece.
    """
    lines: list[str] = []
    current: list[str] = []
    width = max(width, 2)
    for piece in _pieces(text, width):
        while current and cell_width("".join((*current, piece))) > width:
            at = _last_break((*current, piece))
            lines.append("".join(current[:at]).rstrip())
            current = current[at:]
            if current[:1] == [" "]:
                current = current[1:]
        if current or piece != " " or not lines:
            current.append(piece)
    return [*lines, "".join(current)]


def _last_break(pieces: Sequence[str]) -> int:
    """Return before which piece to break; before the last where no place is good."""
    for at in range(len(pieces) - 1, 0, -1):
        if pieces[at][0] not in _NEVER_FIRST and pieces[at - 1][-1] not in _NEVER_LAST:
            return at
    return len(pieces) - 1


def _pieces(text: str, width: int) -> Iterator[str]:
    """Yield words of ASCII that fit in a line; every other character by itself."""
    for piece in _PIECES.findall(text):
        is_word = len(piece) <= width and piece[0] not in _NEVER_FIRST
        yield from (piece,) if is_word else piece


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
    for text, style in _words(line, width - indent):
        wide = cell_width(text)
        if used + wide > width:
            yield tuple(current)
            current, used = [Run(" " * indent)], indent
            if text.isspace():
                continue
        current.append(Run(text, style))
        used += wide
    yield tuple(current)


def _words(line: Line, most: int) -> Iterator[Run]:
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
