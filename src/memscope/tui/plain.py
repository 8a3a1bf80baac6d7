"""Terminals and readers that want less: ASCII alone, or no colours.

What a widget of ours draws is told by `render/glyphs.py` on its way to a strip; what
Textual itself draws, such as frames and scroll bars, passes the filters here.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

from memscope.render.glyphs import ascii_text

NO_COLOUR = "memscope-without-colour"
"""The theme of those who want none."""
PROBE = "▲"
"""A sign of ambiguous width, to be measured by the terminal."""

_is_ascii = False


def draw_in_ascii(wanted: bool) -> None:
    """Draw with ASCII alone from now on, or no longer; there is one terminal."""
    global _is_ascii
    _is_ascii = wanted


def is_ascii() -> bool:
    """Tell whether everything is drawn with ASCII alone."""
    return _is_ascii


def wants_ascii(glyphs: str, environment: Mapping[str, str]) -> bool:
    """Decide by setting, locale and terminal.

    Args:
        glyphs: The setting: auto, unicode or ascii.
        environment: Of the process. Where it names no locale at all, as in many
            containers, the terminal outside can show more than that says.
    """
    if glyphs != "auto":
        return glyphs == "ascii"
    if environment.get("TEXTUAL_DRIVER", "").endswith(":WebDriver"):
        return False
    if environment.get("TERM", "") in {"linux", "vt100", "vt102", "vt220", "ansi"}:
        return True
    return _is_plain_locale(environment)


def _is_plain_locale(environment: Mapping[str, str]) -> bool:
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        # Python itself sets LC_CTYPE where LANG is C (PEP 538).
        is_pythons = name == "LC_CTYPE" and environment.get("LANG") in {"C", "POSIX"}
        if (value := environment.get(name)) and not is_pythons:
            return not re.search(r"\.utf-?8", value, re.IGNORECASE)
    return False


class AsciiFilter(LineFilter):
    """Replaces every sign that is not ASCII."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments of a line."""
        return [
            one if one.control else Segment(ascii_text(one.text), one.style)
            for one in segments
        ]


class ColourlessFilter(LineFilter):
    """Takes all colours away; what is bold, or reversed, stays."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments of a line."""
        return [
            Segment(one.text, one.style and one.style.without_color, one.control)
            for one in segments
        ]


@lru_cache(maxsize=4096)
def colourless(names: str) -> Style:
    """Return bold, reverse and underline for a list of style names."""
    bold = reverse = False
    for name in names.split():
        role, dot, _key = name.partition(".")
        if role in _BOLD:
            bold = True
        if role in _REVERSED or (dot and role == "spine"):
            reverse = not reverse
    is_underlined = "misread" in names.split() or None
    return Style(bold=bold, reverse=reverse, underline=is_underlined)


_BOLD = {"strong", "title", "key", "changed", "tag", "bad", "warn", "fresh", "resting"}
_REVERSED = {"cursor", "pointer", "tag", "header", "fresh", "reverse", "alert"}
