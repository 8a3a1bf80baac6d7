"""One line that offers the tour, once."""

from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from memscope.render.help.tour import offer_line
from memscope.tui.widgets.drawn import to_strip


class TourOffer(Widget):
    """Takes no key itself and no focus: whoever owns it hears the keys."""

    DEFAULT_CSS = "TourOffer { height: 1; display: none; }"

    class Accepted(Message):
        """It was clicked."""

    def redraw(self) -> None:
        """Draw again, in another language or theme."""
        self.refresh()

    def on_click(self) -> None:
        """A click is a yes."""
        self.post_message(self.Accepted())

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        return to_strip(offer_line(self.size.width), self.app.theme)
