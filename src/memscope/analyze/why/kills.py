"""What the kernel has ended for want of memory, and what it may end next."""

from memscope.analyze.why.rule import Bytes, Found, Numbers, group_rule, rule
from memscope.analyze.why.seen import Seen, Subject
from memscope.model.cgroup import Bound, Cgroup
from memscope.model.finding import Severity
from memscope.model.kinds import Confidence
from memscope.model.oom_kill import OomKill
from memscope.model.process import Process

_LOG = "kernel log"
_COMM = 15
"""Bytes that the kernel keeps of a name."""


@group_rule("killed-before", "kills")
def killed_before(seen: Seen, numbers: Numbers) -> Found | None:
    """The kernel has ended such a program, or one of this group, for want of memory."""
    kills = [
        kill
        for kill in seen.now.system.kills or ()
        if any(_is_alike(kill, one.process) for one in seen.subjects)
    ]
    if not kills:
        return None
    last = kills[0]
    charge = next((one for one in last.charges if one.name == "memory"), None)
    resident = _had(last)
    is_same = any(_is_of_group(last, one.process) for one in seen.subjects)
    return Found(
        severity=Severity.PROBLEM,
        # A name may be another program's; a control group is its own.
        confidence=Confidence.CERTAIN if is_same else Confidence.LIKELY,
        bytes=resident,
        values={
            "name": last.name,
            "pid": last.pid,
            "times": len(kills),
            "had": resident,
            "group": last.group or last.victim_group,
            "limit": None if charge is None else charge.limit,
            "rival": _larger(last),
        },
        evidence={
            "kills": (len(kills), _LOG),
            "had": (None if resident is None else Bytes(resident), _LOG),
        },
        variant={True: "group", False: "machine", None: ""}[last.is_group],
    )


def _is_alike(kill: OomKill, process: Process) -> bool:
    return kill.name == process.name[:_COMM] or _is_of_group(kill, process)


def _is_of_group(kill: OomKill, process: Process) -> bool:
    path = process.cgroup.path if process.cgroup else None
    return path not in (None, "/") and path in (kill.group, kill.victim_group)


def _had(kill: OomKill) -> int | None:
    parts = (kill.anonymous, kill.file, kill.shmem)
    if kill.anonymous is None:
        return None
    return sum(part or 0 for part in parts)


def _larger(kill: OomKill) -> str | None:
    """Return who had more memory than the one that was ended."""
    had = _had(kill)
    for one in kill.candidates:
        if had is not None and one.pid != kill.pid and one.resident > had:
            return one.name
    return None


@rule("kill-near", "cgroup")
def kill_near(one: Subject, numbers: Numbers) -> Found | None:
    """Its control group is near the limit, counting only what cannot be dropped."""
    group = one.process.cgroup
    bound = None if group is None else group.bound("memory.max")
    if group is None or bound is None or bound.used is None:
        return None
    kept = bound.used - _droppable(group, bound)
    if kept < bound.limit * numbers["share"]:
        return None
    oom = one.process.oom
    return Found(
        severity=(
            Severity.PROBLEM
            if kept >= bound.limit * numbers["problem"]
            else Severity.NOTICE
        ),
        confidence=Confidence.CERTAIN,
        bytes=kept,
        values={
            "left": max(bound.limit - kept, 0),
            "limit": bound.limit,
            "kept": kept,
            "group": bound.path,
            "kills": group.events.get("oom_kill", 0),
            "score": None if oom is None else oom.score,
        },
        evidence={
            "kept": (Bytes(kept), bound.name),
            "limit": (Bytes(bound.limit), bound.name),
            "kills": (group.events.get("oom_kill"), "memory.events"),
            "stalled": (_stalled(group), "memory.pressure"),
            "score": (None if oom is None else oom.score, "oom_score"),
        },
    )


def _droppable(group: Cgroup, bound: Bound) -> int:
    """Return the bytes of page cache that go before anybody is ended.

    Those of a group above are not known here: nothing is taken off then.
    """
    if bound.path != group.path:
        return 0
    stat = group.stat
    # Version 1 counts those below with the prefix, and does not tell of slab.
    before = "total_" if group.version == 1 else ""
    names = (f"{before}active_file", f"{before}inactive_file", "slab_reclaimable")
    held = (f"{before}dirty", f"{before}writeback", "file_dirty", "file_writeback")
    dropped = sum(stat.get(name, 0) for name in names)
    return max(dropped - sum(stat.get(name, 0) for name in held), 0)


def _stalled(group: Cgroup) -> float | None:
    return None if group.pressure is None else group.pressure.some.avg60
