"""Processes and threads as a tree, a line each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from memscope.i18n import _
from memscope.model.kinds import Kind
from memscope.model.process import Process, Thread
from memscope.render.map.row import compact_bytes
from memscope.render.palette import KIND_STYLES
from memscope.render.runs import Line, Run, cell, fit_line, width_of
from memscope.render.words.names import process_name, thread_name
from memscope.render.words.syscalls import syscall_name
from memscope.units import cell_width

STATE_GLYPHS = {
    "R": ("▶", "good"),
    "S": ("‖", "muted"),
    "D": ("◆", "warn"),
    "T": ("■", "warn"),
    "t": ("■", "warn"),
    "Z": ("✕", "bad"),
    "X": ("✕", "bad"),
    "I": ("·", "faint"),
}
"""Glyph and style by state letter."""


@dataclass(frozen=True, slots=True)
class Branch:
    """One line of the tree: a process, or one of its threads.

    Attributes:
        letter: The process's letter on screen.
        process: The process.
        thread: None for the process itself.
        is_last: The last thread of its process.
        ended: The process has ended; what is shown is what was seen last.
        cpu: Share of one CPU since the look before, 0 to 1; None: unknown.
        changed: It started, or moved its stack, a moment ago.
    """

    letter: str
    process: Process
    thread: Thread | None = None
    is_last: bool = False
    ended: bool = False
    cpu: float | None = None
    changed: bool = False


def branches(
    letter: str,
    process: Process,
    *,
    ended: bool = False,
    cpu: Mapping[int, float] | None = None,
    started: frozenset[int] = frozenset(),
) -> tuple[Branch, ...]:
    """Return the lines of one process: itself, then its threads.

    Args:
        letter: The process's letter on screen.
        process: Threads in the order to show.
        ended: It has ended.
        cpu: Share of one CPU by TID.
        started: TIDs that started a moment ago.
    """
    cpu, threads = cpu or {}, process.threads
    rest = tuple(
        Branch(
            letter,
            process,
            thread,
            is_last=at == len(threads),
            ended=ended,
            cpu=cpu.get(thread.tid),
            changed=thread.tid in started,
        )
        for at, thread in enumerate(threads, 1)
    )
    return (Branch(letter, process, ended=ended), *rest)


def branch_line(branch: Branch, width: int, machine: str) -> Line:
    """Draw one line of the tree."""
    if branch.thread is None:
        return _process_line(branch, width)
    return _thread_line(branch, branch.thread, width, machine)


def _process_line(branch: Branch, width: int) -> Line:
    process = branch.process
    note = _("ended") if branch.ended else _threads_note(process.threads)
    style = "bad" if branch.ended else "muted"
    room = max(0, width - 3 - len(str(process.pid)) - 2 - len(note) - 1)
    return fit_line(
        (
            Run(f" {branch.letter} ", "tag"),
            Run(f" {process.pid} ", "strong"),
            cell(process_name(process), room, "strong"),
            Run(f" {note}", style),
        ),
        width,
    )


def _threads_note(threads: Sequence[Thread]) -> str:
    return f"×{len(threads)}" if len(threads) > 1 else ""


def _thread_line(branch: Branch, thread: Thread, width: int, machine: str) -> Line:
    glyph, style = STATE_GLYPHS.get(thread.state, ("?", "muted"))
    if branch.ended:
        glyph, style = "✕", "faint"
    head = (
        Run("└ " if branch.is_last else "├ ", "faint"),
        Run(f"{glyph} ", style),
        Run(f"{thread.tid} ", "muted"),
    )
    room = width - width_of(head)
    stack = _stack_runs(thread, branch.process.pid, room)
    name = thread_name(thread, branch.process)
    doing = f" {_doing(branch, thread, machine)}"
    left = room - width_of(stack)
    doing_width = 9 if room >= 27 else 6 if room >= 19 else 0
    if doing_width:  # a long word takes what a short name leaves
        spare = left - cell_width(name)
        doing_width = max(doing_width, min(spare, cell_width(doing)))
    return fit_line(
        (
            *head,
            cell(name, left - doing_width, "strong" if branch.changed else ""),
            cell(doing, doing_width, "good" if thread.state == "R" else "muted", ">"),
            *stack,
        ),
        width,
    )


def _doing(branch: Branch, thread: Thread, machine: str) -> str:
    if branch.ended:
        return ""
    if branch.cpu is not None and branch.cpu >= 0.005:
        return _("cpu {percent}%").format(percent=min(100, round(branch.cpu * 100)))
    if thread.state == "R":
        return _("cpu")
    return syscall_name(thread.syscall, branch.process.abi or machine) or ""


def _stack_runs(thread: Thread, pid: int, room: int) -> Line:
    """What of its stack is touched, and the stack's letter where there is room."""
    if room < 12:
        return ()
    width = 8 if room >= 24 else 5
    if thread.stack is None:
        return (cell("–", width, "faint", ">"),)
    kind = Kind.STACK if thread.tid == pid else Kind.THREAD_STACK
    size = compact_bytes(thread.stack.resident)
    style = f"ink.{kind.value}"
    if width == 5:
        return (cell(size, 5, style, ">"),)
    return (
        Run(f"  {KIND_STYLES[kind].letter} ", f"{style} strong"),
        cell(size, 4, style, ">"),
    )
