"""What a process stands against: limits, its group, and memory outside its map.

Nothing of it is read in a live look. What costs little is asked for by every scripted
look, the rest by whoever wants to know why.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from msgspec import UNSET
from msgspec.structs import replace

from memscope.analyze.held import with_mapped
from memscope.analyze.limits import Taken, is_bound_by_tasks, limits_of, user_of
from memscope.collect.closer.nodes import with_nodes
from memscope.collect.closer.target import living_directory
from memscope.errors import AccessDenied, ProcError
from memscope.i18n import N_
from memscope.model.cgroup import Cgroup
from memscope.model.held import Held
from memscope.model.process import Process
from memscope.model.region import Region, vma_of
from memscope.model.settings import Settings
from memscope.model.snapshot import Gap, Snapshot, System
from memscope.model.standing import Namespaces
from memscope.parse.limits import parse_limits
from memscope.parse.oom_log import parse_oom_log
from memscope.parse.status import Status, parse_status
from memscope.proc.cgroup_members import members_of
from memscope.proc.cgroups import Cgroups
from memscope.proc.fs import ProcDir, ProcFs
from memscope.proc.held_files import count_of_descriptors, open_files
from memscope.proc.images import links_of
from memscope.proc.kernel_log import read_kernel_log
from memscope.proc.refusals import remedy_for
from memscope.proc.remedies import to_read_kernel_log
from memscope.proc.settings import read_settings
from memscope.proc.standing import is_at_home, namespaces_of, oom_of
from memscope.proc.user_tasks import tasks_by_user

_HELD = N_("memory held by descriptors")
_GROUP = N_("control group")
_LOG = N_("the kernel's log")
_MOST_KILLS = 100
_LAST_WORDS = " (deleted)"


def with_facts(
    snapshot: Snapshot, fs: ProcFs | None = None, *, closely: bool = True
) -> Snapshot:
    """Return the snapshot with what its processes stand against.

    Args:
        snapshot: A look of a moment ago.
        fs: Where procfs is.
        closely: Ask also what takes longer: memory held by descriptors, who else is in
            the control group, tasks of the same user, NUMA nodes, the kernel's log.
    """
    settings = read_settings((fs or ProcFs()).root)
    reader = _Reader(fs or ProcFs(), settings, closely=closely)
    processes = tuple(reader.asked(process) for process in snapshot.processes)
    system = replace(snapshot.system, settings=settings)
    if closely:
        system, more = _with_kills(system)
        reader.gaps += more
    gaps = (*snapshot.gaps, *reader.gaps)
    return replace(snapshot, system=system, processes=processes, gaps=gaps)


@dataclass(slots=True)
class _Reader:
    """Asks for the facts of processes; what is common to them is asked once."""

    fs: ProcFs
    settings: Settings
    closely: bool
    gaps: list[Gap] = field(default_factory=list)
    _cgroups: Cgroups = field(init=False)
    _with_members: dict[str, Cgroup] = field(default_factory=dict)
    _tasks: dict[int, int] | None = None
    _has_tasks: bool = False

    def __post_init__(self) -> None:
        self._cgroups = Cgroups(self.fs)

    def asked(self, process: Process) -> Process:
        """Return a process with its facts; as it was when it has ended."""
        try:
            with living_directory(self.fs, process) as directory:
                return self._with_all(process, directory)
        except ProcError:
            return process

    def _with_all(self, process: Process, directory: ProcDir) -> Process:
        status = parse_status(directory.read("status"))
        cgroup = self._cgroup(process, directory)
        taken = self._taken(directory, status, cgroup)
        found = replace(
            process,
            limits=limits_of(process, taken),
            cgroup=cgroup,
            oom=oom_of(directory),
            namespaces=_own_pids(process, namespaces_of(directory, status)),
        )
        return self._with_more(found, directory) if self.closely else found

    def _with_more(self, process: Process, directory: ProcDir) -> Process:
        regions = _with_links(directory, process.regions)
        if len(self.settings.nodes or ()) > 1:
            regions = with_nodes(directory, regions)
        held = self._held(process, directory)
        return replace(process, regions=regions, held=held)

    def _taken(
        self, directory: ProcDir, status: Status, cgroup: Cgroup | None
    ) -> Taken:
        at_home = is_at_home(directory)
        return Taken(
            rlimits=_rlimits(directory),
            status=status,
            is_at_home=at_home,
            descriptors=count_of_descriptors(directory),
            user_tasks=self._tasks_of(status, at_home),
            cgroup=cgroup,
            settings=self.settings,
        )

    def _tasks_of(self, status: Status, at_home: bool) -> int | None:
        """Count the tasks of its user, where that may be near a limit."""
        if not self.closely or not is_bound_by_tasks(status, is_at_home=at_home):
            return None
        if not self._has_tasks:
            self._tasks, self._has_tasks = tasks_by_user(self.fs), True
        user = user_of(status)
        return self._tasks.get(user) if self._tasks and user is not None else None

    def _cgroup(self, process: Process, directory: ProcDir) -> Cgroup | None:
        try:
            cgroup = self._cgroups.of(directory)
        except ProcError:
            return None
        if cgroup is None:
            if self.closely:
                why = N_("its hierarchy is not mounted where memscope can see it")
                self.gaps.append(Gap(what=_GROUP, pid=process.pid, why=why))
            return None
        return self._and_members(cgroup, directory) if self.closely else cgroup

    def _and_members(self, cgroup: Cgroup, directory: ProcDir) -> Cgroup:
        known = self._with_members.get(cgroup.path)
        if known is None:
            group = self._cgroups.folder_of(directory)
            members = members_of(group, self.fs) if group else None
            known = self._with_members[cgroup.path] = replace(cgroup, members=members)
        return known

    def _held(self, process: Process, directory: ProcDir) -> tuple[Held, ...] | None:
        try:
            found = open_files(directory)
        except ProcError as error:
            refused = isinstance(error, AccessDenied)
            remedy = remedy_for(directory) if refused else None
            gap = Gap(what=_HELD, pid=process.pid, why=error.reason, remedy=remedy)
            self.gaps.append(gap)
            return None
        return with_mapped(found.files, process.regions)


def _rlimits(directory: ProcDir) -> dict[str, int | None]:
    try:
        return parse_limits(directory.read("limits"))
    except ProcError:
        return {}


def _own_pids(process: Process, found: Namespaces) -> Namespaces:
    """Leave out the numbers of a thread that stands for its process."""
    is_own = found.pids[:1] == (process.pid,)
    return found if is_own else replace(found, pids=())


def _with_links(directory: ProcDir, regions: Sequence[Region]) -> tuple[Region, ...]:
    """Ask how many names the files have that may have none any more."""
    known: dict[tuple[str, int], int | None] = {}
    found = []
    for region in regions:
        if not region.inode or not region.path.endswith(_LAST_WORDS):
            found.append(region)
            continue
        key = region.device, region.inode
        if key not in known:
            known[key] = links_of(directory, vma_of(region))
        links = known[key]
        found.append(replace(region, links_=UNSET if links is None else links))
    return tuple(found)


def _with_kills(system: System) -> tuple[System, list[Gap]]:
    try:
        messages = read_kernel_log()
    except OSError as error:
        refused = isinstance(error, PermissionError)
        why = AccessDenied.reason if refused else N_("not provided by this kernel")
        remedy = to_read_kernel_log() if refused else None
        return system, [Gap(what=_LOG, why=why, remedy=remedy)]
    kills = parse_oom_log(messages, system.page_size)
    return replace(system, kills=tuple(reversed(kills[-_MOST_KILLS:]))), []
