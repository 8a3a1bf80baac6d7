"""Servers under one load, side by side, on one scale."""

from collections.abc import Sequence

from memscope.i18n import N_, _, ngettext
from memscope.model.load import LoadMoment, LoadRun
from memscope.render.runs import Line, Run, cell, fit_line, line
from memscope.units import UNKNOWN, cell_width, format_bytes

_EIGHTHS = "▏▎▍▌▋▊▉█"
_SPARKS = "▁▂▃▄▅▆▇█"
NAMES = {
    "single": N_("single-threaded"),
    "threaded": N_("multi-threaded"),
    "pool": N_("pool"),
}


def lane_lines(runs: Sequence[LoadRun], width: int) -> list[Line]:
    """Draw a lane for each run; all lanes share their scales."""
    if not runs:
        return []
    lane = max(24, (width - 2) // len(runs) - 2)
    columns = [_lane(run, runs, lane) for run in runs]
    return [
        fit_line(
            [part for column in columns for part in (*column[row], Run("  "))], width
        )
        for row in range(len(columns[0]))
    ]


def _lane(run: LoadRun, runs: Sequence[LoadRun], width: int) -> list[Line]:
    last = run.moments[-1] if run.moments else None
    threads = run.peak("threads") or 0
    return [
        line(cell(_(NAMES.get(run.server, run.server)), width, "strong")),
        _progress(run, last, width),
        _threads(threads, width),
        _sized(_("virtual"), "virtual", run, runs, width, "ink.thread-stack"),
        _sized(_("resident"), "resident", run, runs, width, "ink.library"),
        _sized(_("unique"), "unique", run, runs, width, "ink.heap"),
        _sized(_("stacks"), "stacks_reserved", run, runs, width, "ink.stack"),
        _sized(_("touched"), "stacks_touched", run, runs, width, "ink.stack"),
        _over_time(run, runs, width),
        _latency(run, width),
    ]


def _progress(run: LoadRun, last: LoadMoment | None, width: int) -> Line:
    done = run.requests - run.errors if run.seconds else last.done if last else 0
    text = f" {done}/{run.requests}"
    room = max(width - len(text), 4)
    return line(_bar(done / run.requests, room, "ink.data"), cell(text, len(text)))


def _threads(count: int, width: int) -> Line:
    """Draw each thread as a letter, as on the map."""
    words = " " + ngettext("{count} thread", "{count} threads", count).format(
        count=count
    )
    room = max(width - cell_width(words), 1)
    letters = "T" * min(count, room - 1) + ("…" if count > room - 1 else "")
    return line(cell(letters, room, "ink.thread-stack"), cell(words, cell_width(words)))


def _sized(
    name: str,
    field: str,
    run: LoadRun,
    runs: Sequence[LoadRun],
    width: int,
    style: str,
) -> Line:
    value = run.peak(field)
    # What was touched is measured against what was reserved.
    scale = "stacks_reserved" if field == "stacks_touched" else field
    most = max((one.peak(scale) or 0 for one in runs), default=0) or 1
    size = format_bytes(value) if value is not None else UNKNOWN
    room = max(width - 20, 4)
    return line(
        cell(name, 10, "muted"),
        cell(size, 9, align=">"),
        Run(" "),
        _bar((value or 0) / most, room, style),
    )


def _over_time(run: LoadRun, runs: Sequence[LoadRun], width: int) -> Line:
    """Draw the number of threads over the time that the slowest lane took."""
    longest = max((one.moments[-1].at_ms for one in runs if one.moments), default=0)
    most = max((one.peak("threads") or 0 for one in runs), default=0) or 1
    room = max(width - 11, 4)
    marks = [" "] * room
    for moment in run.moments:
        at = min(int(moment.at_ms / (longest or 1) * (room - 1)), room - 1)
        level = int(moment.threads / most * (len(_SPARKS) - 1))
        marks[at] = max(marks[at], _SPARKS[level])
    return line(cell(_("over time"), 11, "muted"), cell("".join(marks), room, "faint"))


def _latency(run: LoadRun, width: int) -> Line:
    if not run.seconds:
        return line(cell("", width))
    text = f"{run.seconds:.2f} s  p50 {run.p50_ms:.0f}  p99 {run.p99_ms:.0f} ms"
    return line(cell(text, width, "strong"))


def _bar(share: float, width: int, style: str) -> Run:
    eighths = round(min(max(share, 0.0), 1.0) * width * 8)
    full, part = divmod(eighths, 8)
    text = "█" * full + (_EIGHTHS[part - 1] if part else "")
    return cell(text, width, style)
