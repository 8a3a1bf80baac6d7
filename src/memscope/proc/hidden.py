"""Processes that /proc hides from us: its mount option hidepid.

One that is not shown may have ended, or the mount hides it. Signal 0, which does
nothing, tells: it is refused for one that lives, and finds nobody else.
"""

import os
from collections.abc import Iterable

from memscope.proc.remedies import as_owner, to_see_hidden

_SHOWN = frozenset(("hidepid=off", "hidepid=0"))


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
    try:
        with open("/proc/self/mountinfo", encoding="utf-8", errors="replace") as file:
            return is_hiding(file, root)
    except OSError:
        return False


def is_hiding(mounts: Iterable[str], root: str) -> bool:
    """Tell from the lines of mountinfo whether a procfs mount hides processes."""
    hides = False
    for line in mounts:
        words = line.split()
        # What is mounted later covers what was there before.
        if words[4] == root:
            options = words[-1].split(",")
            hides = any(
                word.startswith("hidepid=") and word not in _SHOWN for word in options
            )
    return hides


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except (ProcessLookupError, OverflowError):
        return False
    return True
