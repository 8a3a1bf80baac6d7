"""In which control group the memory of each of many processes is charged."""

from dataclasses import dataclass, field

from memscope.errors import ProcError
from memscope.model.cgroup import Cgroup
from memscope.parse.cgroup import parse_membership
from memscope.proc.cgroups import Cgroups
from memscope.proc.fs import ProcFs
from memscope.proc.ram_shares import Sighting


@dataclass(slots=True)
class CgroupPlaces:
    """The groups of processes; what one says of itself is read once for all in it.

    Attributes:
        fs: The procfs.
        groups: What is known of each group that could be found here, by its path.
    """

    fs: ProcFs
    groups: dict[str, Cgroup] = field(default_factory=dict)
    _paths: dict[bytes, str] = field(default_factory=dict)
    _reader: Cgroups | None = None

    def path_of(self, one: Sighting) -> str:
        """Return the path of a process's group; "" where it is in none."""
        said = one.cgroup or b""
        if said not in self._paths:
            self._paths[said] = self._find(one.pid, said)
        return self._paths[said]

    def _find(self, pid: int, said: bytes) -> str:
        self._reader = self._reader or Cgroups(self.fs)
        try:
            with self.fs.process(pid) as directory:
                group = self._reader.of(directory)
        except ProcError:
            group = None
        if group is None:
            return _memory_path(said)
        self.groups[group.path] = group
        return group.path


def _memory_path(said: bytes) -> str:
    """Return the path where memory is charged, in a hierarchy that cannot be seen."""
    all_of_them = parse_membership(said)
    for one in all_of_them:
        if "memory" in one.controllers:
            return one.path
    return next((one.path for one in all_of_them if not one.controllers), "")
