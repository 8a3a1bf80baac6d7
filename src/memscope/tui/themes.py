"""The two themes, dark and light, and the colours that only our drawing uses."""

from textual.theme import Theme

from memscope.render.palette import DARK, LIGHT, Inks

DARK_NAME = "memscope-dark"
LIGHT_NAME = "memscope-light"
INKS = {DARK_NAME: DARK, LIGHT_NAME: LIGHT}


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
