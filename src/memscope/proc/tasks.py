"""The threads of a process, read file by file through its directory."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from msgspec import Struct

from memscope.errors import AccessDenied, NotProvided, ParseError, ProcError
from memscope.parse.stat import ThreadStat, parse_thread_stat
from memscope.parse.syscall import RUNNING, Position, parse_syscall
from memscope.proc.fs import ProcDir
from memscope.proc.side_by_side import Work

_WORTH_A_FORK = 1000
"""Threads."""
_AT_ONCE = 50
_STAT_SIZE = 1024
_FLAGS = os.O_RDONLY | os.O_CLOEXEC


class Task(Struct, frozen=True, gc=False):
    """One thread as two files tell it.

    Attributes:
        tid: Thread id, as we see it.
        name: `comm`, up to 15 bytes.
        state: One letter.
        cpu_ticks: User and system time in clock ticks.
        position: SP and PC; None when we were not allowed to know.
        start_ticks: Start time in clock ticks since boot; with the TID an identity.
    """

    tid: int
    name: str
    state: str
    cpu_ticks: int
    position: Position | None
    start_ticks: int


_Texts: TypeAlias = tuple[bytes, bytes]
"""What stat and syscall of a thread say."""


class _SeenThread(Struct, frozen=True, gc=False):
    """A thread in the last look, the bytes that said so, and their files."""

    stat: ThreadStat
    syscall: bytes
    task: Task
    files: tuple[bytes, bytes]


@dataclass(slots=True)
class TaskReader:
    """Reads one process's threads again and again.

    Most threads sleep. What the kernel says of one in the same bytes as before is not
    parsed again, and its `Task` is the same object as in the last look.
    """

    _seen: dict[int, _SeenThread] = field(default_factory=dict)
    _texts: dict[int, _Texts] = field(default_factory=dict)
    _refused: str | None = None

    def read(self, directory: ProcDir) -> tuple[list[Task], str | None]:
        """Read every thread; one that ends meanwhile is left out.

        Returns:
            Threads in order of TID with the main thread first, and why positions are
            missing (None when they are not).

        Raises:
            ProcError: The process is gone or hides its threads.
        """
        with directory.below("task", directory.pid) as home:
            tids = sorted(map(int, home.list(".")))
            texts = _read_side_by_side(home.fd, tids)
            # When all of them say what they said, so do the tasks.
            if len(texts) < len(tids) or texts != self._texts:
                self._look_at_each(home, tids, texts)
        tasks = [seen.task for seen in self._seen.values()]
        if tasks and tasks[0].tid != directory.pid:
            tasks.sort(key=lambda task: task.tid != directory.pid)
        return tasks, self._refused

    def _look_at_each(
        self, home: ProcDir, tids: list[int], texts: dict[int, _Texts]
    ) -> None:
        before, self._seen, self._refused = self._seen, {}, None
        self._texts = texts
        for tid in tids:
            try:
                self._seen[tid] = self._look(home, tid, before.get(tid), texts.get(tid))
            except (OSError, ParseError):
                continue  # ENOENT and ESRCH: it ended since it was listed

    def _look(
        self, home: ProcDir, tid: int, before: _SeenThread | None, texts: _Texts | None
    ) -> _SeenThread:
        files = before.files if before else _files(tid)
        data = texts[0] if texts else _read_small(home.fd, files[0])
        is_same = before is not None and data.startswith(before.stat.text)
        stat = before.stat if before and is_same else parse_thread_stat(data)
        position, syscall = None, b""
        # The files of a thread that has ended belong to root: that refusal says
        # nothing about its living kin.
        if stat.state in "ZX":
            position = RUNNING
        elif self._refused is None:
            try:
                syscall = texts[1] if texts else _read_small(home.fd, files[1])
            except OSError as error:
                position, self._refused = _no_position(home, tid, error)
            else:
                if before and is_same and syscall == before.syscall:
                    return before
                position = parse_syscall(syscall)
        task = Task(
            tid, stat.name, stat.state, stat.cpu_ticks, position, stat.start_ticks
        )
        return _SeenThread(stat, syscall, task, files)


def read_tasks(directory: ProcDir) -> tuple[list[Task], str | None]:
    """Read every thread once; see `TaskReader.read`."""
    return TaskReader().read(directory)


def position_now(directory: ProcDir, folder: str) -> Position | None:
    """Return where a thread is just now; None when it has ended.

    Args:
        directory: Of its process, or of a thread of it.
        folder: The thread's, as seen from there.
    """
    try:
        return parse_syscall(directory.read(f"{folder}/syscall"))
    except (ProcError, ParseError):
        return None


def task_now(directory: ProcDir, folder: str, task: Task) -> Task | None:
    """Return a thread as it is just now; None when it has ended.

    Args:
        directory: Of its process, or of a thread of it.
        folder: The thread's, as seen from there.
        task: The thread as it was.
    """
    try:
        stat = parse_thread_stat(directory.read(f"{folder}/stat"))
    except (ProcError, ParseError):
        return None
    if stat.start_ticks != task.start_ticks:
        return None
    if stat.state in "ZX":
        position: Position | None = RUNNING
    elif task.position is None:
        position = None
    else:
        position = position_now(directory, folder)
        if position is None:
            return None
    return Task(
        task.tid, stat.name, stat.state, stat.cpu_ticks, position, stat.start_ticks
    )


def _no_position(
    home: ProcDir, tid: int, error: OSError
) -> tuple[Position | None, str | None]:
    """Return what a thread without a readable position is, or why we may not know."""
    if isinstance(error, PermissionError):
        return None, AccessDenied.reason
    refused = None
    if isinstance(error, FileNotFoundError):
        refused = _why_no_position(home, tid)
    return (RUNNING, None) if refused is None else (None, refused)


def _files(tid: int) -> tuple[bytes, bytes]:
    return b"%d/stat" % tid, b"%d/syscall" % tid


def _read_side_by_side(home: int, tids: Sequence[int]) -> dict[int, _Texts]:
    """Read the files of very many threads with forks of ours; few or refused: {}."""

    def texts_of(tid: int) -> _Texts:
        stat, syscall = _files(tid)
        return _read_small(home, stat), _read_small(home, syscall)

    if len(tids) < _WORTH_A_FORK:
        return {}
    try:
        texts_of(tids[0])
    except OSError:
        return {}
    work = Work(tids, texts_of, tuple[int, _Texts], _WORTH_A_FORK, _AT_ONCE)
    return work.side_by_side()


def _read_small(directory: int, name: bytes) -> bytes:
    """Read a file of one short line in one go; thousands are read per look."""
    fd = os.open(name, _FLAGS, dir_fd=directory)
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
