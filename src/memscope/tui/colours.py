"""Style names to colours, and the themes they come from.

Every pair of colours that a style can give is far enough apart: what would not be is
moved towards black or white as far as it must. So a row may be selected, whatever is
in it. What only hints (a track, a band, what was never touched) is left as faint as
it is meant: a number beside it says the same.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from rich.style import Style
from textual.theme import Theme

from memscope.model.kinds import Kind, Segment
from memscope.render.contrast import blend, ink_for, readable
from memscope.render.inks import DARK, Inks
from memscope.render.pages.styles import PAGE_STYLES
from memscope.render.palette import (
    KIND_STYLES,
    LIBRARY_COLOUR,
    PROCESS_COLOURS,
    SEGMENT_STYLES,
)
from memscope.render.schemes import SCHEMES, Scheme
from memscope.tui.plain import NO_COLOUR, colourless

_BASE = {kind.value: look.colour for kind, look in KIND_STYLES.items()}
_BASE["library"] = LIBRARY_COLOUR
_BASE |= {f"process-{n}": colour for n, colour in enumerate(PROCESS_COLOURS)}
_BASE |= {f"page-{state.value}": look.colour for state, look in PAGE_STYLES.items()}
_LIKE = {
    one.value: next(
        kind.value
        for kind in Kind
        if KIND_STYLES[kind].colour == SEGMENT_STYLES[one].colour
    )
    for one in Segment
}
"""Whose colour a segment wears."""

MARK = 3.0
"""Contrast of what carries meaning without being text (WCAG 2.2, 1.4.11)."""
_HALF, _TRACK, _BAND, _TIP = 0.45, 0.22, 0.08, 0.68
_TIPS = {"new": _TIP, "new1": 0.71, "new2": 0.75, "new3": 0.79, "new4": 0.84}
"""How much lighter than its colour what is new is: it fades to the first of them."""
LEVELS = {"0": 0.2, "1": 0.42, "2": 0.6, "3": 0.8, "4": 1.0, "u": 0.3}
"""How much of its colour something has: 0 is mapped and never touched, u unknown."""


@dataclass(slots=True)
class _Mix:
    """A style in the making.

    Attributes:
        text: Colour of the text.
        ground: Background, other than the row's; "": none.
        row: Background of the row, such as that of the selected one.
        least: Contrast that the text has to have; 0: it only hints.
        ground_least: Likewise of a background against the row's.
        is_area: The text is a block that borders on the ground: each of the two is an
            area of its own, which has to stand out from the row.
    """

    text: str
    row: str
    least: float
    ground: str = ""
    ground_least: float = 0.0
    is_area: bool = False
    bold: bool = False
    reverse: bool = False
    underline: bool = False


@lru_cache(maxsize=8192)
def style_of(names: str, theme: str) -> Style:
    """Return the style for a blank-separated list of names; later ones win.

    Raises:
        AttributeError: One of them is no style.
        KeyError: One of them is the colour of nothing.
    """
    if theme == NO_COLOUR:
        return colourless(names)
    scheme = _SCHEMES[theme]
    inks = scheme.inks
    look = _Mix(inks.text, inks.paper, inks.contrast)
    for name in names.split():
        role, dot, key = name.partition(".")
        if dot:
            _paint(look, role, key, scheme)
        else:
            _ink(look, name, inks)
    ground = look.row
    if look.ground:
        ground = readable(look.ground, look.row, look.ground_least)
    # A character of the colour of what is behind it says something without colours.
    is_flat = look.ground and look.text == look.ground
    under = look.row if look.is_area else ground
    text = ground if is_flat else readable(look.text, under, look.least)
    return Style(
        color=text,
        bgcolor=ground,
        bold=look.bold or None,
        reverse=look.reverse or None,
        underline=look.underline or None,
        # So that a cell can be asked what it means; see `tui/explain.py`.
        meta={"names": names},
    )


def _ink(look: _Mix, name: str, inks: Inks) -> None:
    match name:
        case "strong":
            look.bold = True
        case "title" | "key":
            look.bold = True
            _write(look, inks.accent, inks)
        case "changed":
            look.bold = True
            _write(look, inks.text, inks)
        case "cursor" | "resting" | "ground":
            look.row = getattr(inks, name)
        case "tag":
            _fill(look, inks.muted, inks.paper, inks)
        case "alert":
            _fill(look, inks.warn, inks.paper, inks)
        case "pointer":
            _fill(look, inks.text, inks.paper, inks)
        case "header":
            look.row, look.text, look.least = inks.banner, "#ffffff", inks.contrast
        case "fresh":
            look.bold = look.reverse = True
        case "misread":
            look.underline = True
            _write(look, inks.bad, inks)
        case "reverse":
            look.reverse = True
        case "faint":
            look.text, look.least = inks.faint, MARK
        case _:
            _write(look, getattr(inks, name), inks)


def _write(look: _Mix, colour: str, inks: Inks) -> None:
    look.text, look.least, look.is_area = colour, inks.contrast, False


def _fill(look: _Mix, ground: str, text: str, inks: Inks) -> None:
    """Put a plate behind the text, which is bold then."""
    look.ground, look.ground_least, look.bold = ground, MARK, True
    _write(look, text, inks)


def _paint(look: _Mix, role: str, key: str, scheme: Scheme) -> None:
    """Colours of a kind, as `render/runs.py` lists them."""
    key, dot, level = key.partition(".")
    colour, inks = colour_in(scheme, key), scheme.inks
    if dot:
        _at_level(look, role, _tone(colour, level, inks), level)
        return
    match role:
        case "spine":
            look.ground, look.ground_least, look.bold = colour, MARK, True
            look.text, look.least = ink_for(colour), inks.contrast
        case "bar":
            look.ground, look.ground_least = blend(inks.paper, colour, _TRACK), 0.0
            look.text, look.least = colour, MARK
        case "ink":
            _write(look, blend(_on_paper(colour, inks), inks.text, 0.1), inks)
        case "fill" | "dim" | "glow":
            look.text = _tone(colour, {"fill": "4", "glow": "new"}.get(role, ""), inks)
            look.least = 0.0 if role == "dim" else MARK
        case _:
            look.ground, look.ground_least = _GROUNDS[role](colour, inks)


_GROUNDS: dict[str, Callable[[str, Inks], tuple[str, float]]] = {
    "tip": lambda colour, inks: (_tone(colour, "new", inks), MARK),
    "shade": lambda colour, inks: (blend(inks.paper, colour, _HALF), 0.0),
    "track": lambda colour, inks: (blend(inks.paper, colour, _TRACK), 0.0),
    "band": lambda colour, inks: (blend(inks.paper, colour, _BAND), 0.0),
}


def _tone(colour: str, level: str, inks: Inks) -> str:
    """Return a colour as strong as a level says; `new` is lighter, "" half."""
    if level in _TIPS:
        return blend(colour, "#ffffff" if inks.is_dark else "#000000", _TIPS[level])
    return blend(inks.paper, colour, LEVELS[level] if level else _HALF)


def _at_level(look: _Mix, role: str, tone: str, level: str) -> None:
    """Set the text (fore) or what is behind it (back) to a step of a colour."""
    least = MARK if level == "4" or level in _TIPS else 0.0
    if role == "fore":
        look.text, look.least, look.is_area = tone, least, True
    else:
        look.ground, look.ground_least = tone, least


def _on_paper(colour: str, inks: Inks) -> str:
    return colour if inks.is_dark else blend(colour, "#000000", 0.35)


def colour_in(scheme: Scheme, key: str) -> str:
    """Return the colour of a kind, `library`, `segment-S` or `page-P` in a theme.

    Raises:
        KeyError: There is no such thing.
    """
    key = _LIKE.get(key.removeprefix("segment-"), key) if "segment-" in key else key
    return scheme.colours.get(key) or _BASE[key]


def theme_name(setting: str) -> str:
    """Return what Textual calls the theme of a setting."""
    return f"memscope-{setting}"


DARK_NAME = theme_name("dark")
LIGHT_NAME = theme_name("light")
_SCHEMES = {theme_name(name): scheme for name, scheme in SCHEMES.items()}


def themes() -> tuple[Theme, ...]:
    """Return all of them, for Textual; the dark one first, the colourless one last."""
    inks = {name: scheme.inks for name, scheme in _SCHEMES.items()} | {NO_COLOUR: DARK}
    return tuple(_theme(name, one) for name, one in inks.items())


def _theme(name: str, inks: Inks) -> Theme:
    return Theme(
        name=name,
        primary=inks.banner,
        secondary=inks.muted,
        accent=inks.accent,
        success=inks.good,
        warning=inks.warn,
        error=inks.bad,
        foreground=inks.text,
        background=inks.ground,
        surface=inks.paper,
        panel=inks.rule,
        dark=inks.is_dark,
        variables={
            "line": inks.rule,
            "muted": inks.muted,
            "footer-background": inks.ground,
            "input-selection-background": f"{inks.accent} 35%",
            "block-cursor-background": inks.cursor,
            "block-cursor-foreground": inks.text,
        },
    )
