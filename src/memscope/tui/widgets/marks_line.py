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
        self._progress = ""

    def show(self, sums: MarkedSums | None, progress: str = "") -> None:
        """Draw sums; None: nothing is marked.

        Args:
            sums: Of what is marked.
            progress: What goes on, how far, and how to end it; "": nothing.
        """
        if (sums, progress) != (self._sums, self._progress):
            self._sums, self._progress = sums, progress
            self.display = sums is not None
            self.refresh()

    def redraw(self) -> None:
        """Draw again, in another language or theme."""
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        width, sums = self.size.width, self._sums
        line = marked_line(sums, width, self._progress) if sums is not None else EMPTY
        return to_strip(fit_line(line, width), self.app.theme)
