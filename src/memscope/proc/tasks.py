"""The threads of a process, read file by file through its directory."""

import os
from collections.abc import Sequence

from msgspec import Struct

from memscope.errors import AccessDenied, NotProvided, ParseError, ProcError
from memscope.parse.stat import parse_thread_stat
from memscope.parse.syscall import RUNNING, Position, parse_syscall
from memscope.proc.fs import ProcDir

_STAT_SIZE = 1024


class Task(Struct, frozen=True, gc=False):
    """One thread as two files tell it.

    Attributes:
        tid: Thread id, as we see it.
        name: `comm`, up to 15 bytes.
        state: One letter.
        cpu_ticks: User and system time in clock ticks.
        position: SP and PC; None when we were not allowed to know.
    """

    tid: int
    name: str
    state: str
    cpu_ticks: int
    position: Position | None


def read_tasks(directory: ProcDir) -> tuple[list[Task], str | None]:
    """Read every thread; one that ends meanwhile is left out.

    Returns:
        Threads in order of TID with the main thread first, and why positions are
        missing (None when they are not).

    Raises:
        ProcError: The process is gone or hides its threads.
    """
    refused: str | None = None
    tasks: list[Task] = []
    with directory.below("task", directory.pid) as home:
        for tid in sorted(map(int, home.list("."))):
            try:
                name, state, ticks = parse_thread_stat(_read_small(home, f"{tid}/stat"))
            except (OSError, ParseError):
                continue  # ENOENT and ESRCH: it ended between listing and reading
            # The files of a thread that has ended belong to root: that refusal says
            # nothing about its living kin.
            position = RUNNING if state in "ZX" else None
            if refused is None and position is None:
                position, refused = _position(home, tid)
            tasks.append(Task(tid, name, state, ticks, position))
    if tasks and tasks[0].tid != directory.pid:
        tasks.sort(key=lambda task: task.tid != directory.pid)
    return tasks, refused


def _position(home: ProcDir, tid: int) -> tuple[Position | None, str | None]:
    """Return where a thread is, or why we may not know."""
    try:
        return parse_syscall(_read_small(home, f"{tid}/syscall")), None
    except PermissionError:
        return None, AccessDenied.reason
    except FileNotFoundError:
        refused = _why_no_position(home, tid)
        return (RUNNING, None) if refused is None else (None, refused)
    except OSError:
        return RUNNING, None


def _read_small(directory: ProcDir, name: str) -> bytes:
    """Read a file of one short line in one go; thousands are read per look."""
    fd = os.open(name, os.O_RDONLY | os.O_CLOEXEC, dir_fd=directory.fd)
    try:
        return os.read(fd, _STAT_SIZE)
    finally:
        os.close(fd)


def _why_no_position(home: ProcDir, tid: int) -> str | None:
    """Tell a thread that ended from a kernel without syscall files."""
    try:
        names = home.list(str(tid))
    except ProcError:
        return None
    return None if "syscall" in names else NotProvided.reason


def live_task(tasks: Sequence[Task]) -> Task | None:
    """Return a thread whose directory still shows the address space.

    The main thread may have ended while others go on; its files are then empty.
    """
    return next((task for task in tasks if task.state not in "ZX"), None)
