"""Counts the tasks of each user, as RLIMIT_NPROC does: threads, by real user id."""

import os
from collections import Counter

from memscope.errors import ProcError
from memscope.parse.status import parse_status
from memscope.proc.fs import ProcFs

_MACHINES_OWN = "pid:[4026531836]"
"""The pid namespace of the machine itself (kernel: PROC_PID_INIT_INO)."""


def tasks_by_user(fs: ProcFs | None = None) -> dict[int, int] | None:
    """Return how many tasks each user has.

    None: we see a part of the machine only, as in a container.
    """
    fs = fs or ProcFs()
    try:
        if os.readlink(f"{fs.root}/self/ns/pid") != _MACHINES_OWN:
            return None
        pids = [int(name) for name in os.listdir(fs.root) if name.isdigit()]
    except OSError:
        return None
    counts: Counter[int] = Counter()
    for pid in pids:
        try:
            with fs.process(pid) as directory:
                status = parse_status(directory.read("status"))
        except ProcError:
            continue
        user, threads = status.numbers("Uid")[:1], status.numbers("Threads")[:1]
        if user and threads:
            counts[user[0]] += threads[0]
    return dict(counts)
