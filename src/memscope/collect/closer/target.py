"""Opens what a pid or a TID names, and knows whether it lives."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from memscope.errors import ProcessGone, UsageProblem
from memscope.i18n import N_, _
from memscope.model.process import Process
from memscope.parse.stat import Stat, parse_stat
from memscope.parse.status import parse_status
from memscope.proc.fs import ProcDir, ProcFs
from memscope.proc.refusals import explained
from memscope.proc.tasks import live_task, read_tasks

_ENDED = N_("It has ended and only waits to be reaped by its parent.")


@dataclass(frozen=True, slots=True)
class OpenTarget:
    """A process, or one thread of it, with an address space.

    Attributes:
        asked: The number that was asked for, a pid or a TID.
        pid: The process.
        live_tid: A thread of it that is alive: the one asked for, if that one is.
        stat: Of the process or thread that was asked for.
        directory: Shows the address space.
    """

    asked: int
    pid: int
    live_tid: int
    stat: Stat
    directory: ProcDir

    def is_unchanged(self) -> bool:
        """Tell whether it still runs the program that it ran when it was opened.

        Raises:
            ProcessGone: It ended.
        """
        now = parse_stat(self.directory.read("stat"))
        if now.state in "ZX" and self.stat.state not in "ZX":
            raise ProcessGone(self.asked)
        return now.start_stack == self.stat.start_stack


@contextmanager
def target(asked: int, fs: ProcFs | None = None) -> Iterator[OpenTarget]:
    """Open a process or a thread for the length of the block.

    Raises:
        ProcessGone: There is none, or it has ended and is a zombie.
        UsageProblem: It is a kernel thread, which has no address space.
    """
    with (fs or ProcFs()).process(asked) as directory, explained(directory):
        stat = parse_stat(directory.read("stat"))
        pid = parse_status(directory.read("status")).tgid or asked
        if stat.is_kernel_thread:
            why = _("process {pid} is a kernel thread: it has no address space")
            raise UsageProblem(why.format(pid=asked))
        if stat.state not in "ZX":
            yield OpenTarget(asked, pid, asked, stat, directory)
            return
        # The main thread may have ended while others go on with its memory.
        live = live_task(read_tasks(directory)[0])
        if live is None:
            raise ProcessGone(asked, hint=_ENDED)
        home_of = directory.below(f"task/{live.tid}", live.tid)
        with home_of as home, explained(home):
            yield OpenTarget(asked, pid, live.tid, stat, home)


ENDED = "ZX"
"""States of threads that have ended."""


@contextmanager
def living_directory(fs: ProcFs, process: Process) -> Iterator[ProcDir]:
    """Hold the directory open that still shows the memory of a process.

    When the main thread has ended and others go on, that is the directory of one of
    them.

    Raises:
        ProcessGone: It ended, or its number belongs to another process now.
    """
    with fs.process(process.pid) as directory, explained(directory):
        if parse_stat(directory.read("stat")).start_ticks != process.start_ticks:
            raise ProcessGone(process.pid)
        if process.state not in ENDED:
            yield directory
            return
        living = (one.tid for one in process.threads if one.state not in ENDED)
        tid = next(living, None)
        if tid is None:
            raise ProcessGone(process.pid)
        with directory.below(f"task/{tid}", tid) as home, explained(home):
            yield home
