"""The line at the top and the line at the bottom."""

from collections.abc import Callable, Iterable, Sequence

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from memscope.i18n import _
from memscope.render.runs import Line, Run, fit_line, width_of
from memscope.tui.colours import style_of
from memscope.tui.keys import KeyHelp
from memscope.tui.widgets.drawn import to_strip
from memscope.units import cell_width, safe

_SAID_S = 6.0
"""Seconds for which something is said in place of the keys."""


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
    """One line of keys, or for a while what there is to say.

    Those of the pane with the focus come first, whole words only, and at the end how
    many more there are. A click on one does what the key does.
    """

    def __init__(self, keys: Sequence[KeyHelp], pane: str = "") -> None:
        super().__init__(id="keys")
        self._keys = keys
        self._pane = pane
        self._said: tuple[str, str] | None = None
        self._timer: Timer | None = None

    def redraw(self) -> None:
        """Draw again."""
        self.refresh()

    @property
    def pane(self) -> str:
        """Whose keys come first."""
        return self._pane

    def show_pane(self, pane: str) -> None:
        """Put the keys of this pane first."""
        if pane != self._pane:
            self._pane = pane
            self.refresh()

    def say(self, text: str, style: str = "") -> None:
        """Say something in place of the keys, until the next thing or for a while."""
        self._said = (text, style)
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(_SAID_S, self.be_quiet)
        self.refresh()

    def be_quiet(self) -> None:
        """Show the keys again."""
        if self._said is not None:
            self._said = None
            self.refresh()

    @property
    def said(self) -> str:
        """What it says now; "" where it shows the keys."""
        return self._said[0] if self._said else ""

    def render_line(self, y: int) -> Strip:
        """Draw the keys that fit, the important ones first."""
        theme = self.app.theme
        if self._said is not None:
            text, style = self._said
            line = (Run(f" {safe(text)}", f"ground {style or 'strong'}"),)
            return to_strip(fit_line(line, self.size.width, "ground"), theme)
        ground = style_of("ground", theme)
        shown, more, room = self._fitting(self.size.width - 1)
        segments = [Segment(" ", ground)]
        for key in shown:
            segments += _hint(key, _(key.short), theme)
        if more is not None:
            segments += _hint(more, _more(self._rest(shown)), theme)
        segments.append(Segment(" " * max(room, 0), ground))
        return Strip(segments, self.size.width)

    def key_at(self, x: int) -> KeyHelp | None:
        """Return the key that stands at a cell of the line; None: none does."""
        shown, more, _room = self._fitting(self.size.width - 1)
        at = 1
        for key in shown if self._said is None else ():
            at += cell_width(key.keys) + cell_width(_(key.short)) + 3
            if x < at:
                return key
        return more if self._said is None else None

    def _fitting(self, room: int) -> tuple[list[KeyHelp], KeyHelp | None, int]:
        """Return the keys that fit, the one that leads to the rest, the room left."""
        more = next((key for key in self._keys if key.keys == "ctrl+p"), None)
        if more is not None:
            room -= cell_width(more.keys) + cell_width(_more(len(self._keys))) + 3
        shown: list[KeyHelp] = []
        ordered = sorted(
            self._keys, key=lambda key: bool(key.pane) != (key.pane == self._pane)
        )
        for key in ordered:
            need = (
                cell_width(key.keys) + cell_width(_(key.short)) + 3 if key.short else 0
            )
            if not need:
                continue
            if need > room:
                break
            shown.append(key)
            room -= need
        return shown, more, room

    def _rest(self, shown: Sequence[KeyHelp]) -> int:
        return len(self._keys) - len(shown)


def _more(count: int) -> str:
    return _("{n} more").format(n=count)


def _hint(key: KeyHelp, text: str, theme: str) -> Iterable[Segment]:
    click = Style.from_meta({"@click": key.action}) if key.action else Style()
    yield Segment(key.keys, style_of("ground key", theme) + click)
    yield Segment(f" {text}", style_of("ground muted", theme) + click)
    yield Segment("  ", style_of("ground", theme))
