"""All processes of the machine, and the descendants of some."""

import os
from collections.abc import Sequence

from msgspec import Struct

from memscope.errors import ParseError


class Listed(Struct, frozen=True, gc=False):
    """One running process.

    Attributes:
        pid: Process id.
        name: As the kernel calls it.
        user: Owner's name; None when it could not be found out.
        threads: How many; None when unknown.
        resident: Bytes in RAM; None when unknown.
        cmdline: Arguments; () for kernel threads and zombies.
        parent: Its parent's pid; None when unknown.
        virtual: Bytes of addresses that are mapped; None when unknown.
        started: Seconds since the epoch; with the pid this is one process for ever.
        is_refused: We may not read its memory map.
    """

    pid: int
    name: str
    user: str | None
    threads: int | None
    resident: int | None
    cmdline: tuple[str, ...]
    parent: int | None = None
    virtual: int | None = None
    started: float | None = None
    is_refused: bool = False


_FIELDS = [
    *("pid", "name", "username", "num_threads", "memory_info", "cmdline"),
    *("ppid", "create_time"),
]


def list_processes() -> tuple[Listed, ...]:
    """Return all processes we can see, in order of pid; kernel threads are left out.

    What we may not know of a process is None in its record.
    """
    import psutil  # not at the top: a snapshot needs this file, but no psutil

    found = []
    for process in psutil.process_iter(_FIELDS, ad_value=None):
        info = process.info
        memory = info["memory_info"]
        # Kernel threads have no memory of their own, so there is nothing to map.
        if memory is not None and memory.vms == 0:
            continue
        found.append(
            Listed(
                pid=info["pid"],
                name=info["name"] or "",
                user=info["username"],
                threads=info["num_threads"],
                resident=memory.rss if memory is not None else None,
                cmdline=tuple(info["cmdline"] or ()),
                parent=info["ppid"],
                virtual=memory.vms if memory is not None else None,
                started=info["create_time"],
                is_refused=_is_refused(info["pid"]),
            )
        )
    return tuple(sorted(found, key=lambda one: one.pid))


def _is_refused(pid: int) -> bool:
    """Ask the kernel whether we may read a map; it decides when the file is opened."""
    try:
        os.close(os.open(f"/proc/{pid}/maps", os.O_RDONLY | os.O_CLOEXEC))
    except PermissionError:
        return True
    except OSError:  # it has ended meanwhile
        return False
    return False


def pss_of(pid: int) -> int | None:
    """Return a process's proportional share of RAM in bytes; None: not for us to know.

    This holds its lock on the map for a moment; never part of a refresh.
    """
    from memscope.parse.smaps_rollup import parse_rollup

    try:
        descriptor = os.open(f"/proc/{pid}/smaps_rollup", os.O_RDONLY | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            return parse_rollup(file.read()).proportional
    except (OSError, ParseError):
        return None


def with_descendants(pids: Sequence[int]) -> list[int]:
    """Return the processes and all their descendants, parents first."""
    import psutil

    found = dict.fromkeys(pids)
    for pid in pids:
        try:
            children = psutil.Process(pid).children(recursive=True)
        except psutil.Error:
            continue
        found.update(dict.fromkeys(child.pid for child in children))
    return list(found)
