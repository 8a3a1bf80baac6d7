"""A title that stands free of the line it lies on, also where that has no corner."""

from textual.content import Content
from textual.widget import Widget

_NONE = ("", "none")


def titled(widget: Widget, title: str) -> Content:
    """Return the title for the widget's border; brackets in it are just brackets.

    Textual leaves a blank beside a corner only. A pane under a bare line has none, and
    the line would run into the first and the last word.
    """
    styles = widget.styles
    if not title or styles.border_top[0] in _NONE:
        return Content(title)
    left = " " if styles.border_left[0] in _NONE else ""
    right = " " if styles.border_right[0] in _NONE else ""
    return Content(f"{left}{title}{right}")
