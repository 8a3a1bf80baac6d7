"""Elements of SVG as text: every name and value escaped, here and nowhere else."""

from html import escape

from memscope.render.inks import LIGHT

Attribute = str | float | None


def element(name: str, /, *content: str, **attributes: Attribute) -> str:
    """Return an element around content that is markup already.

    Args:
        name: Of the element.
        content: Markup, such as other elements or what `text_of` returned.
        attributes: `_` stands for `-`, a trailing one avoids a Python keyword; None
            leaves the attribute out.
    """
    shown = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    inside = "".join(content)
    return f"<{name}{shown}>{inside}</{name}>" if inside else f"<{name}{shown}/>"


def text_of(text: str) -> str:
    """Return text as markup; it must be safe for a terminal, see `units.safe`."""
    return escape(text)


def drawn_text(
    x: float,
    y: float,
    text: str,
    *,
    ink: str = "text",
    fill: str | None = None,
    size: float = 12.5,
    bold: bool = False,
    anchor: str | None = None,
    font_family: str | None = None,
) -> str:
    """Return a text at a place.

    Args:
        x: Where it is anchored.
        y: Its base line.
        text: Safe for a terminal, see `units.safe`.
        ink: `text` or `muted`: the page's own, which follows its theme.
        fill: Just this colour instead.
        size: Of the font, in the picture's own unit.
        bold: Whether it is.
        anchor: `start`, `middle` or `end`; None: it starts there.
        font_family: None: the picture's.
    """
    return element(
        "text",
        text_of(text),
        x=x,
        y=y,
        fill=fill or (LIGHT.muted if ink == "muted" else LIGHT.text),
        class_=None if fill else ink,
        font_size=size,
        font_weight="bold" if bold else None,
        text_anchor=anchor,
        font_family=font_family,
    )


def _value(value: str | float) -> str:
    if isinstance(value, str):
        return escape(value)
    return f"{round(value, 2):g}"
