"""Other processes that live in the same memory: vfork, and clone with CLONE_VM.

No file of /proc lists them. Relatives are asked about, since they cost little; all
processes only when a process's own map has a main stack on which it does not run.
"""

import os
from collections.abc import Iterator, Sequence

from memscope.errors import ParseError, ProcError
from memscope.parse.stat import Stat, parse_stat
from memscope.proc.fs import ProcDir, ProcFs
from memscope.proc.kcmp import KcmpUnavailable, compare_address_spaces

_MOST_THREADS = 64
"""Whose children are asked for; a process that forks elsewhere is found from below."""
_MOST = 512
"""Processes to compare with."""


def relatives_in(directory: ProcDir, stat: Stat, tids: Sequence[int]) -> list[int]:
    """Return the parent and those children that share a process's memory.

    Args:
        directory: Of the process.
        stat: Of the same.
        tids: Its threads.
    """
    near = [stat.ppid] if stat.ppid > 0 else []
    for tid in tids[:_MOST_THREADS]:
        try:
            near += map(int, directory.read(f"task/{tid}/children").split())
        except (ProcError, ValueError):
            continue
    return [pid for pid in near[:_MOST] if _is_same(tids[0], pid)]


def all_in(stat: Stat, tid: int) -> list[int]:
    """Return all processes that share a thread's memory.

    What lives in one memory was put there by one exec, so its bounds are the same.

    Args:
        stat: Of its process.
        tid: A living thread.
    """
    alike = [pid for pid, other in _others(tid) if other.program == stat.program]
    return [pid for pid in alike[:_MOST] if _is_same(tid, pid)]


def _others(tid: int) -> Iterator[tuple[int, Stat]]:
    fs = ProcFs()
    for name in os.listdir("/proc"):
        if name.isdecimal() and int(name) != tid:
            try:
                yield int(name), parse_stat(fs.read(f"{name}/stat"))
            except (OSError, ProcError, ParseError):
                continue


def _is_same(tid: int, pid: int) -> bool:
    try:
        return compare_address_spaces(tid, pid) == 0
    except KcmpUnavailable:
        return False
