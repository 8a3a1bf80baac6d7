"""One line: what the marked rows add up to."""

from textual.strip import Strip
from textual.widget import Widget

from memscope.analyze.space.marked import MarkedSums
from memscope.render.finding.marked import marked_line
from memscope.render.runs import EMPTY, fit_line
from memscope.tui.widgets.drawn import to_strip


class MarksLine(Widget):
    """Seen only while something is marked."""

    DEFAULT_CSS = "MarksLine { height: 1; display: none; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._sums: MarkedSums | None = None

    def show(self, sums: MarkedSums | None) -> None:
        """Draw sums; None: nothing is marked."""
        if sums != self._sums:
            self._sums = sums
            self.display = sums is not None
            self.refresh()

    def redraw(self) -> None:
        """Draw again, in another language or theme."""
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        width = self.size.width
        line = marked_line(self._sums, width) if self._sums is not None else EMPTY
        return to_strip(fit_line(line, width), self.app.theme)
