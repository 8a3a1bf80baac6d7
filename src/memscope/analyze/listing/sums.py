"""Sums over processes that add up: each address space once, the refused ones apart."""

from collections.abc import Callable, Iterable, Sequence

from memscope.model.listing import GroupedBy, ListedProcess, ProcessGroup, RamShare
from memscope.model.region import LARGEST

_SIZES: dict[str, Callable[[RamShare], int | None]] = {
    "pss": lambda share: share.proportional,
    "uss": lambda share: share.unique,
    "rss": lambda share: share.resident,
    "swap": lambda share: share.swapped,
    "anon": lambda share: share.anonymous,
    "file": lambda share: share.file,
    "shmem": lambda share: share.shmem,
}
PROCESS_ORDERS = (*_SIZES, "threads", "name", "user", "pid")
"""Sizes and counts come largest first, names and numbers in their own order."""
GROUP_ORDERS = (*_SIZES, "threads", "name", "count")
_NAMES: dict[GroupedBy, Callable[[ListedProcess], str]] = {
    GroupedBy.PROGRAM: lambda one: one.program,
    GroupedBy.USER: lambda one: one.user,
    GroupedBy.CGROUP: lambda one: one.cgroup or "",
}


def in_order(
    processes: Iterable[ListedProcess], order: str
) -> tuple[ListedProcess, ...]:
    """Sort processes; those of which the size is unknown come after the others.

    Args:
        processes: Any.
        order: One of `PROCESS_ORDERS`.
    """
    by_pid = sorted(processes, key=lambda one: one.pid)
    if order == "pid":
        return tuple(by_pid)
    if order in ("name", "user"):
        key = "program" if order == "name" else "user"
        return tuple(sorted(by_pid, key=lambda one: str(getattr(one, key)).lower()))
    if order == "threads":
        return tuple(sorted(by_pid, key=lambda one: -one.threads))
    return tuple(sorted(by_pid, key=lambda one: _largest_first(one.share, order)))


def groups_in_order(
    groups: Iterable[ProcessGroup], order: str
) -> tuple[ProcessGroup, ...]:
    """Sort groups likewise.

    Args:
        groups: Any.
        order: One of `GROUP_ORDERS`.
    """
    by_name = sorted(groups, key=lambda one: one.name.lower())
    if order == "name":
        return tuple(by_name)
    if order in ("threads", "count"):
        is_count = order == "count"
        return tuple(
            sorted(by_name, key=lambda g: -(len(g.pids) if is_count else g.threads))
        )
    return tuple(sorted(by_name, key=lambda one: _largest_first(one.share, order)))


def _largest_first(share: RamShare, order: str) -> tuple[bool, int, int]:
    size = _SIZES[order](share)
    return size is None, -(size or 0), -(share.resident or 0)


def grouped(
    processes: Iterable[ListedProcess], by: GroupedBy
) -> tuple[ProcessGroup, ...]:
    """Sum up the processes of each program, user or cgroup."""
    name_of = _NAMES[by]
    members: dict[str, list[ListedProcess]] = {}
    for one in processes:
        members.setdefault(name_of(one), []).append(one)
    return tuple(summed_up(name, some) for name, some in members.items())


def summed_up(name: str, processes: Sequence[ListedProcess]) -> ProcessGroup:
    """Sum up some processes.

    Args:
        name: Of the group.
        processes: Who is in it.
    """
    refused = [one for one in processes if one.refused is not None]
    read = [one for one in processes if one.refused is None]
    counted = _once_each(read)
    return ProcessGroup(
        name=name,
        pids=tuple(one.pid for one in in_order(processes, "pss")),
        threads=sum(one.threads for one in processes),
        share=_sum([one.share for one in counted]) if counted else RamShare(),
        refused=len(refused),
        refused_resident=sum(one.share.resident or 0 for one in refused),
    )


def _once_each(processes: Sequence[ListedProcess]) -> list[ListedProcess]:
    """Leave out who lives in the memory of one that is left in."""
    spaces: dict[int, ListedProcess] = {}
    for one in processes:
        spaces.setdefault(one.pid if one.same_as is None else one.same_as, one)
    return list(spaces.values())


def _sum(shares: Sequence[RamShare]) -> RamShare:
    def total(order: str) -> int | None:
        return _total([_SIZES[order](share) for share in shares])

    return RamShare(
        resident=total("rss"),
        proportional=total("pss"),
        unique=total("uss"),
        swapped=total("swap"),
        anonymous=total("anon"),
        file=total("file"),
        shmem=total("shmem"),
        hugetlb=sum(share.hugetlb for share in shares),
        undivided=sum(share.undivided for share in shares),
    )


def _total(sizes: Sequence[int | None]) -> int | None:
    """One kernel says the same of all; what it says of some alone has no sum."""
    known = [size for size in sizes if size is not None]
    return min(sum(known), LARGEST) if len(known) == len(sizes) else None
