"""Styled lines as text with colours for a terminal.

Colours that carry a meaning are backgrounds with a letter on them, so that they can
be read on light and on dark terminals alike; all else is bold or faint.
"""

from collections.abc import Iterable

from memscope.model.page import PageState
from memscope.render.pages.styles import PAGE_STYLES
from memscope.render.palette import colour_of
from memscope.render.runs import Line, Run

_RESET = "\x1b[0m"
_CODES = {
    "strong": "1",
    "title": "1;4",
    "muted": "2",
    "faint": "2",
    "good": "32",
    "warn": "33",
    "bad": "31",
}


def ansi_text(lines: Iterable[Line], *, true_colour: bool) -> str:
    """Return the lines with escape sequences, ending in a line break.

    Args:
        lines: Their texts must be safe.
        true_colour: The terminal knows 24-bit colours; else 256 are used.
    """
    return "".join(
        "".join(_painted(run, true_colour) for run in one) + "\n" for one in lines
    )


def _painted(run: Run, true_colour: bool) -> str:
    codes = [code for name in run.style.split() if (code := _code(name, true_colour))]
    if not codes or not run.text:
        return run.text
    return f"\x1b[{';'.join(codes)}m{run.text}{_RESET}"


def _code(style: str, true_colour: bool) -> str:
    family, _, key = style.partition(".")
    if family in {"spine", "ink"} and (colour := _colour_of(key)):
        return _background(colour, true_colour)
    return _CODES.get(style, "")


def _colour_of(key: str) -> str | None:
    if key.startswith("page-"):
        return PAGE_STYLES[PageState(key.removeprefix("page-"))].colour
    return colour_of(key)


def _background(colour: str, true_colour: bool) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    is_bright = 3 * red + 6 * green + blue > 1250
    ink = "30" if is_bright else "97"
    if true_colour:
        return f"{ink};48;2;{red};{green};{blue}"
    cube = 16 + 36 * round(red / 51) + 6 * round(green / 51) + round(blue / 51)
    return f"{ink};48;5;{cube}"
