"""Style names to colours, and the themes they come from."""

from functools import lru_cache

from rich.color import Color
from rich.style import Style
from textual.theme import Theme

from memscope.model.kinds import Segment
from memscope.render.inks import DARK, LIGHT, Inks
from memscope.render.pages.styles import PAGE_STYLES
from memscope.render.palette import KIND_STYLES, LIBRARY_COLOUR, SEGMENT_STYLES

_BASE = {kind.value: look.colour for kind, look in KIND_STYLES.items()}
_BASE["library"] = LIBRARY_COLOUR
_BASE |= {f"segment-{one.value}": SEGMENT_STYLES[one].colour for one in Segment}
_BASE |= {f"page-{state.value}": look.colour for state, look in PAGE_STYLES.items()}


_SHADE = 0.45
"""Of the colour: half tone."""
_TIP = 0.7
"""Towards the text: lightest on dark ground."""


@lru_cache(maxsize=4096)
def style_of(names: str, theme: str) -> Style:
    """Return the style for a blank-separated list of names; later ones win."""
    inks = INKS[theme]
    style = Style(color=inks.text, bgcolor=inks.paper)
    for name in names.split():
        style += _one(name, inks)
    return style


def _one(name: str, inks: Inks) -> Style:
    role, dot, key = name.partition(".")
    if dot:
        return _of_key(role, _BASE[key], inks)
    return _plain(name, inks)


def _plain(name: str, inks: Inks) -> Style:
    match name:
        case "strong":
            return Style(bold=True)
        case "title":
            return Style(bold=True, color=inks.accent)
        case "tag":
            return Style(bold=True, color=inks.paper, bgcolor=inks.muted)
        case "alert":
            return Style(bold=True, color=inks.paper, bgcolor=inks.warn)
        case "reverse":
            return Style(reverse=True)
        case "changed":
            return Style(bold=True, color=inks.text)
        case "cursor":
            return Style(bgcolor=inks.cursor)
        case "resting":
            return Style(bgcolor=inks.resting)
        case "pointer":
            return Style(bold=True, color=inks.paper, bgcolor=inks.text)
        case "fresh":
            return Style(bold=True, reverse=True)
        case "ground":
            return Style(bgcolor=inks.ground)
        case "header":
            return Style(color="#ffffff", bgcolor="#0072B2")
        case "key":
            return Style(bold=True, color=inks.accent)
        case _:
            return Style(color=getattr(inks, name))


def _of_key(role: str, colour: str, inks: Inks) -> Style:
    """Colours of a kind, as `render/runs.py` lists them."""
    match role:
        case "spine":
            return Style(color=_on(colour), bgcolor=colour, bold=True)
        case "shade":
            return Style(bgcolor=blend(inks.paper, colour, _SHADE))
        case "tip":
            return Style(bgcolor=blend(colour, inks.text, _TIP))
        case "fill":
            return Style(color=colour)
        case "dim":
            return Style(color=blend(inks.paper, colour, _SHADE))
        case "glow":
            return Style(color=blend(colour, inks.text, _TIP))
        case "bar":
            return Style(color=colour, bgcolor=blend(inks.paper, colour, 0.22))
        case "track":
            return Style(bgcolor=blend(inks.paper, colour, 0.22))
        case "band":
            return Style(bgcolor=blend(inks.paper, colour, 0.08))
        case _:
            dark = colour if inks.is_dark else blend(colour, "#000000", 0.35)
            return Style(color=blend(dark, inks.text, 0.1))


def blend(under: str, over: str, share: float) -> str:
    """Mix two `#rrggbb` colours; `share` of the second, 0 to 1."""
    one, two = Color.parse(under).triplet, Color.parse(over).triplet
    assert one is not None
    assert two is not None
    mixed = (round(a + (b - a) * share) for a, b in zip(one, two, strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)


def _on(colour: str) -> str:
    """Return black or white, whichever is read better on a colour."""
    triplet = Color.parse(colour).triplet
    assert triplet is not None
    red, green, blue = triplet
    return "#000000" if 299 * red + 587 * green + 114 * blue > 110_000 else "#ffffff"


DARK_NAME = "memscope-dark"
LIGHT_NAME = "memscope-light"
INKS = {DARK_NAME: DARK, LIGHT_NAME: LIGHT}


def theme_name(setting: str) -> str:
    """Return what Textual calls the theme of a setting."""
    return f"memscope-{setting}" if f"memscope-{setting}" in INKS else DARK_NAME


def themes() -> tuple[Theme, Theme]:
    """Return both, for Textual; the dark one first."""
    return (
        _theme(DARK_NAME, DARK, line="#2a3240"),
        _theme(LIGHT_NAME, LIGHT, line="#c3c9d0"),
    )


def _theme(name: str, inks: Inks, *, line: str) -> Theme:
    return Theme(
        name=name,
        primary="#0072B2",
        secondary=inks.muted,
        accent=inks.accent,
        success=inks.good,
        warning=inks.warn,
        error=inks.bad,
        foreground=inks.text,
        background=inks.ground,
        surface=inks.paper,
        panel=line,
        dark=inks.is_dark,
        variables={
            "line": line,
            "muted": inks.muted,
            "footer-background": inks.ground,
            "input-selection-background": f"{inks.accent} 35%",
            "block-cursor-background": inks.cursor,
            "block-cursor-foreground": inks.text,
        },
    )
