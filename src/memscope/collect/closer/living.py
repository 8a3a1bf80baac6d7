"""Go back to a process of a snapshot: the same one, through a thread that lives."""

from collections.abc import Iterator
from contextlib import contextmanager

from memscope.errors import ProcessGone
from memscope.model.process import Process
from memscope.parse.stat import parse_stat
from memscope.proc.fs import ProcDir, ProcFs

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
    with fs.process(process.pid) as directory:
        if parse_stat(directory.read("stat")).start_ticks != process.start_ticks:
            raise ProcessGone(process.pid)
        if process.state not in ENDED:
            yield directory
            return
        living = (one.tid for one in process.threads if one.state not in ENDED)
        tid = next(living, None)
        if tid is None:
            raise ProcessGone(process.pid)
        with directory.below(f"task/{tid}", tid) as home:
            yield home
