"""The two lines at the top of the main screen; a click on them filters the rows."""

from collections.abc import Callable, Sequence

from textual.events import Click
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from memscope.analyze.news import News
from memscope.render.runs import EMPTY, Line, fit_line
from memscope.render.space.header import (
    DrawnHeader,
    HeaderFacts,
    Spot,
    header,
    header_of_nobody,
)
from memscope.render.space.header_together import TogetherFacts, header_together
from memscope.render.space.how import How
from memscope.tui.widgets.drawn import to_strip

_NOTHING = DrawnHeader()
Drawer = Callable[[int], DrawnHeader]


class Header(Widget):
    """Draws what it is told, and only where that is different from before.

    Posts `Header.RowsAsked` when the news, or a part of the bar, is clicked.
    """

    DEFAULT_CSS = "Header { height: 2; dock: top; }"

    class RowsAsked(Message):
        """The reader wants to see the rows behind something.

        Attributes:
            filter: What shows them; "": `addresses` alone do.
            addresses: First addresses of the regions that it is about.
            news: It was the news; None: a part of the bar.
        """

        def __init__(self, spot: Spot) -> None:
            super().__init__()
            self.filter, self.addresses = spot.filter, spot.addresses
            self.news: News | None = spot.news

    def __init__(self, *, id: str | None = "header") -> None:
        super().__init__(id=id)
        self._draw: Drawer = lambda _width: _NOTHING
        self._drawn: tuple[int, DrawnHeader] = (0, _NOTHING)

    def show(self, facts: HeaderFacts, how: How) -> None:
        """Draw the header of one process."""
        self._show(lambda width: header(facts, how, width))

    def show_together(self, facts: TogetherFacts, how: How) -> None:
        """Draw the header of several processes."""
        self._show(lambda width: header_together(facts, how, width))

    def show_nobody(self, how: How) -> None:
        """Draw how we look; there is no process."""
        self._show(lambda width: header_of_nobody(how, width))

    def _show(self, draw: Drawer) -> None:
        self._draw = draw
        width = self.size.width
        drawn = draw(width)
        if (width, drawn) != self._drawn:
            before, self._drawn = self._drawn, (width, drawn)
            self._refresh_what_differs(before[1].lines, drawn.lines)

    def _refresh_what_differs(
        self, before: Sequence[Line], now: Sequence[Line]
    ) -> None:
        for y, (old, new) in enumerate(zip(before, now, strict=True)):
            if old != new:
                self.refresh(Region(0, y, self.size.width, 1))

    def redraw(self) -> None:
        """Draw again, in another language or theme."""
        self._drawn = (0, _NOTHING)
        self.refresh()

    @property
    def drawn(self) -> DrawnHeader:
        """What is drawn at the width of now."""
        width = self.size.width
        if self._drawn[0] != width:
            self._drawn = (width, self._draw(width))
        return self._drawn[1]

    def render_line(self, y: int) -> Strip:
        """Draw one of the lines."""
        line = self.drawn.lines[y] if y < 2 else EMPTY
        return to_strip(fit_line(line, self.size.width), self.app.theme)

    def ask_news(self) -> bool:
        """Show the rows behind the news; tell whether there is any."""
        spot = next((one for one in self.drawn.spots if one.news is not None), None)
        if spot is not None:
            self.post_message(self.RowsAsked(spot))
        return spot is not None

    def on_click(self, event: Click) -> None:
        """Show the rows behind what was clicked."""
        for spot in self.drawn.spots:
            if spot.line == event.y and spot.start <= event.x < spot.end:
                self.post_message(self.RowsAsked(spot))
                event.stop()
