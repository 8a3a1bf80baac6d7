"""One line: where in a recording we are, and where its marks are."""

from textual.events import Click
from textual.strip import Strip
from textual.widget import Widget

from memscope.collect.tape.replay import ReplaySource
from memscope.render.runs import Run, fit_line
from memscope.render.text.recording import clock
from memscope.tui.widgets.drawn import to_strip
from memscope.units import cell_width, fit, safe

_NAMES = 28
"""Cells for the name of the last mark."""


class ReplayBar(Widget):
    """A line from the beginning to the end; a click goes there."""

    DEFAULT_CSS = "ReplayBar { height: 1; }"

    def __init__(self, source: ReplaySource) -> None:
        super().__init__(id="replay")
        self._source = source

    def render_line(self, y: int) -> Strip:
        """Draw position, line, and the mark that was passed last."""
        width, source = self.size.width, self._source
        sign = "▶" if source.is_playing else "‖"
        left = f" {sign} {clock(source.position_s)} / {clock(source.duration_s)} "
        right = fit(f" {self._last_mark()}", self._room_for_name())
        track = width - cell_width(left) - cell_width(right)
        done, rest = self._track(max(track, 1))
        runs = (
            Run(left, "strong"),
            Run(done, "accent"),
            Run(rest, "faint"),
            Run(right, "muted"),
        )
        return to_strip(fit_line(runs, width), self.app.theme)

    def on_click(self, event: Click) -> None:
        """Go to the moment under the pointer."""
        source = self._source
        left = f" ▶ {clock(source.position_s)} / {clock(source.duration_s)} "
        start = cell_width(left)
        track = self.size.width - start - self._room_for_name()
        if track > 1 and start <= event.x < start + track:
            source.seek(source.duration_s * (event.x - start) / (track - 1))
            self.refresh()

    def _room_for_name(self) -> int:
        return _NAMES if self._source.marks and self.size.width >= 80 else 1

    def _last_mark(self) -> str:
        passed = self._source.passed
        return f"◆ {safe(passed.name)}" if passed else ""

    def _track(self, width: int) -> tuple[str, str]:
        cells = ["─"] * width
        for mark in self._source.marks:
            cells[self._cell(mark.at, width)] = "◆"
        here = self._cell(self._source.position_s, width)
        cells[here] = "●"
        return "".join(cells[: here + 1]), "".join(cells[here + 1 :])

    def _cell(self, at: float, width: int) -> int:
        whole = self._source.duration_s
        part = min(at / whole, 1.0) if whole else 0.0
        return round(part * (width - 1))
