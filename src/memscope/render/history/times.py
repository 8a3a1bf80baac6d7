"""The axis of time: when, in words, and the marks of what happened."""

from collections.abc import Mapping, Sequence, Set

from memscope.analyze.series import Tick, Ticks
from memscope.i18n import _
from memscope.render.history.axes import TimeAxis
from memscope.render.history.ticks import mark_pieces, placed
from memscope.render.runs import Line, Run
from memscope.units import cell_width

Piece = tuple[int, Run]
"""(column, text)."""
_NOT_HIDDEN = (Ticks.BOOKMARK, Ticks.STEP, Ticks.APPEARED)
"""Marks that a time makes room for where both are on one line."""


def axis_lines(
    time: TimeAxis,
    ticks: Mapping[int, Sequence[Tick]],
    *,
    clock_s: float | None = None,
    at: float | None = None,
    pointer: int | None = None,
    is_high: bool = True,
    small: Set[int] = frozenset(),
) -> list[Line]:
    """Draw the axis with its marks, and times on it or below it.

    Args:
        time: The axis.
        ticks: What happened in which column.
        clock_s: Seconds since local midnight when the source's clock was 0.
        at: The moment that is shown; None: now.
        pointer: Column under the mouse; None: none.
        is_high: Times have a line of their own.
        small: Columns whose marks are faint, and make room for times.
    """
    rule, marks = Run("─", "faint"), mark_pieces(ticks, small)
    times = time_pieces(time, clock_s)
    first = _moments(time, at, pointer)
    for one in first:
        times = _beside(times, *_ends(one), gap=1)
    times = [*first, *times]
    if is_high:
        column = None if at is None else time.column_of(at)
        ends = [
            (start, Run("┴", "warn" if start == column else "faint"))
            for start in {*(start for start, _run in times[len(first) :]), column}
            if start is not None and start not in ticks
        ]
        return [
            placed([*marks, *ends], rule, time.columns),
            placed(times, Run(" "), time.columns),
        ]
    for column, those in ticks.items():
        if those[0].what in _NOT_HIDDEN and column not in small:
            kept, others = times[: len(first)], times[len(first) :]
            times = [*kept, *_beside(others, column, column + 1, gap=1)]
    taken = {cell for piece in times for cell in range(*_ends(piece))}
    free = [piece for piece in marks if piece[0] not in taken]
    return [placed([*times, *free], rule, time.columns)]


def _moments(time: TimeAxis, at: float | None, pointer: int | None) -> list[Piece]:
    """Return the moment that is shown, and the one under the mouse."""
    found = []
    if at is not None:
        found.append(_centred(time, time.column_of(at), at, "warn strong"))
    if pointer is not None:
        there = _centred(time, pointer, time.start_of(pointer), "strong")
        found += _beside([there], *_ends(found[0]), gap=1) if found else [there]
    return found


def _centred(time: TimeAxis, column: int, at: float, style: str) -> Piece:
    text = moment_text(time.now - at)
    width = cell_width(text)
    start = max(0, min(column - width // 2, time.columns - width))
    return start, Run(text, style)


def _ends(piece: Piece) -> tuple[int, int]:
    return piece[0], piece[0] + cell_width(piece[1].text)


def _beside(pieces: Sequence[Piece], start: int, end: int, *, gap: int) -> list[Piece]:
    """Leave out what is over a range of columns, or too near to it."""
    return [
        one for one in pieces if _ends(one)[1] + gap <= start or one[0] >= end + gap
    ]


def time_pieces(time: TimeAxis, clock_s: float | None, *, gap: int = 4) -> list[Piece]:
    """Return times for the axis: the clock where it is known, else seconds back.

    Args:
        time: The axis.
        clock_s: Seconds since local midnight when the source's clock was 0.
        gap: Cells between two of them, at least.
    """
    now = Run(_("now"), "muted")
    last = time.columns - cell_width(now.text)
    if clock_s is not None and time.span_s >= 180:
        found = _clock_times(time, clock_s, gap)
    else:
        found = _ages(time, gap)
    return [*_apart(_beside(found, last, time.columns, gap=gap // 2), gap), (last, now)]


_ROUND_S = (1, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14400, 43200)


def _clock_times(time: TimeAxis, clock_s: float, gap: int) -> list[Piece]:
    least = (5 + gap) * time.step_s
    step = next((one for one in _ROUND_S[5:] if one >= least), _ROUND_S[-1])
    began = time.start_of(0) + clock_s
    first = int(-(-began // step))
    found = []
    for number in range(first, first + int(time.span_s // step) + 1):
        minutes = int(number * step // 60)
        column = time.column_of(number * step - clock_s)
        text = f"{minutes // 60 % 24:02}:{minutes % 60:02}"
        found.append((column, Run(text, "muted")))
    return found


def _ages(time: TimeAxis, gap: int) -> list[Piece]:
    least = (7 + gap) * time.step_s
    step = next((one for one in _ROUND_S if one >= least), _ROUND_S[-1])
    ages = range(step, int(time.span_s) + 1, step)
    pieces = []
    for age in ages:
        text = f"-{age} s" if step < 60 else f"-{age // 60}:{age % 60:02}"
        column = time.columns - 1 - round(age / time.step_s)
        pieces.append((max(column, 0), Run(text, "muted")))
    return pieces


def _apart(pieces: Sequence[Piece], gap: int) -> list[Piece]:
    """Keep those that do not touch, the rightmost first."""
    kept: list[Piece] = []
    for at, run in sorted(pieces, reverse=True):
        if not kept or at + cell_width(run.text) + gap // 2 <= kept[-1][0]:
            kept.append((at, run))
    return kept


def moment_text(seconds: float) -> str:
    """Return how long ago something is: `-2:10`."""
    whole = max(round(seconds), 0)
    return f"-{whole // 60}:{whole % 60:02}"
