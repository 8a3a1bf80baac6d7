"""What a control group is charged with, under the same names for both versions.

Kernel: Documentation/admin-guide/cgroup-v2.rst (`memory.stat`), cgroup-v1/memory.rst.
"""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from memscope.model.cgroup import Cgroup

_OF_KERNEL = ("kernel_stack", "pagetables", "percpu", "vmalloc", "slab")
"""What `kernel` is the sum of; before Linux 5.18 there was no such line."""


class Charges(Struct, frozen=True, gc=False, kw_only=True):
    """Bytes charged to a group and those below it; None: the kernel does not tell.

    Attributes:
        current: All of it.
        cache: Pages of files on a disk, mapped or not.
        waiting: Of `cache`, what has to be written before it can be dropped.
        shmem: Files that live in RAM, and shared memory.
        kernel: The kernel's own memory, sockets' buffers included.
        reclaimable: Of `kernel`, what is given up when there is need.
        parts: The other parts of `kernel` that are told apart, by the kernel's names.
        is_told: The kernel has said what `kernel` is; else it is what is left over.
    """

    current: int
    cache: int | None
    waiting: int
    shmem: int | None
    kernel: int | None
    reclaimable: int | None
    parts: dict[str, int]
    is_told: bool


def charges_of(group: Cgroup) -> Charges | None:
    """Return what a group is charged with; None where its sum is unknown."""
    if group.current is None or not group.stat:
        return None
    if group.version == 1:
        return _of_version1(group.current, group.stat)
    return _of_version2(group.current, group.stat)


def _of_version2(current: int, stat: Mapping[str, int]) -> Charges:
    kernel = stat.get("kernel")
    if kernel is None:
        kernel = _sum(stat, "kernel_stack", "slab")
        if kernel is not None:
            kernel = sum(stat.get(name, 0) for name in _OF_KERNEL)
    return Charges(
        current=current,
        cache=_sum(stat, "active_file", "inactive_file"),
        waiting=stat.get("file_dirty", 0) + stat.get("file_writeback", 0),
        shmem=stat.get("shmem"),
        kernel=None if kernel is None else kernel + stat.get("sock", 0),
        reclaimable=stat.get("slab_reclaimable"),
        parts={
            name: stat[name]
            for name in ("sock", "pagetables", "kernel_stack", "slab_unreclaimable")
            if name in stat
        },
        is_told=True,
    )


def _of_version1(current: int, stat: Mapping[str, int]) -> Charges:
    """Take the sums over groups below; version 1 leaves the kernel's part out."""
    users = _sum(stat, "total_rss", "total_cache")
    told = stat.get("kernel")
    left = None if users is None else max(current - users, 0)
    return Charges(
        current=current,
        cache=_sum(stat, "total_active_file", "total_inactive_file"),
        waiting=stat.get("total_dirty", 0) + stat.get("total_writeback", 0),
        shmem=stat.get("total_shmem"),
        kernel=left if told is None else told,
        reclaimable=None,
        parts={},
        is_told=told is not None,
    )


def _sum(stat: Mapping[str, int], *names: str) -> int | None:
    """A missing part makes the sum unknown, not smaller."""
    if not all(name in stat for name in names):
        return None
    return sum(stat[name] for name in names)


def groups_of(groups: Iterable[Cgroup | None]) -> tuple[Cgroup, ...]:
    """Return each group once, however many processes are in it."""
    found = {(one.version, one.path): one for one in groups if one is not None}
    return tuple(found.values())


def limit_of(group: Cgroup) -> int | None:
    """Return how much a group itself may be charged with; None: it has no limit."""
    bound = group.bound("memory.max")
    if group.limit is not None or bound is None:
        return group.limit
    return bound.limit if bound.path == group.path else None
