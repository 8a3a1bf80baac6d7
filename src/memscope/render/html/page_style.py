"""Colours of a page, as rules of CSS made from the palette and the inks."""

from memscope.model.kinds import Segment
from memscope.render.inks import DARK, LIGHT, Inks
from memscope.render.palette import KIND_LOOKS, colour_of, ink_on

_INKS = (
    *("ground", "paper", "text", "muted", "faint", "accent"),
    *("good", "warn", "bad", "cursor", "resting"),
)


def colour_rules() -> str:
    """Return variables for light and dark, and a class for each kind's colour."""
    dark = _variables(DARK)
    keys = [*(kind.value for kind in KIND_LOOKS), "library"]
    keys += [f"segment-{segment.value}" for segment in Segment]
    kinds = "\n".join(
        f".k-{key}{{--k:{colour_of(key)};--on:{ink_on(colour_of(key))}}}"
        for key in keys
    )
    return (
        f":root{{{_variables(LIGHT)}}}\n"
        f"@media screen and (prefers-color-scheme:dark)"
        f"{{:root:not([data-theme=light]){{{dark}}}}}\n"
        f"@media screen{{:root[data-theme=dark]{{{dark}}}}}\n"
        f"{kinds}\n"
    )


def _variables(inks: Inks) -> str:
    scheme = "dark" if inks.is_dark else "light"
    named = ";".join(f"--{name}:{getattr(inks, name)}" for name in _INKS)
    return f"color-scheme:{scheme};{named}"
