"""One line of the pane of threads: a process, a thread, or sleepers folded together."""

from collections.abc import Sequence
from dataclasses import dataclass

from memscope.analyze.lanes.rows import ThreadRow
from memscope.analyze.lanes.waits import state_of
from memscope.i18n import _, ngettext
from memscope.model.kinds import Kind
from memscope.model.process import Process, Thread
from memscope.render.runs import Line, Run, cell, fit_line, width_of
from memscope.render.threads.fill import fill, fill_over_time
from memscope.render.threads.layout import ColumnPlace, ThreadLayout
from memscope.render.threads.states import ENDED, StateLook, look_of
from memscope.render.threads.strip import strip, strip_cells
from memscope.render.words.names import process_name, thread_name
from memscope.render.words.waits import wait_text
from memscope.units import UNKNOWN, cell_width


@dataclass(frozen=True, slots=True)
class ThreadSheet:
    """How lines are sheet.

    Attributes:
        layout: Where columns stand.
        machine: As in uname -m.
        letters: There are no colours.
    """

    layout: ThreadLayout
    machine: str = ""
    letters: bool = False


def thread_line(row: ThreadRow, sheet: ThreadSheet, width: int) -> Line:
    """Draw one line, `width` cells wide."""
    if row.thread is None:
        return _process_line(row, width)
    parts = {
        "strip": _strip(row, row.thread, sheet),
        "cpu": (_cpu(row, sheet),),
        "stack": _stack(row, row.thread),
        "past": _past(row, row.thread, sheet),
        "waits": (_waits(row, row.thread, sheet),),
    }
    runs = list(_head(row, row.thread, sheet.layout))
    for name, place in sheet.layout.named():
        if name in parts:
            _put(runs, place, parts[name])
    return fit_line(runs, width)


def _put(runs: list[Run], place: ColumnPlace, part: Sequence[Run]) -> None:
    gap = place.start - width_of(runs)
    runs.append(Run(" " * gap))
    runs += fit_line(part, place.width)


def _head(row: ThreadRow, thread: Thread, layout: ThreadLayout) -> Line:
    look = ENDED if row.look.ended else look_of(state_of(thread))
    mark = Run(f"{look.mark} ", look.style)
    name = layout.name
    if row.is_fold:
        sign = "▾" if row.is_open else "▸"
        text = _("{n} more alike").format(n=len(row.alike))
        room = name.start + name.width - 2
        return (mark, cell(f"{text} {sign}", room, "muted"))
    style = "strong" if thread.tid in row.look.started else ""
    return (
        mark,
        cell(str(thread.tid), layout.tid.width - 2, "muted", ">"),
        Run(" "),
        cell(_short(thread_name(thread, row.process), name.width), name.width, style),
    )


def _short(name: str, width: int) -> str:
    """Cut a name in its middle: what tells threads apart is mostly at the end."""
    if cell_width(name) <= width or not name.isascii():
        return name
    tail = min(width // 2, 4)
    return f"{name[: width - tail - 1]}…{name[-tail:]}"


def _strip(row: ThreadRow, thread: Thread, sheet: ThreadSheet) -> Line:
    width = sheet.layout.strip.width
    if not width:
        return ()
    cells = strip_cells(row.look.lanes, thread.tid, width)
    return strip(cells, letters=sheet.letters)


def _cpu(row: ThreadRow, sheet: ThreadSheet) -> Run:
    width = sheet.layout.cpu.width
    cpu = row.look.lanes.cpu(row.thread.tid) if row.thread else None
    if row.look.ended or cpu is None:
        return cell(UNKNOWN, width, "faint", ">")
    style = "strong" if cpu >= 0.5 else "muted"
    text = "<1" if 0 < cpu < 0.5 else f"{cpu:.0f}"
    return cell(text, width, style, ">")


def kind_of(thread: Thread, process: Process) -> Kind:
    """Return whose colour its stack wears."""
    return Kind.STACK if thread.tid == process.pid else Kind.THREAD_STACK


def _stack(row: ThreadRow, thread: Thread) -> Line:
    if row.is_fold:
        thread = _deepest(row)
    kind, stack = kind_of(thread, row.process), thread.stack
    lane = row.look.lanes.lanes.get(thread.tid)
    if stack is not None and stack.depth is None and lane and lane.depth is not None:
        # A running thread has no stack pointer: the last one is shown, with its age.
        return fill(stack, kind, lane.depth, row.look.lanes.at - lane.depth_at)
    return fill(stack, kind, stack.depth if stack else None)


def _deepest(row: ThreadRow) -> Thread:
    """Return which of the folded ones has touched most of its stack."""
    threads = [row.look.threads[tid] for tid in row.alike]
    return max(threads, key=lambda one: (one.stack.resident or 0) if one.stack else -1)


def _past(row: ThreadRow, thread: Thread, sheet: ThreadSheet) -> Line:
    width = sheet.layout.past.width
    if not width:
        return ()
    cells = strip_cells(row.look.lanes, thread.tid, width)
    return fill_over_time([one.touched for one in cells], kind_of(thread, row.process))


def _waits(row: ThreadRow, thread: Thread, sheet: ThreadSheet) -> Run:
    width = sheet.layout.waits.width
    if row.look.ended:
        return cell("", width)
    wait = row.look.wait_of(thread)
    if row.is_fold:  # those that it stands for may wait at words of their own
        wait = wait._replace(owner=None, others=None)
    text = wait_text(wait, row.process.abi or sheet.machine, width)
    look = look_of(wait.state)
    return cell(text, width, look.style)


def _process_line(row: ThreadRow, width: int) -> Line:
    process, look = row.process, row.look
    if look.ended:
        note, style = _("ended"), "bad"
    else:
        count = len(process.threads)
        note = ngettext("{n} thread", "{n} threads", count).format(n=count)
        style = "muted"
        if look.running:
            note += " · " + _("{n} running").format(n=look.running)
    return fit_line(
        (
            Run(f" {look.letter} ", "tag"),
            Run(f" {process.pid} ", "strong"),
            Run(process_name(process), "strong"),
            Run(f"  {note}", style),
        ),
        width,
    )


def state_look(row: ThreadRow) -> StateLook:
    """Return how the state of a line appears."""
    if row.look.ended or row.thread is None:
        return ENDED
    return look_of(state_of(row.thread))
