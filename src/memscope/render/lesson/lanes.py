"""Servers under one load, side by side: every quantity over one axis of time.

A line is a quantity, a lane is a server. All lanes have the same scale of time, and
all lines of a quantity the same scale of values, so that what looks larger is larger.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from memscope.i18n import N_, _, ngettext
from memscope.model.exhibit import LoadMoment, LoadRun
from memscope.render.bars import area, meter, over_time
from memscope.render.runs import EMPTY, Line, Run, cell, fit_line
from memscope.units import UNKNOWN, cell_width, fit, format_bytes, format_span

NAMES = {
    "single": N_("single-threaded"),
    "threaded": N_("multi-threaded"),
    "pool": N_("pool"),
}
_NUMBER = 8
"""Cells of the number behind an area."""
_GAP = 2
_NARROWEST = 18
"""Cells below which lanes stand one below the other."""
_ROOM_FOR_WORDS = 26


@dataclass(frozen=True, slots=True)
class _Quantity:
    """One line of the picture.

    Attributes:
        field: Of a moment.
        name: English.
        style: Of its area.
        scale: The field whose largest value fills the height.
        is_size: In bytes.
        is_detail: Left out where there is little room.
    """

    field: str
    name: str
    style: str
    scale: str = ""
    is_size: bool = True
    is_detail: bool = False


_QUANTITIES = (
    _Quantity("threads", N_("threads"), "ink.thread-stack", is_size=False),
    _Quantity("virtual", N_("virtual"), "ink.guard"),
    _Quantity("resident", N_("resident"), "ink.library"),
    _Quantity(
        "proportional", N_("proportional"), "ink.library", "resident", is_detail=True
    ),
    _Quantity("unique", N_("unique"), "ink.heap", "resident", is_detail=True),
    # What was touched is measured against what was reserved.
    _Quantity("stacks_reserved", N_("stacks"), "ink.stack"),
    _Quantity("stacks_touched", N_("touched"), "ink.stack", "stacks_reserved"),
    _Quantity("arenas", N_("arenas"), "ink.arena", is_size=False, is_detail=True),
)


@dataclass(frozen=True, slots=True)
class _Frame:
    """What all lanes have in common.

    Attributes:
        runs: All that are compared, also those that are drawn elsewhere.
        names: Cells of the names on the left.
        lane: Cells of a lane.
        rows: Lines of an area.
        span_ms: From the left edge of a lane to its right one.
    """

    runs: Sequence[LoadRun]
    names: int
    lane: int
    rows: int
    span_ms: float

    def most(self, field: str) -> int:
        """Return the largest value that any run has of a field."""
        return max((run.peak(field) or 0 for run in self.runs), default=0) or 1


def lane_lines(
    runs: Sequence[LoadRun], width: int, *, rows: int = 1, brief: bool = False
) -> list[Line]:
    """Draw a lane for each run.

    Args:
        runs: Servers under the same load.
        width: Cells of a line.
        rows: Lines of each area.
        brief: Leave out the lines that tell details.
    """
    if not runs:
        return []
    quantities = [one for one in _QUANTITIES if not (brief and one.is_detail)]
    names = max(cell_width(name) for name in _words(quantities)) + 2
    lane = (width - names) // len(runs) - _GAP
    beside = [runs] if lane >= _NARROWEST else [[run] for run in runs]
    lane = min(lane if lane >= _NARROWEST else width - names - _GAP, 90)
    frame = _Frame(runs, names, max(lane, _NUMBER + 4), rows, max(map(_end_ms, runs)))
    groups = [list(_group(group, quantities, frame)) for group in beside]
    spaced = [(EMPTY, *lines) if at else lines for at, lines in enumerate(groups)]
    return [fit_line(one, width) for lines in spaced for one in lines]


def _words(quantities: Sequence[_Quantity]) -> Iterator[str]:
    yield from (_(one.name) for one in quantities)
    yield from (_("answered"), _("took"), "p50 p90 p99")


def _group(
    runs: Sequence[LoadRun], quantities: Sequence[_Quantity], frame: _Frame
) -> Iterator[Line]:
    """Draw the lanes that stand side by side."""
    heads = [[cell(_(NAMES.get(run.server, run.server)), frame.lane, "strong")]
             for run in runs]  # fmt: skip
    yield _across("", heads, frame)
    yield _across(_("answered"), [_progress(run, frame.lane) for run in runs], frame)
    yield _across(_("took"), [_took(run, frame.lane) for run in runs], frame)
    yield _across("p50 p90 p99", [_latency(run, frame.lane) for run in runs], frame)
    for one in quantities:
        drawn = [_drawn(run, one, frame) for run in runs]
        for row in range(frame.rows):
            name = _(one.name) if row == frame.rows - 1 else ""
            yield _across(name, [lines[row] for lines in drawn], frame)
    yield _across(_("time"), [_axis(frame) for _run in runs], frame)


def _across(name: str, lanes: Sequence[Sequence[Run]], frame: _Frame) -> Line:
    runs = [cell(name, frame.names, "muted")]
    for lane in lanes:
        runs += [*fit_line(lane, frame.lane), Run(" " * _GAP)]
    return tuple(runs)


def _end_ms(run: LoadRun) -> float:
    """Return when the load ended, or how far it is."""
    looked = run.moments[-1].at_ms if run.moments else 0.0
    return max(run.seconds * 1000, looked)


def _progress(run: LoadRun, width: int) -> list[Run]:
    last: LoadMoment | None = run.moments[-1] if run.moments else None
    so_far = (last.done if last else 0) - run.errors
    done = run.requests - run.errors if run.seconds else max(so_far, 0)
    count = f" {done}/{run.requests}"
    room = max(width - cell_width(count), 4)
    return [*meter(done, run.requests, room, "ink.data"), Run(count)]


def _took(run: LoadRun, width: int) -> list[Run]:
    if not run.seconds:
        return [cell(UNKNOWN, width, "faint")]
    time = format_span(run.seconds * 1000)
    style = "bad" if run.errors else "muted"
    return [
        Run(time, "strong"),
        Run(f"  {run.per_second:.0f}/s", "muted"),
        Run(f"  {_failed(run, width)}", style),
    ]


def _failed(run: LoadRun, width: int) -> str:
    words = ngettext("{n} error", "{n} errors", run.errors).format(n=run.errors)
    return words if width >= _ROOM_FOR_WORDS else f"✘ {run.errors}"


def _latency(run: LoadRun, width: int) -> list[Run]:
    if not run.seconds:
        return [cell(UNKNOWN, width, "faint")]
    times = (run.p50_ms, run.p90_ms, run.p99_ms)
    between = "  " if width >= _ROOM_FOR_WORDS else " "
    return [Run(between.join(map(_short_span, times)), "strong")]


def _short_span(ms: float) -> str:
    return format_span(ms).replace(" ", "")


def _drawn(run: LoadRun, one: _Quantity, frame: _Frame) -> list[list[Run]]:
    """Draw one quantity of one lane: the area, and its peak as a number."""
    samples = [(moment.at_ms, getattr(moment, one.field)) for moment in run.moments]
    cells = frame.lane - _NUMBER - 1
    values = over_time(samples, cells, span=frame.span_ms, end=_end_ms(run))
    lines = area(values, frame.most(one.scale or one.field), frame.rows, one.style)
    lines[-1].append(Run(fit(_peak(run, one), _NUMBER + 1, ">"), "strong"))
    return lines


def _peak(run: LoadRun, one: _Quantity) -> str:
    value = run.peak(one.field)
    if value is None:
        return UNKNOWN
    return format_bytes(value) if one.is_size else str(value)


def _axis(frame: _Frame) -> list[Run]:
    cells = frame.lane - _NUMBER - 1
    end = format_span(frame.span_ms)
    line = "─" * max(cells - 1 - cell_width(end) - 1, 1)
    return [Run("0", "muted"), Run(line, "faint"), Run(f" {end}", "muted")]
