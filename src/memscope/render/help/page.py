"""The page of `?`: what is meant, the letters on the screen, this pane's keys."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from memscope.i18n import _
from memscope.render.help.signs import letters, shades, signs_in
from memscope.render.runs import EMPTY, Line, Run, cell, line, wrap


@dataclass(frozen=True, slots=True)
class Topic:
    """What is under the cursor or the mouse.

    Attributes:
        title: What it is.
        sentences: What it means; three to eight with those of the legend are enough.
    """

    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OnScreen:
    """What is on the screen now.

    Attributes:
        names: Style names of all that is drawn.
        text: All its text.
    """

    names: frozenset[str] = frozenset()
    text: str = ""


_COLUMN = 12


def help_lines(
    topics: Sequence[Topic],
    seen: OnScreen,
    keys: Iterable[tuple[str, str]],
    width: int,
) -> list[Line]:
    """Return the page.

    Args:
        topics: What is meant, the nearest first.
        seen: What is on the screen.
        keys: Of this pane: as written, and what each does in the reader's language.
        width: Cells.
    """
    lines: list[Line] = []
    for topic in topics:
        lines.append(line(Run(topic.title, "strong")))
        for sentence in topic.sentences:
            lines += [line(one) for one in wrap(sentence, width)]
        lines.append(EMPTY)
    entries = [*letters(seen.names), *signs_in(seen.text)]
    if entries:
        lines.append(line(Run(_("on the screen now"), "title")))
        lines += _in_columns(entries, width)
        if said := " · ".join(shades(seen.names)):
            lines += [line(Run(one, "muted")) for one in wrap(said, width)]
        lines.append(EMPTY)
    lines.append(line(Run(_("keys here"), "title")))
    for key, meaning in keys:
        lines += _entry(Run(key, "key"), meaning, width)
    return lines


def _entry(sign: Run, meaning: str, width: int) -> list[Line]:
    first, *rest = wrap(meaning, max(10, width - _COLUMN)) or [""]
    return [
        line(cell(sign.text, _COLUMN, sign.style), first),
        *(line(" " * _COLUMN, more) for more in rest),
    ]


def _in_columns(entries: Sequence[tuple[Run, str]], width: int) -> list[Line]:
    """Put short entries two beside each other where both fit."""
    half = width // 2
    lines: list[Line] = []
    waiting: Line = EMPTY
    for sign, meaning in entries:
        wrapped = wrap(meaning, max(width - 5, 10))
        fits = len(wrapped) == 1 and len(wrap(meaning, half - 6)) == 1
        if fits:
            one = (sign, cell(f" {meaning}", half - 3))
            if waiting:
                lines.append((*waiting, *one))
                waiting = EMPTY
            else:
                waiting = one
            continue
        lines += [
            line(sign, f" {wrapped[0]}"),
            *(line(f"     {m}") for m in wrapped[1:]),
        ]
    return [*lines, waiting] if waiting else lines
