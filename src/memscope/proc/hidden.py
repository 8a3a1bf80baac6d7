"""Processes that /proc hides from us: its mount option hidepid.

One that is not shown may have ended, or the mount hides it. Signal 0, which does
nothing, tells: it is refused for one that lives, and finds nobody else.
"""

import os
from collections.abc import Callable, Iterable

from memscope.parse.status import parse_status
from memscope.proc.remedies import as_owner, to_see_hidden

_SHOWN = frozenset(("hidepid=off", "hidepid=0"))
_FROM_ALL = frozenset(("hidepid=ptraceable", "hidepid=4"))
"""No group is exempt (kernel: has_pid_permissions)."""
_SYS_PTRACE = 19
"""Number of the capability."""


def is_hidden(root: str, pid: int) -> bool:
    """Tell whether a process lives that this /proc does not show to us.

    Args:
        root: Of the procfs mount.
        pid: Process or thread.
    """
    return hides_processes(root) and _lives(pid)


def remedy_for_folder(root: str, pid: int) -> str:
    """Return what would allow to open the folder of a process."""
    return to_see_hidden() if is_hidden(root, pid) else as_owner()


def hides_processes(root: str) -> bool:
    """Tell whether a procfs mount hides processes from those who may not trace them."""
    return _with_mounts(lambda mounts: is_hiding(mounts, root))


def hides_from_us(root: str) -> bool:
    """Tell whether processes of others are hidden from this process of ours."""
    groups = {os.getegid(), *os.getgroups()}
    return not _may_trace_all() and _with_mounts(
        lambda mounts: is_hiding(mounts, root, groups)
    )


def _with_mounts(ask: Callable[[Iterable[str]], bool]) -> bool:
    try:
        with open("/proc/self/mountinfo", encoding="utf-8", errors="replace") as file:
            return ask(file)
    except OSError:
        return False


def is_hiding(mounts: Iterable[str], root: str, groups: Iterable[int] = ()) -> bool:
    """Tell from the lines of mountinfo whether a procfs mount hides processes.

    Args:
        mounts: Lines.
        root: Of the mount.
        groups: Of whoever looks; one of them may be exempt (`gid=`).
    """
    options: list[str] = []
    for line in mounts:
        words = line.split()
        # What is mounted later covers what was there before.
        if words[4] == root:
            options = words[-1].split(",")
    hides = [one for one in options if one.startswith("hidepid=")]
    if not hides or hides[0] in _SHOWN:
        return False
    exempt = next((one[4:] for one in options if one.startswith("gid=")), "0")
    return hides[0] in _FROM_ALL or exempt not in set(map(str, groups))


def _may_trace_all() -> bool:
    try:
        with open("/proc/self/status", "rb") as file:
            fields = parse_status(file.read()).fields
        return bool(int(fields["CapEff"], 16) >> _SYS_PTRACE & 1)
    except (OSError, KeyError, ValueError):
        return False


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except (ProcessLookupError, OverflowError):
        return False
    return True
