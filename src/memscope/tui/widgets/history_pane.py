"""The pane of the history: drawn from memory over time, and a way to go back in it."""

from collections.abc import Sequence
from datetime import datetime

from textual.events import Leave, MouseDown, MouseMove, MouseUp
from textual.geometry import Region as Area
from textual.message import Message
from textual.strip import Strip

from memscope.analyze.series import NO_SERIES, Series, Tick
from memscope.render.history.layers import look_at, picked
from memscope.render.history.picture import (
    SPANS,
    HistoryAsked,
    HistoryPlot,
    history_lines,
    history_title,
    plot_of,
)
from memscope.render.runs import EMPTY, Line, cells_that_differ, fit_line
from memscope.tui.widgets.drawn import to_strip
from memscope.tui.widgets.titled import Titled
from memscope.units import cell_width

_FRAME = 6
"""Cells of a title's line that the frame takes."""
_JUMP_S = 10.0
_SAME_S = 1.5
"""Seconds by which clocks may differ from look to look."""


def clock_at_zero(taken_at: datetime, at: float) -> float:
    """Return the local time when a source's clock was 0, in seconds since midnight.

    Args:
        taken_at: When a look was taken.
        at: The same moment, in the source's clock.
    """
    local = taken_at.astimezone()
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return (local - midnight).total_seconds() - at


def _is_near(one: float | None, other: float | None) -> bool:
    return one is not None and other is not None and abs(one - other) < _SAME_S


class HistoryPane(Titled, can_focus=True):
    """Memory over time. Whoever wants another moment is told with `Went`."""

    class Went(Message):
        """The reader wants to see a moment.

        Attributes:
            at: Seconds, in the source's clock; None: now, and what comes.
        """

        def __init__(self, at: float | None) -> None:
            super().__init__()
            self.at = at

    def __init__(self, *, id: str = "history") -> None:
        super().__init__(id=id)
        self._series = NO_SERIES
        self._more: tuple[Tick, ...] = ()
        self._at: float | None = None
        self._clock_s: float | None = None
        self._span_s: float | None = SPANS[0]
        self._pointer: int | None = None
        self._processes = 1
        self._news = ""
        self._is_dragging = False
        self._lines: list[Line] = []
        self._title = ""
        self._drawn: object = None

    # What is shown

    def show(
        self,
        series: Series,
        ticks: Sequence[Tick] = (),
        at: float | None = None,
        *,
        clock_s: float | None = None,
        processes: int = 1,
        news: str = "",
    ) -> None:
        """Draw what there was; only lines that differ are drawn again.

        Args:
            series: Of one process, or of several together.
            ticks: Beside those of the series, such as steps of a lesson.
            at: The moment that the screen shows; None: now.
            clock_s: Seconds since local midnight when the source's clock was 0.
            processes: How many the series is of.
            news: What happened last; "": nothing.
        """
        self._series, self._more, self._at = series, tuple(ticks), at
        self._processes, self._news = processes, news
        # Two clocks are read one after the other: labels must not jump for that.
        if not _is_near(clock_s, self._clock_s):
            self._clock_s = clock_s
        self._set_title()
        self._draw(is_anew=False)

    @property
    def span_s(self) -> float | None:
        """Seconds that are shown; None: all that is kept."""
        return self._span_s

    @span_s.setter
    def span_s(self, span_s: float | None) -> None:
        self._span_s = span_s
        self._draw()

    def cycle_span(self) -> None:
        """Show the next span: 60 s, 6 min, all."""
        at = SPANS.index(self._span_s) if self._span_s in SPANS else -1
        self.span_s = SPANS[(at + 1) % len(SPANS)]

    def redraw(self) -> None:
        """Draw everything again, in another language or theme."""
        self._title, self._lines = "", []
        self._set_title()
        self._draw()
        self.refresh()

    # Going back and forth

    def step(self, by: int) -> None:
        """Go some looks forth, or back; after the last one it is now."""
        times = self._series.times
        look = look_at(self._series, self._at)
        if look is None:
            return
        look += by
        self._go(None if look >= len(times) - 1 else times[max(look, 0)])

    def jump(self, seconds: float = -_JUMP_S) -> None:
        """Go some seconds forth, or back."""
        times = self._series.times
        if times:
            self._go_near((self._at if self._at is not None else times[-1]) + seconds)

    def mark(self, by: int) -> Tick | None:
        """Go to the next mark or event, or to the one before; None: there is none."""
        times = self._series.times
        if not times:
            return None
        now = times[-1] if self._at is None else self._at
        ticks = sorted((*self._series.ticks, *self._more), key=lambda one: one.at)
        if by > 0:
            found = next((one for one in ticks if one.at > now), None)
        else:
            found = next((one for one in reversed(ticks) if one.at < now), None)
        if found is not None:
            self._go(found.at)
        return found

    def to_now(self) -> None:
        """Go on with what happens."""
        self._go(None)

    def _go_near(self, at: float) -> None:
        """Go to the look at or before a moment."""
        times = self._series.times
        look = look_at(self._series, at)
        if look is None:
            self._go(times[0])
        else:
            self._go(None if look >= len(times) - 1 else times[look])

    def _go(self, at: float | None) -> None:
        if at != self._at:
            self._at = at
            self._draw()
            self.post_message(self.Went(at))

    # Drawing

    @property
    def tab_title(self) -> str:
        """What it is, and its number, where it is a tab."""
        return self._title

    def _set_title(self) -> None:
        title = history_title(self._series, self._processes)
        told = f"{title} · {self._news}"
        if self._news and cell_width(told) <= self.size.width - _FRAME:
            title = told
        self._title = title
        self.set_title(title)

    def _asked(self) -> HistoryAsked:
        return HistoryAsked(
            self._span_s, self._at, self._clock_s, self._pointer, self.app.no_color
        )

    def _plot(self) -> HistoryPlot:
        width, height = self.content_size
        return plot_of(self._series, self._span_s, width, height)

    def _stamp(self) -> object:
        """Return what decides how it looks; None: it may look otherwise any time."""
        series, time = self._series, self._plot().time
        if series.latest is None:
            return None
        columns = (time.first, time.step_s, time.columns)
        ticks, asked = (*series.ticks, *self._more), self._asked()
        is_told = asked.at is not None or asked.pointer is not None
        ago = time.now if is_told else None  # how long that was ago is written there
        return (columns, series.latest, ticks, asked, self.content_size, ago)

    def _draw(self, *, is_anew: bool = True) -> None:
        """Make the lines anew, and refresh those that differ.

        Args:
            is_anew: Whatever it showed; else not for an equal look within a column.
        """
        width, height = self.content_size
        if not width or not height or not self.is_mounted:
            return
        drawn, self._drawn = self._drawn, self._stamp()
        if not is_anew and self._drawn is not None and self._drawn == drawn:
            return
        before = self._lines
        self._lines = history_lines(
            self._series, self._asked(), width, height, self._more
        )
        for y, line in enumerate(self._lines):
            old = before[y] if y < len(before) else EMPTY
            if old != line:
                low, high = cells_that_differ(old, line)
                self.refresh(Area(low, y, high - low, 1))

    def on_resize(self) -> None:
        """Everything depends on the size."""
        self._lines = []
        self._draw()

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        line = self._lines[y] if y < len(self._lines) else EMPTY
        return to_strip(fit_line(line, self.content_size.width), self.app.theme)

    # The mouse

    def on_mouse_down(self, event: MouseDown) -> None:
        """Go to the moment under the mouse, and follow it."""
        offset = event.get_content_offset(self)
        if offset is None or self._plot().column_at(offset.x) is None:
            return
        self._is_dragging = True
        self.capture_mouse()
        self._go_to_column(offset.x)

    def on_mouse_move(self, event: MouseMove) -> None:
        """Follow the mouse; without a button, name what is under it."""
        offset = event.get_content_offset_capture(self)
        if self._is_dragging:
            self._go_to_column(offset.x)
            return
        self._point(self._plot().column_at(offset.x))

    def on_mouse_up(self, _event: MouseUp) -> None:
        """Stay at this moment."""
        if self._is_dragging:
            self._is_dragging = False
            self.release_mouse()

    def on_leave(self, _event: Leave) -> None:
        """There is no mouse any more."""
        self._point(None)

    def _point(self, column: int | None) -> None:
        if column != self._pointer:
            self._pointer = column
            self._draw()

    def _go_to_column(self, x: int) -> None:
        """Go to the look that a column shows; the last column is now."""
        plot, times = self._plot(), self._series.times
        column = max(0, min(x - plot.left, plot.time.columns - 1))
        if not times:
            return
        if column == plot.time.columns - 1:
            self._go(None)
            return
        look = picked(self._series, plot.time)[column]
        if look is not None:
            self._go(times[look])
        else:
            self._go_near(plot.time.start_of(column))
