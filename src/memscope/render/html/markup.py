"""Elements of SVG as text: every name and value escaped, here and nowhere else."""

from html import escape

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


def _value(value: str | float) -> str:
    if isinstance(value, str):
        return escape(value)
    return f"{round(value, 2):g}"
