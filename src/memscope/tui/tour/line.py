"""The tour's two lines above the keys."""

from textual.strip import Strip
from textual.widget import Widget

from memscope.i18n import _
from memscope.render.help.tour import tour_lines
from memscope.render.runs import EMPTY, Line
from memscope.tui.tour.guide import Standing
from memscope.tui.widgets.drawn import to_strip


class TourLine(Widget):
    """Draws where the tour is; `show` hands it over."""

    DEFAULT_CSS = "TourLine { height: 2; }"

    def __init__(self, standing: Standing) -> None:
        super().__init__(id="tour")
        self._standing = standing

    def show(self, standing: Standing) -> None:
        """Say what to press now."""
        if standing != self._standing:
            self._standing = standing
            self.refresh()

    def redraw(self) -> None:
        """Draw again, in another language or theme."""
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one of the two."""
        lines = self._lines(self.size.width)
        return to_strip(lines[y] if y < len(lines) else EMPTY, self.app.theme)

    def _lines(self, width: int) -> list[Line]:
        now = self._standing
        if now.part is None:
            what = _("done: this program is yours to play with")
            why = _("? explains what is under the cursor; ctrl+p has everything.")
            return tour_lines(now.number, now.count, "✔", what, why, width)
        what, why = _(now.part.what), _(now.part.why)
        return tour_lines(now.number, now.count, now.part.key, what, why, width)
