"""The list of all processes and what each takes of the RAM, or of those one names."""

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from memscope.analyze.listing.pattern import NamePattern
from memscope.analyze.listing.programs import program_of
from memscope.analyze.listing.ram import machine_ram
from memscope.analyze.listing.sums import (
    GROUP_ORDERS,
    PROCESS_ORDERS,
    grouped,
    groups_in_order,
    in_order,
    summed_up,
)
from memscope.errors import UsageProblem
from memscope.garbage import uncollected
from memscope.i18n import _
from memscope.model.listing import (
    GroupedBy,
    ListedProcess,
    Listing,
    MachineRam,
    NotListed,
    RamShare,
)
from memscope.model.snapshot import Gap
from memscope.parse.meminfo import parse_meminfo
from memscope.proc.fs import ProcFs
from memscope.proc.hidden import hides_from_us
from memscope.proc.machine import is_in_pid_namespace, this_system
from memscope.proc.ram_shares import Sighting, all_pids, sightings
from memscope.proc.users import user_name

if TYPE_CHECKING:
    from memscope.proc.cgroup_places import CgroupPlaces


def processes(
    pattern: str | None = None,
    *,
    by: GroupedBy | str = GroupedBy.PROCESS,
    sort: str = "pss",
) -> Listing:
    """List all processes that may be seen, and what each takes of the RAM.

    Args:
        pattern: Only those that it names: a process id, a part of name, program or
            command line, a user's name, or one of these with `*`, `?` and `[...]`.
            Whoever asks is not among them.
        by: What to sum up by: `process` (nothing), `program`, `user`, `cgroup`.
        sort: `pss`, `uss`, `rss`, `swap`, `anon`, `file`, `shmem`, `threads`, `name`,
            and of processes `pid` or `user`, of groups `count`.

    Raises:
        UsageProblem: There is no such order, or the pattern is empty.
    """
    return take_listing(pattern, by=GroupedBy(by), sort=sort, fs=ProcFs())


def take_listing(
    pattern: str | None, *, by: GroupedBy, sort: str, fs: ProcFs
) -> Listing:
    """List processes; see `processes`."""
    _check(pattern, by, sort)
    taken_at, began = datetime.now(UTC), time.perf_counter()
    with uncollected():
        seen, vanished = sightings(
            all_pids(fs),
            wanted=_wanted(pattern),
            cgroups=by is GroupedBy.CGROUP,
            fs=fs,
        )
        places = _places(fs) if by is GroupedBy.CGROUP else None
        listed, gaps = _listed(seen, places)
        groups = grouped(listed, by) if by is not GroupedBy.PROCESS else ()
        if places is not None:
            from memscope.analyze.listing.charges import with_charges

            is_whole = pattern is None
            groups = with_charges(groups, listed, places.groups, is_whole=is_whole)
        total = summed_up("", listed)
        order = sort if sort in PROCESS_ORDERS else "pss"
        ram = None if pattern else _ram(fs, total.share)
        return Listing(
            taken_at=taken_at,
            took_ms=(time.perf_counter() - began) * 1000,
            system=this_system(),
            pattern=pattern,
            by=by,
            processes=in_order(listed, order),
            groups=groups_in_order(groups, sort) if groups else (),
            total=total,
            ram=ram,
            not_listed=_not_listed(seen, vanished, fs),
            gaps=gaps,
        )


def _places(fs: ProcFs) -> "CgroupPlaces":
    from memscope.proc.cgroup_places import CgroupPlaces

    return CgroupPlaces(fs)


def _check(pattern: str | None, by: GroupedBy, sort: str) -> None:
    if pattern == "":
        raise UsageProblem(_("a pattern cannot be empty"))
    orders = PROCESS_ORDERS if by is GroupedBy.PROCESS else GROUP_ORDERS
    if sort not in orders:
        text = _("this list is not sorted by {order}; by one of: {orders}")
        raise UsageProblem(text.format(order=repr(sort), orders=", ".join(orders)))


def _wanted(pattern: str | None) -> Callable[[Sighting], bool] | None:
    if pattern is None:
        return None
    from os import getpid

    asking, said = getpid(), NamePattern(pattern)

    def wanted(one: Sighting) -> bool:
        program = program_of(one.exe, one.name, one.cmdline)
        texts = (one.name, program, " ".join(one.cmdline))
        return one.pid != asking and said.names(one.pid, user_name(one.uid), texts)

    return wanted


def _listed(
    seen: Iterable[Sighting], places: "CgroupPlaces | None"
) -> tuple[list[ListedProcess], tuple[Gap, ...]]:
    with_memory = [one for one in seen if one.share is not None and one.is_wanted]
    same_as, gaps = _same_spaces(with_memory)
    return [_process(one, same_as.get(one.pid), places) for one in with_memory], gaps


def _process(
    one: Sighting, same_as: int | None, places: "CgroupPlaces | None"
) -> ListedProcess:
    return ListedProcess(
        pid=one.pid,
        ppid=one.ppid,
        start_ticks=one.start_ticks,
        name=one.name,
        program=program_of(one.exe, one.name, one.cmdline),
        user=user_name(one.uid),
        cmdline=one.cmdline,
        threads=one.threads,
        cgroup=None if places is None else places.path_of(one),
        share=one.share or RamShare(),
        refused=one.refused,
        same_as=same_as,
    )


def _same_spaces(
    seen: Sequence[Sighting],
) -> tuple[dict[int, int], tuple[Gap, ...]]:
    """Find processes that live in the memory of another one: vfork, CLONE_VM.

    The kernel is asked about those alone whose programs lie at the same addresses, as
    they do after a fork.
    """
    alike: dict[tuple[object, ...], list[int]] = {}
    for one in seen:
        if one.place is not None and one.refused is None:
            alike.setdefault(one.place, []).append(one.pid)
    same_as: dict[int, int] = {}
    gaps: list[Gap] = []
    for pids in alike.values():
        if len(pids) > 1:
            from memscope.collect.look.address_spaces import name_address_spaces

            names, more = name_address_spaces(pids)
            gaps += more
            first: dict[str, int] = {}
            for pid, name in zip(pids, names, strict=True):
                if name is not None and first.setdefault(name, pid) != pid:
                    same_as[pid] = first[name]
    return same_as, tuple(gaps)


def _ram(fs: ProcFs, mapped: RamShare) -> MachineRam | None:
    try:
        return machine_ram(parse_meminfo(fs.read("meminfo")), mapped)
    except OSError:
        return None


def _not_listed(seen: Sequence[Sighting], vanished: int, fs: ProcFs) -> NotListed:
    without = [one for one in seen if one.share is None]
    kernel = sum(one.is_kernel_thread for one in without)
    return NotListed(
        kernel,
        len(without) - kernel,
        vanished,
        hides_from_us(fs.root),
        is_in_pid_namespace(),
    )
