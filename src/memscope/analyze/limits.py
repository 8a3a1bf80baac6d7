"""Which limits bind a process, and how much of each is taken."""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from memscope.model.cgroup import Cgroup
from memscope.model.limit import Limit, nearest_first
from memscope.model.process import Process
from memscope.model.settings import Settings
from memscope.parse.status import Status

MACHINE = "machine"
"""Whose limit it is, where it is nobody's in particular."""
_IPC_LOCK, _SYS_ADMIN, _SYS_RESOURCE = 1 << 14, 1 << 21, 1 << 24
"""Capabilities that free a process of a limit (linux/capability.h)."""
_NOT_COUNTED = "[vsyscall]"
"""Is listed in maps, but is no mapping of the process."""


class Taken(Struct, frozen=True, gc=False, kw_only=True):
    """What was read of a process and the machine, to hold against limits.

    Attributes:
        rlimits: The soft limits by the names of /proc/PID/limits; None: unlimited.
        status: Of the process.
        is_at_home: Its capabilities count: it is in the machine's own user namespace.
        descriptors: How many it has; None: unknown.
        user_tasks: How many tasks its user has; None: unknown.
        cgroup: Its control group; None: unknown.
        settings: Of the machine; None: unknown.
    """

    rlimits: Mapping[str, int | None]
    status: Status
    is_at_home: bool = True
    descriptors: int | None = None
    user_tasks: int | None = None
    cgroup: Cgroup | None = None
    settings: Settings | None = None


def limits_of(process: Process, taken: Taken) -> tuple[Limit, ...]:
    """Return the limits in force, the nearest first.

    What is unlimited, and what does not bind this process, is left out.
    """
    found = (
        *_of_process(process, taken),
        *_of_machine(process, taken.settings),
        *_of_group(taken.cgroup),
    )
    return nearest_first(found)


def is_bound_by_tasks(status: Status, *, is_at_home: bool) -> bool:
    """Tell whether RLIMIT_NPROC holds for a process (kernel: copy_process)."""
    if not is_at_home:
        return True
    is_root = user_of(status) == 0
    return not is_root and not _may(status, _SYS_RESOURCE | _SYS_ADMIN)


def user_of(status: Status) -> int | None:
    """Return the real user id, which tasks are counted for."""
    return next(iter(status.numbers("Uid")), None)


def _of_process(process: Process, taken: Taken) -> Iterator[Limit]:
    status = taken.status
    rows: tuple[tuple[str, str, int | None, bool], ...] = (
        ("RLIMIT_AS", "Max address space", status.bytes_of("VmSize"), True),
        ("RLIMIT_DATA", "Max data size", status.bytes_of("VmData"), True),
        ("RLIMIT_STACK", "Max stack size", _main_stack(process), True),
        ("RLIMIT_NOFILE", "Max open files", taken.descriptors, False),
    )
    for name, theirs, used, is_bytes in rows:
        limit = taken.rlimits.get(theirs)
        if limit is not None:
            yield Limit(name, used, limit, is_bytes)
    locked = taken.rlimits.get("Max locked memory")
    if locked is not None and not (taken.is_at_home and _may(status, _IPC_LOCK)):
        yield Limit("RLIMIT_MEMLOCK", status.bytes_of("VmLck"), locked, is_bytes=True)
    tasks = taken.rlimits.get("Max processes")
    if tasks is not None and is_bound_by_tasks(status, is_at_home=taken.is_at_home):
        user = user_of(status)
        of = None if user is None else f"user {user}"
        yield Limit("RLIMIT_NPROC", taken.user_tasks, tasks, of=of)


def _may(status: Status, capabilities: int) -> bool:
    """Tell whether it has one of these capabilities."""
    try:
        return bool(int(status.fields.get("CapEff", "0"), 16) & capabilities)
    except ValueError:
        return False


def _main_stack(process: Process) -> int | None:
    """Return the size of the main stack's mapping, which grows up to its limit."""
    found = next((one.vma for one in process.regions if one.path == "[stack]"), None)
    return None if found is None else found[1] - found[0]


def _of_machine(process: Process, settings: Settings | None) -> Iterator[Limit]:
    if settings is None:
        return
    if settings.max_map_count is not None:
        yield Limit("vm.max_map_count", mappings_of(process), settings.max_map_count)
    if settings.threads_max is not None:
        most = settings.threads_max
        yield Limit("kernel.threads-max", settings.tasks, most, of=MACHINE)
    if settings.pid_max is not None:
        yield Limit("kernel.pid_max", settings.tasks, settings.pid_max, of=MACHINE)
    promised = settings.commit_limit
    if settings.overcommit_memory == 2 and promised is not None:
        used = settings.committed
        yield Limit("CommitLimit", used, promised, is_bytes=True, of=MACHINE)


def mappings_of(process: Process) -> int | None:
    """Return how many mappings the kernel counts; None: its map is unknown."""
    if not process.regions:
        return None
    return len({one.vma for one in process.regions if one.path != _NOT_COUNTED})


def _of_group(cgroup: Cgroup | None) -> Iterator[Limit]:
    for bound in cgroup.bounds if cgroup else ():
        is_bytes = bound.name != "pids.max"
        yield Limit(bound.name, bound.used, bound.limit, is_bytes, bound.path)
