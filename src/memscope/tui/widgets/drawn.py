"""The bridge from styled lines to Textual: strips, and a pane of lines.

All our panes draw through here, so no text of a process ever passes Textual's
markup: `[heap]` stays `[heap]`.
"""

from collections.abc import Iterable
from itertools import starmap, zip_longest

from rich.segment import Segment
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from memscope.render.glyphs import in_ascii, without_colour
from memscope.render.runs import EMPTY, Line, Run, fit_line
from memscope.tui.colours import style_of
from memscope.tui.plain import NO_COLOUR, is_ascii
from memscope.tui.widgets.heights import set_lines
from memscope.tui.widgets.titled import Titled
from memscope.units import cell_width


def to_strip(line: Iterable[tuple[str, str]], theme: str) -> Strip:
    """Turn a line into what Textual draws; every line of ours passes here."""
    if theme == NO_COLOUR:
        line = without_colour(tuple(starmap(Run, line)))
    if is_ascii():
        line = in_ascii(tuple(starmap(Run, line)))
    segments = [Segment(text, style_of(style, theme)) for text, style in line]
    return Strip(segments, sum(cell_width(text) for text, _style in line))


class DrawnLines(ScrollView, Titled, can_focus=False):
    """A pane of lines that are made anew whenever it is drawn at another width.

    Subclasses say what to draw in `lines`; `redraw` asks for it again.
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._drawn: tuple[int, list[Line]] | None = None

    def lines(self, width: int) -> list[Line]:
        """Return the lines for a width in cells."""
        raise NotImplementedError

    def tell_rest(self, below: int) -> None:
        """Hear how many lines are out of sight below; a pane may say so."""

    def redraw(self) -> None:
        """Draw again: what is shown has changed."""
        self._drawn = None
        self._fit_height()
        self._count_rest()
        self.refresh()

    def redraw_what_differs(self) -> None:
        """Draw again, and paint only the lines that are not what they were."""
        old, width = self._drawn, self.scrollable_content_region.width
        self._drawn = None
        if not width:  # nobody sees it; when somebody does, it is resized
            return
        if old is None or old[0] != width:
            self.redraw()
            return
        new = self._lines_at(width)
        if len(new) != len(old[1]):
            self._fit_height()
            self._count_rest()
        top = self.scroll_offset.y
        for at, (one, other) in enumerate(zip_longest(old[1], new)):
            if one != other:
                self.refresh(Region(0, at - top, width, 1))

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Less is out of sight now, or more."""
        super().watch_scroll_y(old_value, new_value)
        self._count_rest()

    def _count_rest(self) -> None:
        seen = self.scroll_offset.y + self.scrollable_content_region.height
        self.tell_rest(self.virtual_size.height - seen)

    def on_resize(self) -> None:
        """Lines depend on the width."""
        self.redraw()

    def watch_show_vertical_scrollbar(self) -> None:
        """So they do on the room that the scroll bar takes, or gives back."""
        self.redraw()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Ask for as many lines as there are, where the style sheet says auto."""
        return len(self._lines_at(width))

    def _fit_height(self) -> None:
        width = self.scrollable_content_region.width
        height = len(self._lines_at(width)) if width else 0
        is_other = height != self.virtual_size.height
        set_lines(self, height)
        if is_other and self.styles.height is not None and self.styles.height.is_auto:
            self.refresh(layout=True)

    def _lines_at(self, width: int) -> list[Line]:
        if self._drawn is None or self._drawn[0] != width:
            self._drawn = (width, self.lines(width) if width > 0 else [])
        return self._drawn[1]

    def render_line(self, y: int) -> Strip:
        """Draw one line of the pane."""
        width = self.scrollable_content_region.width
        lines, at = self._lines_at(width), y + self.scroll_offset.y
        line = lines[at] if at < len(lines) else EMPTY
        return to_strip(fit_line(line, width), self.app.theme)
