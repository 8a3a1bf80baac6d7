"""Which program each process runs: what people call it, and who started it when."""

import os
import re
from collections.abc import Iterator

from msgspec import Struct

from memscope.errors import ParseError, ProcError
from memscope.parse.stat import Stat, parse_stat
from memscope.proc.fs import ProcDir, ProcFs

_NAME = 15
"""Bytes of a name that the kernel keeps (TASK_COMM_LEN less the end)."""
_MOST = 1 << 16
"""Bytes of arguments that anybody wants to see."""


class RunsNow(Struct, frozen=True, gc=False):
    """One process, and what it may be called.

    Attributes:
        pid: Process id.
        ppid: Its parent's.
        name: As the kernel calls it.
        exe: Path of its program; None when we may not know.
        cmdline: Arguments; () for zombies and kernel threads.
        uid: Of its owner.
        start_ticks: Start time in clock ticks since boot.
        is_kernel_thread: It belongs to the kernel and has no memory of its own.
        has_ended: It only waits to be reaped.
    """

    pid: int
    ppid: int
    name: str
    exe: str | None
    cmdline: tuple[str, ...]
    uid: int
    start_ticks: int
    is_kernel_thread: bool
    has_ended: bool

    @property
    def has_memory(self) -> bool:
        """There is something to look at."""
        return not (self.is_kernel_thread or self.has_ended)

    @property
    def names(self) -> frozenset[str]:
        """What people may call it: by the kernel, by its file, by how it was started.

        The kernel keeps no more than the beginning of a name.
        """
        first = self.cmdline[0] if self.cmdline else ""
        found = {self.name, _last_part(first.removeprefix("-"))}
        if self.exe:
            found.add(_last_part(self.exe.removesuffix(" (deleted)")))
        found |= self._long_names()
        return frozenset(found - {""})

    def _long_names(self) -> set[str]:
        """The whole name of a script, of which the kernel keeps the beginning."""
        if len(os.fsencode(self.name)) < _NAME:
            return set()
        parts = map(_last_part, self.cmdline[:3])
        return {one for one in parts if one.startswith(self.name)}


def _last_part(path: str) -> str:
    return path.rpartition("/")[2]


def programs(fs: ProcFs | None = None) -> Iterator[RunsNow]:
    """Yield what every process that we may see runs, in order of pid."""
    fs = fs or ProcFs()
    for pid in sorted(int(one) for one in os.listdir(fs.root) if _NUMBER.match(one)):
        try:
            with fs.process(pid) as directory:
                yield _program(directory)
        except (ProcError, ParseError, OSError):
            continue  # it ended since it was listed, or is hidden


_NUMBER = re.compile(r"[0-9]{1,10}\Z")


def _program(directory: ProcDir) -> RunsNow:
    stat = parse_stat(directory.read("stat"))
    return RunsNow(
        directory.pid,
        stat.ppid,
        stat.name,
        None if stat.is_kernel_thread else directory.program(),
        _cmdline(directory, stat),
        os.fstat(directory.fd).st_uid,
        stat.start_ticks,
        stat.is_kernel_thread,
        stat.state in "ZX",
    )


def _cmdline(directory: ProcDir, stat: Stat) -> tuple[str, ...]:
    if stat.is_kernel_thread:
        return ()
    try:
        fd = directory.open("cmdline")
    except ProcError:
        return ()
    try:
        data = os.read(fd, _MOST)
    except OSError:
        return ()
    finally:
        os.close(fd)
    words = data.split(b"\0")
    return tuple(map(os.fsdecode, words[:-1] if words[-1] == b"" else words))
