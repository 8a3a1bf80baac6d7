"""How a process stands with the kernel: who is ended first, and what it sees."""

import os

from memscope.errors import ProcError
from memscope.model.standing import Namespaces, Oom
from memscope.parse.status import Status
from memscope.proc.fs import ProcDir

_NAMES = ("cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts")
_WHOLE = b"         0          0 4294967295"
"""The uid_map of the machine's own user namespace: everybody is who he is."""


def oom_of(directory: ProcDir) -> Oom | None:
    """Return who is ended first; None: the kernel does not say."""
    score, adjust = _number(directory, "oom_score"), _number(directory, "oom_score_adj")
    if score is None and adjust is None:
        return None
    return Oom(None if score is None else max(score, 0), adjust)


def namespaces_of(directory: ProcDir, status: Status) -> Namespaces:
    """Return what a process sees of the machine."""
    return Namespaces(_ids(directory), status.numbers("NSpid"))


def is_at_home(directory: ProcDir) -> bool:
    """Tell whether it is in the machine's own user namespace, where rights are real."""
    try:
        return directory.read("uid_map").rstrip() == _WHOLE
    except ProcError:
        return True  # a kernel without user namespaces


def _ids(directory: ProcDir) -> dict[str, int] | None:
    found = {}
    for name in _NAMES:
        try:
            text = os.readlink(f"ns/{name}", dir_fd=directory.fd)
        except PermissionError:
            return None
        except OSError:
            continue
        number = text.rpartition("[")[2].removesuffix("]")
        if number.isdigit():
            found[name] = int(number)
    return found


def _number(directory: ProcDir, name: str) -> int | None:
    try:
        return int(directory.read(name))
    except (ProcError, ValueError):
        return None
