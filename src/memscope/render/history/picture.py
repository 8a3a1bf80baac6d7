"""The memory of a process over time: layers from zero up, on one axis of bytes.

A column of cells is a span of time, and the same one for ever, so what was drawn moves
to the left by whole columns and is never drawn otherwise. Where nobody looked, nothing
is drawn: unknown is not zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from memscope.analyze.series import Series, Tick
from memscope.i18n import _
from memscope.render.history import body as layers_drawn
from memscope.render.history.axes import BytesAxis, TimeAxis, bytes_axis, time_axis
from memscope.render.history.layers import (
    DrawnLayer,
    layers_of,
    look_at,
    picked,
    totals_of,
)
from memscope.render.history.names import name_lines
from memscope.render.history.ticks import (
    names_over,
    placed,
    small_columns,
    ticks_by_column,
)
from memscope.render.history.times import Piece, axis_lines
from memscope.render.runs import Line, Run, cell, fit_line
from memscope.render.words.news import at_least, span_text
from memscope.units import cell_width, short_bytes

SPANS: tuple[float | None, ...] = (60.0, 360.0, None)
"""Seconds that the key goes through; None: all that is kept."""
_HIGH = 9
"""Lines from which on names of ticks and times have lines of their own."""
_LABEL = 5
"""Cells of a number on the axis of bytes, as `short_bytes` makes them."""
_NARROWEST, _LOWEST = 24, 3


@dataclass(frozen=True, slots=True)
class HistoryAsked:
    """What the reader wants to see.

    Attributes:
        span_s: Seconds; None: all that is kept.
        at: The moment that the screen shows, in the source's clock; None: now.
        clock_s: Seconds since local midnight when the source's clock was 0; None:
            nobody knows, so times are counted back from now.
        pointer: Column under the mouse; None: none.
        letters: There are no colours: layers are filled with letters.
    """

    span_s: float | None = 60.0
    at: float | None = None
    clock_s: float | None = None
    pointer: int | None = None
    letters: bool = False


@dataclass(frozen=True, slots=True)
class HistoryPlot:
    """Where everything stands, for drawing and for the mouse.

    Attributes:
        left: First cell of the picture.
        rows: Its lines.
        names: Cells of the names on the right; 0: no room.
        is_high: Names of ticks and times have lines of their own.
        time: What its columns stand for.
    """

    left: int
    rows: int
    names: int
    is_high: bool
    time: TimeAxis

    def column_at(self, x: int) -> int | None:
        """Return the column at a cell; None outside of the picture."""
        column = x - self.left
        return column if 0 <= column < self.time.columns else None


def plot_of(
    series: Series, span_s: float | None, width: int, height: int
) -> HistoryPlot:
    """Return where everything stands in a pane of that size."""
    names = 17 if width >= 54 else 14 if width >= 44 else 0
    left = _LABEL + 1
    columns = max(width - left - (names + 2 if names else 1), 1)
    is_high = height >= _HIGH
    now = series.times[-1] if series.times else 0.0
    age = now - series.times[0] if series.times else 0.0
    time = time_axis(now, span_s, age, columns)
    return HistoryPlot(
        left, max(height - (3 if is_high else 1), 1), names, is_high, time
    )


@dataclass(frozen=True, slots=True)
class _HistoryParts:
    """What all parts of the drawing need."""

    series: Series
    asked: HistoryAsked
    plot: HistoryPlot
    looks: Sequence[int | None]
    axis: BytesAxis
    layers: Sequence[DrawnLayer]
    ticks: dict[int, Sequence[Tick]]

    @property
    def cursor(self) -> int | None:
        """The column of the moment that is shown; None: now."""
        at = self.asked.at
        return None if at is None else self.plot.time.column_of(at)

    @property
    def small(self) -> frozenset[int]:
        """Columns in which nothing happened that is half a line high."""
        return small_columns(self.ticks, self.axis.unit // 2)

    @property
    def seen(self) -> list[int]:
        """Columns that are pointed at."""
        both = (self.cursor, self.asked.pointer)
        return [one for one in both if one is not None]


def history_lines(
    series: Series,
    asked: HistoryAsked,
    width: int,
    height: int,
    more: Sequence[Tick] = (),
) -> list[Line]:
    """Draw the history of a process, or of several.

    Args:
        series: What there was at each look.
        asked: What the reader wants to see.
        width: Cells.
        height: Lines.
        more: Ticks beside those of the series, such as bookmarks.
    """
    if not series.times or width < _NARROWEST or height < _LOWEST:
        return [fit_line((), width) for _row in range(height)]
    plot = plot_of(series, asked.span_s, width, height)
    looks = picked(series, plot.time)
    totals = totals_of(series)
    most = max((totals[one] or 0 for one in looks if one is not None), default=0)
    axis = bytes_axis(most, plot.rows)
    picture = _HistoryParts(
        series,
        asked,
        plot,
        looks,
        axis,
        layers_of(series, looks, axis),
        dict(ticks_by_column([*series.ticks, *more], plot.time)),
    )
    return [fit_line(one, width) for one in _lines(picture)]


def _lines(one: _HistoryParts) -> list[Line]:
    letters = [layer.letter for layer in one.layers] if one.asked.letters else []
    cells = layers_drawn.body(
        one.series, one.layers, one.looks, one.axis, letters=letters
    )
    _draw_verticals(one, cells)
    names = name_lines(
        one.series,
        one.layers,
        look_at(one.series, one.asked.at),
        one.axis,
        one.plot.names,
        first=0 if one.plot.is_high else 1,
        letters=letters,
    )
    over = names_over(one.ticks, one.plot.time.columns, one.seen, one.small)
    if not one.plot.is_high:
        _draw_over(cells[0], over, one.seen)
        names[0] = (_total(one),)
    is_live = one.asked.at is None
    lines = [
        _line(
            _label(one.axis.label(row)),
            _joined(cells[row]),
            names[row],
            is_live=is_live,
        )
        for row in range(one.plot.rows)
    ]
    if one.plot.is_high:
        top = placed(over, Run(" "), one.plot.time.columns)
        lines.insert(0, _line(_label(None), top, (_total(one),), is_live=is_live))
    return [*lines, *_below(one)]


def _label(size: int | None) -> Run:
    text = "" if size is None else short_bytes(size).replace(".0", "")
    return cell(text, _LABEL, "muted", ">")


def _line(
    label: Run, cells: Sequence[Run], name: Sequence[Run], *, is_live: bool
) -> Line:
    edge = Run("│", "" if is_live else "faint")
    return (label, Run(" "), *cells, edge, Run(" "), *name)


def _total(one: _HistoryParts) -> Run:
    look = look_at(one.series, one.asked.at)
    size = None if look is None else one.series.resident[look]
    style = "strong" if one.asked.at is None else "strong warn"
    return Run(short_bytes(size), style)


def _draw_verticals(one: _HistoryParts, cells: list[list[Run]]) -> None:
    """Draw the line of the cursor, and thin ones below the names of bookmarks."""
    marks = {
        column: "muted"
        for column, those in one.ticks.items()
        if those[0].name and those[0].what == "bookmark"
    }
    if one.cursor is not None:
        marks[one.cursor] = "warn strong"
    for column, style in marks.items():
        for line in cells:
            if 0 <= column < len(line):
                line[column] = layers_drawn.with_line(line[column], style)


def _draw_over(line: list[Run], over: Sequence[Piece], seen: Sequence[int]) -> None:
    """Put names into a line of the picture, where nothing is drawn.

    What is pointed at is named wherever it is.
    """
    for start, run in over:
        width = cell_width(run.text)
        below = line[start : start + width]
        is_free = all(one.text in " │" and "back." not in one.style for one in below)
        if is_free or any(start <= column < start + width for column in seen):
            line[start : start + width] = [run, *[Run("")] * (width - 1)]


def _joined(cells: Sequence[Run]) -> list[Run]:
    runs: list[Run] = []
    for one in cells:
        if runs and runs[-1].style == one.style:
            runs[-1] = Run(runs[-1].text + one.text, one.style)
        elif one.text:
            runs.append(one)
    return runs


def _below(one: _HistoryParts) -> list[Line]:
    lines = axis_lines(
        one.plot.time,
        one.ticks,
        clock_s=one.asked.clock_s,
        at=one.asked.at,
        pointer=one.asked.pointer,
        is_high=one.plot.is_high,
        small=one.small,
    )
    labels = (cell("0", _LABEL, "muted", ">"), Run(" " * _LABEL))
    return [
        (label, Run(" "), *line) for label, line in zip(labels, lines, strict=False)
    ]


def history_title(series: Series, count: int = 1) -> str:
    """Return what the pane shows: `history 6 min · resident by kind`."""
    if not series.times:
        return _("history")
    span = span_text(at_least(series.times[-1] - series.times[0]))
    what = _("resident by kind") if count == 1 else _("RSS by process, added up")
    title = f"{_('history')} {span} · {what}"
    if series.is_short:
        kept = span_text(at_least(series.whole_s))
        title += " · " + _("looks of the last {time}").format(time=kept)
    return title
