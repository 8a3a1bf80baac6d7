"""What is charged to control groups, beside what their processes map."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from memscope.analyze.listing.sums import summed_up
from memscope.model.cgroup import Cgroup
from memscope.model.listing import CgroupCharge, ListedProcess, ProcessGroup

_NAMES = {
    1: ("total_rss", "total_cache", "total_shmem"),
    2: ("anon", "file", "shmem"),
}
"""In `memory.stat`, by version; pages of files have shared memory in them."""


def with_charges(
    groups: Iterable[ProcessGroup],
    processes: Sequence[ListedProcess],
    cgroups: Mapping[str, Cgroup],
    *,
    is_whole: bool,
) -> tuple[ProcessGroup, ...]:
    """Return the groups with what is charged to each, where that could be read.

    The kernel charges a group with what is charged to those below it, so the processes
    of those are added up, too.

    Args:
        groups: Summed up by cgroup.
        processes: Those of the list.
        cgroups: What the kernel says of each, by path.
        is_whole: All processes are in the list; else their sum says nothing.
    """
    listed = processes if is_whole else None
    return tuple(
        replace(one, charge=_charge(cgroups[one.name], listed))
        if one.name in cgroups
        else one
        for one in groups
    )


def _charge(cgroup: Cgroup, processes: Sequence[ListedProcess] | None) -> CgroupCharge:
    inside = [one for one in processes or () if _is_in(one.cgroup, cgroup.path)]
    anonymous, files, shmem = map(cgroup.stat.get, _NAMES[cgroup.version])
    return CgroupCharge(
        current=cgroup.current,
        limit=cgroup.limit,
        processes=summed_up("", inside).share.proportional,
        anonymous=anonymous,
        file=_less(files, shmem),
        shmem=shmem,
        kernel=_less(cgroup.current, anonymous, files),
    )


def _is_in(path: str | None, group: str) -> bool:
    return path is not None and f"{path}/".startswith(f"{group.rstrip('/')}/")


def _less(whole: int | None, *parts: int | None) -> int | None:
    """Return the rest; None: a part is unknown, or they were read too far apart."""
    known = [part for part in parts if part is not None]
    if whole is None or len(known) < len(parts) or sum(known) > whole:
        return None
    return whole - sum(known)
