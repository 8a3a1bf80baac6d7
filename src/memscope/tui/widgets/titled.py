"""A title in the border: it stands free of the line, and that alone is painted anew."""

from typing import Self

from textual.content import Content
from textual.geometry import Region
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


class Titled(Widget):
    """A widget whose title may change often: Textual would paint all of it each time.

    `set_title` is the only way to give it one. Named after `ScrollView` where both are
    bases: Textual takes styles from the first one alone.
    """

    entitled: str = ""
    """What stands there."""
    is_entitling: bool = False

    def set_title(self, title: str) -> None:
        """Put a text into the border; brackets in it are just brackets."""
        if title != self.entitled:
            self.entitled = title
            self._entitle_anew()

    def on_resize(self) -> None:
        """Where the style sheet gives it another border, a title stands otherwise."""
        shown = str(self.border_title or "")
        if shown != str(titled(self, self.entitled)):
            self._entitle_anew()

    def _entitle_anew(self) -> None:
        self.is_entitling = True
        try:
            title = self.entitled
            self.border_title = titled(self, title) if title else None
        finally:
            self.is_entitling = False

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Paint again: for a title, the line of the border alone."""
        if self.is_entitling and not regions and not layout:
            left, top = self.content_offset
            regions = (Region(-left, -top, self.outer_size.width, 1),)
        return super().refresh(
            *regions, repaint=repaint, layout=layout, recompose=recompose
        )
