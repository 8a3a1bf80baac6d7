"""Sums up the processes of a control group and of those below it."""

import os
from collections.abc import Iterator

from memscope.errors import ProcError
from memscope.model.cgroup import Members
from memscope.parse.cgroup import parse_pids
from memscope.parse.status import Status, parse_status
from memscope.proc.cgroups import ControlGroup
from memscope.proc.fs import ProcFs

_MOST_GROUPS = 2000
_MOST_PROCESSES = 5000
_SUMS = {
    "anonymous": "RssAnon",
    "file": "RssFile",
    "shmem": "RssShmem",
    "swapped": "VmSwap",
    "page_tables": "VmPTE",
}


def members_of(group: ControlGroup, fs: ProcFs | None = None) -> Members | None:
    """Return what the processes of a group add up to.

    None: it has too many of them, or groups, to ask them all; or we may not know.
    """
    pids = _pids_of(group)
    if pids is None:
        return None
    known = [status for pid in pids if (status := _status(fs or ProcFs(), pid))]
    sums = {
        ours: sum(one.bytes_of(theirs) or 0 for one in known)
        for ours, theirs in _SUMS.items()
    }
    return Members(processes=len(pids), unknown=len(pids) - len(known), **sums)


def _pids_of(group: ControlGroup) -> list[int] | None:
    pids: list[int] = []
    for at, one in enumerate(_downwards(group)):
        if at >= _MOST_GROUPS or len(pids) > _MOST_PROCESSES:
            return None
        data = one.read("cgroup.procs")
        if not data and at == 0 and not one.has("cgroup.procs"):
            return None
        pids += parse_pids(data)
    return pids


def _downwards(group: ControlGroup) -> Iterator[ControlGroup]:
    waiting = [group]
    while waiting:
        one = waiting.pop()
        yield one
        try:
            with os.scandir(one.folder) as entries:
                waiting += (
                    ControlGroup(f"{one.path.rstrip('/')}/{entry.name}", entry.path)
                    for entry in entries
                    if entry.is_dir(follow_symlinks=False)
                )
        except OSError:
            continue


def _status(fs: ProcFs, pid: int) -> Status | None:
    """Return the status of a process; None: it ended, or is hidden from us."""
    if not pid:
        return None
    try:
        with fs.process(pid) as directory:
            return parse_status(directory.read("status"))
    except ProcError:
        return None
