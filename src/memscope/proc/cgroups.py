"""Finds the control groups of a process, and reads what they say.

Where a group lies is told by two files: the process's own `cgroup` names it as seen
from our root of control groups, and our `mountinfo` says where which part of which
hierarchy is mounted here. In a container both are cut off at the container's group.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from msgspec import Struct

from memscope.model.cgroup import Bound, Cgroup
from memscope.parse.cgroup import (
    Membership,
    parse_amount,
    parse_counts,
    parse_limit,
    parse_membership,
)
from memscope.parse.mountinfo import Mount, parse_mountinfo
from memscope.parse.pressure import parse_pressure
from memscope.proc.fs import ProcDir, ProcFs, read_all

_MEMORY, _PIDS = "memory", "pids"
_MOST_LEVELS = 64


class Files(Struct, frozen=True, gc=False):
    """How a version of control groups calls its files.

    Attributes:
        current: What is charged.
        peak: The most that ever was.
        low: What is not taken from the group.
        swap: What of it is on swap; None: version 1 only has the sum of both.
        limits: Our name, the file of the limit, and the file that counts against it.
    """

    current: str
    peak: str
    low: str
    swap: str | None
    limits: tuple[tuple[str, str, str], ...]


_V2 = Files(
    "memory.current",
    "memory.peak",
    "memory.low",
    "memory.swap.current",
    (
        ("memory.max", "memory.max", "memory.current"),
        ("memory.high", "memory.high", "memory.current"),
        ("memory.swap.max", "memory.swap.max", "memory.swap.current"),
    ),
)
_V1 = Files(
    "memory.usage_in_bytes",
    "memory.max_usage_in_bytes",
    "memory.soft_limit_in_bytes",
    None,
    (
        ("memory.max", "memory.limit_in_bytes", "memory.usage_in_bytes"),
        (
            "memory.memsw.limit_in_bytes",
            "memory.memsw.limit_in_bytes",
            "memory.memsw.usage_in_bytes",
        ),
    ),
)
_PIDS_LIMIT = ("pids.max", "pids.max", "pids.current")


@dataclass(frozen=True, slots=True)
class ControlGroup:
    """A folder of one hierarchy.

    Attributes:
        path: As seen from our own root of control groups.
        folder: Where it lies here.
    """

    path: str
    folder: str

    def read(self, name: str) -> bytes:
        """Return one of its files; b"": there is none, or we may not."""
        try:
            fd = os.open(f"{self.folder}/{name}", os.O_RDONLY | os.O_CLOEXEC)
        except (OSError, ValueError):
            return b""
        try:
            return read_all(fd)
        except OSError:
            return b""
        finally:
            os.close(fd)

    def amount(self, name: str) -> int | None:
        """Return the number in one of its files; None: unknown."""
        return parse_amount(self.read(name))

    def limit(self, name: str) -> int | None:
        """Return the limit in one of its files; None: there is none, or unknown."""
        return parse_limit(self.read(name))

    def has(self, name: str) -> bool:
        """Tell whether it has such a file: not every group has every controller."""
        try:
            return os.path.exists(f"{self.folder}/{name}")
        except ValueError:
            return False


@dataclass(slots=True)
class Cgroups:
    """Reads the groups of processes; what several of them are in is read once."""

    fs: ProcFs = field(default_factory=ProcFs)
    _mounts: list[Mount] | None = None
    _known: dict[tuple[str, str], Cgroup] = field(default_factory=dict)

    def of(self, directory: ProcDir) -> Cgroup | None:
        """Return the group that the memory of a process is charged to.

        None: its hierarchy is not mounted here, or it lies outside of what we see.

        Raises:
            ProcError: The process does not tell.
        """
        memberships = parse_membership(directory.read("cgroup"))
        memory = self.chain(memberships, _MEMORY)
        if not memory:
            return None
        pids = self.chain(memberships, _PIDS)
        key = memory[0].folder, pids[0].folder if pids else ""
        found = self._known.get(key)
        if found is None:
            version = 1 if _controls(memberships, _MEMORY) else 2
            found = self._known[key] = _read(version, memory, pids)
        return found

    def folder_of(self, directory: ProcDir) -> ControlGroup | None:
        """Return where that group lies; raises as `of` does."""
        chain = self.chain(parse_membership(directory.read("cgroup")), _MEMORY)
        return chain[0] if chain else None

    def chain(
        self, memberships: Sequence[Membership], controller: str
    ) -> list[ControlGroup]:
        """Return the group that a controller counts for, and those above it.

        A group without the controller's files counts for the one above it.
        """
        first = _controls(memberships, controller)
        is_first = first is not None
        member = first or next(
            (one for one in memberships if not one.controllers), None
        )
        if member is None:
            return []
        mount = self._mount(controller if is_first else None, member.path)
        if mount is None:
            return []
        known_by = {True: {_MEMORY: _V1.current}, False: {_MEMORY: _V2.current}}
        file = known_by[is_first].get(controller, "pids.current")
        groups = list(_upwards(mount, member.path))
        for at, group in enumerate(groups):
            if group.has(file):
                return groups[at:]
        return groups[-1:] if controller == _MEMORY else []

    def _mount(self, controller: str | None, path: str) -> Mount | None:
        """Return the mount that shows a group; the last one covers others."""
        if self._mounts is None:
            try:
                self._mounts = parse_mountinfo(self.fs.read("self/mountinfo"))
            except OSError:
                self._mounts = []
        shown = [
            one
            for one in self._mounts
            if (
                one.kind == "cgroup2"
                if controller is None
                else one.kind == "cgroup" and controller in one.options
            )
            and _below(path, one.root) is not None
        ]
        return shown[-1] if shown else None


def _controls(memberships: Sequence[Membership], controller: str) -> Membership | None:
    """Return the membership in the hierarchy of version 1 that has a controller."""
    return next((one for one in memberships if controller in one.controllers), None)


def _below(path: str, root: str) -> str | None:
    """Return the rest of a path below a root; None: it does not lie there."""
    if ".." in path.split("/"):
        return None
    stem = root.rstrip("/")
    if path == stem or path.startswith(stem + "/"):
        return path[len(stem) :].rstrip("/")
    return None


def _upwards(mount: Mount, path: str) -> Iterator[ControlGroup]:
    """Yield a group and all above it that are mounted here."""
    rest = _below(path, mount.root)
    for _ in range(_MOST_LEVELS):
        if rest is None:
            return
        whole = (mount.root.rstrip("/") + rest) or "/"
        yield ControlGroup(whole, mount.point + rest)
        rest = rest.rpartition("/")[0] if rest else None


def _read(
    version: int, memory: Sequence[ControlGroup], pids: Sequence[ControlGroup]
) -> Cgroup:
    files, own = (_V1 if version == 1 else _V2), memory[0]
    charged = list(_charged(version, memory))
    bounds = [_bound(name, one, charged) for name, *one in files.limits]
    bounds.append(_bound(_PIDS_LIMIT[0], _PIDS_LIMIT[1:], pids))
    limits = {name: own.limit(file) for name, file, _current in files.limits}
    return Cgroup(
        version=version,
        path=own.path,
        current=own.amount(files.current),
        limit=limits["memory.max"],
        high=limits.get("memory.high"),
        low=own.limit(files.low),
        peak=own.amount(files.peak),
        swap_current=own.amount(files.swap) if files.swap else None,
        swap_limit=limits.get("memory.swap.max"),
        stat=parse_counts(own.read("memory.stat")),
        events=_events(version, own),
        pressure=parse_pressure(own.read("memory.pressure")) if version == 2 else None,
        pids_current=pids[0].amount("pids.current") if pids else None,
        pids_max=pids[0].limit("pids.max") if pids else None,
        bounds=tuple(one for one in bounds if one is not None),
    )


def _charged(version: int, groups: Sequence[ControlGroup]) -> Iterator[ControlGroup]:
    """Yield those that memory of the first is charged to; mostly all of them."""
    for at, group in enumerate(groups):
        if version == 1 and at and group.read("memory.use_hierarchy").strip() == b"0":
            return
        yield group


def _bound(
    name: str, files: Sequence[str], groups: Sequence[ControlGroup]
) -> Bound | None:
    """Return the limit that leaves least room; one whose use is unknown comes last."""
    limit_file, current_file = files
    found = [
        Bound(name, group.path, group.amount(current_file), limit)
        for group in groups
        if (limit := group.limit(limit_file)) is not None
    ]
    return min(found, key=_room, default=None)


def _room(bound: Bound) -> tuple[bool, int]:
    is_unknown = bound.used is None
    return is_unknown, bound.limit - (bound.used or 0)


def _events(version: int, group: ControlGroup) -> dict[str, int]:
    if version == 2:
        return parse_counts(group.read("memory.events"))
    found = parse_counts(group.read("memory.oom_control"))
    failed = group.amount("memory.failcnt")
    return found if failed is None else {"failcnt": failed, **found}
