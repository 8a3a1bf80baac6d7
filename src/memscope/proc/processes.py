"""All processes of the machine, and the descendants of some."""

from collections.abc import Sequence

from msgspec import Struct


class Listed(Struct, frozen=True, gc=False):
    """One running process.

    Attributes:
        pid: Process id.
        name: As the kernel calls it.
        user: Owner's name; None when it could not be found out.
        threads: How many; None when unknown.
        resident: Bytes in RAM; None when unknown.
        cmdline: Arguments; () for kernel threads and zombies.
    """

    pid: int
    name: str
    user: str | None
    threads: int | None
    resident: int | None
    cmdline: tuple[str, ...]


_FIELDS = ["pid", "name", "username", "num_threads", "memory_info", "cmdline"]


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
            )
        )
    return tuple(sorted(found, key=lambda one: one.pid))


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
