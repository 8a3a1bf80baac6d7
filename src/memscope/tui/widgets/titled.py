"""A title in the border, of which no more is painted again than its own line."""

from typing import Self

from textual.content import Content
from textual.geometry import Region
from textual.widget import Widget


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
            self.entitled, self.is_entitling = title, True
            try:
                self.border_title = Content(title) if title else None
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
