"""Processes of a list, for tests: what is not said is ordinary."""

from typing import Any

from memscope.model.listing import ListedProcess, RamShare

MIB = 1 << 20


def share(pss: int = 2, uss: int = 1, rss: int = 4, **rest: int) -> RamShare:
    """A share whose parts add up, in MiB."""
    return RamShare(
        resident=rss * MIB,
        proportional=pss * MIB,
        unique=uss * MIB,
        swapped=rest.get("swap", 0) * MIB,
        anonymous=rest.get("anon", uss) * MIB,
        file=(pss - rest.get("anon", uss)) * MIB,
        shmem=0,
        hugetlb=rest.get("hugetlb", 0) * MIB,
        undivided=rest.get("undivided", 0) * MIB,
    )


def listed(pid: int, **rest: Any) -> ListedProcess:
    """A process of the list."""
    known: dict[str, Any] = {
        "ppid": 1,
        "start_ticks": 100 + pid,
        "name": "app",
        "program": "app",
        "user": "ann",
        "cmdline": ("app", str(pid)),
        "threads": 1,
        "share": share(),
    }
    return ListedProcess(pid=pid, **(known | rest))


def refused(pid: int, rss: int = 8, **rest: Any) -> ListedProcess:
    """A process of which only its RSS is known."""
    known = RamShare(resident=rss * MIB)
    return listed(pid, share=known, refused="permission denied", **rest)
