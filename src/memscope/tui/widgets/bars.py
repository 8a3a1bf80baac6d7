"""The line at the top and the line at the bottom."""

from collections.abc import Callable, Iterable, Sequence

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from memscope.i18n import _
from memscope.render.runs import Line, Run, fit_line, width_of
from memscope.tui.colours import style_of
from memscope.tui.keys import KeyHelp
from memscope.tui.widgets.drawn import to_strip
from memscope.units import cell_width


class HeaderBar(Widget):
    """One line: what is on on the left, how it is on the right.

    Args:
        left: Gives the text on the left.
        right: Gives what fits into so many cells on the right, if it can.
    """

    def __init__(
        self, left: Callable[[], str], right: Callable[[int], Sequence[Run]]
    ) -> None:
        super().__init__(id="header")
        self._left, self._right = left, right

    def redraw(self) -> None:
        """Draw again."""
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw the line; a long left end leaves the right one half of it."""
        width = self.size.width
        name = (Run(" memscope ", "header strong"), Run(f" {self._left()}", "header"))
        right: Line = tuple(self._right(width - width_of(name) - 2))
        room = max(width - width_of(right), min(width_of(name) + 2, width // 2))
        left = (*fit_line(name, room - 1, "header"), Run(" ", "header"))
        return to_strip(fit_line((*left, *right), width, "header"), self.app.theme)


class KeyBar(Widget):
    """One line of keys; a click on one does what the key does."""

    def __init__(self, keys: Sequence[KeyHelp]) -> None:
        super().__init__(id="keys")
        self._keys = [key for key in keys if key.short]

    def redraw(self) -> None:
        """Draw again."""
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw the keys that fit, the important ones first."""
        theme, room = self.app.theme, self.size.width - 1
        ground = style_of("ground", theme)
        segments = [Segment(" ", ground)]
        for key in self._keys:
            text = _(key.short)
            need = cell_width(key.keys) + cell_width(text) + 3
            if need > room:
                break
            room -= need
            segments += _hint(key, text, theme)
        segments.append(Segment(" " * room, ground))
        return Strip(segments, self.size.width)


def _hint(key: KeyHelp, text: str, theme: str) -> Iterable[Segment]:
    click = Style.from_meta({"@click": key.action}) if key.action else Style()
    yield Segment(key.keys, style_of("ground key", theme) + click)
    yield Segment(f" {text}", style_of("ground muted", theme) + click)
    yield Segment("  ", style_of("ground", theme))
