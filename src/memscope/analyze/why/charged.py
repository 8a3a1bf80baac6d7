"""What control groups are charged with, and no process has in its RSS."""

from collections.abc import Iterable, Mapping

from memscope.analyze.why.charges import Charges, charges_of, groups_of, limit_of
from memscope.analyze.why.rule import Bytes, Found, Numbers, bytes_or_none, group_rule
from memscope.analyze.why.seen import Seen
from memscope.i18n import listed
from memscope.model.cgroup import Cgroup
from memscope.model.finding import Severity
from memscope.model.held import Held
from memscope.model.kinds import Confidence
from memscope.units import format_bytes, safe

_SHOWN = 3
_STAT = "memory.stat"
_FILES = {
    1: ("memory.usage_in_bytes", "memory.limit_in_bytes"),
    2: ("memory.current", "memory.max"),
}
"""Where each version tells what is charged, and the limit of that."""


def _charged(seen: Seen) -> list[tuple[Cgroup, Charges]]:
    """Return every group of the processes once, with what it is charged with."""
    groups = groups_of(one.process.cgroup for one in seen.subjects)
    found = ((group, charges_of(group)) for group in groups)
    return [(group, charges) for group, charges in found if charges is not None]


def _worst(found: Iterable[Found | None]) -> Found | None:
    """Return the largest: groups lie in each other, so they do not add up."""
    known = [one for one in found if one is not None]
    return max(known, key=lambda one: one.bytes or 0, default=None)


def _names(group: Cgroup, limit: int | None, charges: Charges) -> dict[str, object]:
    return {"group": group.path, "limit": limit, "current": charges.current}


@group_rule("cache-counted-by-cgroup", "cgroup")
def cache_counted_by_cgroup(seen: Seen, numbers: Numbers) -> Found | None:
    """A group looks nearly full, and much of it is page cache."""
    return _worst(_cache(*one, numbers) for one in _charged(seen))


def _cache(group: Cgroup, charges: Charges, numbers: Numbers) -> Found | None:
    limit, cache, current = limit_of(group), charges.cache, charges.current
    if limit is None or cache is None or current < limit * numbers["used"]:
        return None
    # Where something was ended for want of memory, cache alone was not the reason.
    if group.events.get("oom_kill", 0) or cache < numbers["bytes"]:
        return None
    if cache < current * numbers["share"]:
        return None
    active = group.stat.get("total_active_file", group.stat.get("active_file"))
    at_current, at_limit = _FILES[group.version]
    return Found(
        severity=Severity.HARMLESS,
        confidence=Confidence.CERTAIN,
        bytes=min(cache, current),
        values={
            **_names(group, limit, charges),
            "cache": cache,
            "rest": max(current - cache, 0),
        },
        evidence={
            "current": (Bytes(current), at_current),
            "limit": (Bytes(limit), at_limit),
            "cache": (Bytes(cache), _STAT),
            "active": (bytes_or_none(active), _STAT),
            "waiting": (Bytes(charges.waiting), _STAT),
        },
    )


@group_rule("tmpfs-nobody-maps", "held")
def tmpfs_nobody_maps(seen: Seen, numbers: Numbers) -> Found | None:
    """Files in RAM that are in nobody's RSS."""
    held = _held(_unmapped(seen), numbers)
    return held or _worst(_in_group(*one, numbers) for one in _charged(seen))


def _unmapped(seen: Seen) -> dict[Held, int]:
    """Return the nameless files in RAM, with what none of the processes shows."""
    least: dict[tuple[str, int], tuple[Held, int]] = {}
    for subject in seen.subjects:
        for one in subject.process.held or ():
            if not one.is_memory or not one.is_unnamed or one.unmapped is None:
                continue
            before = least.get(one.identity)
            if before is None or one.unmapped < before[1]:
                least[one.identity] = one, one.unmapped
    return dict(least.values())


def _held(files: Mapping[Held, int], numbers: Numbers) -> Found | None:
    total = sum(files.values())
    if total < numbers["bytes"]:
        return None
    unmapped = [pair for pair in files.items() if pair[1]]
    largest = sorted(unmapped, key=lambda pair: -pair[1])
    others = len(largest) - 1
    names = listed(
        f"{safe(one.path)} {format_bytes(size)}" for one, size in largest[:_SHOWN]
    )
    return Found(
        severity=Severity.NOTICE,
        confidence=Confidence.CERTAIN,
        bytes=total,
        values={
            "others": others,
            "bytes": total,
            "name": largest[0][0].path,
        },
        evidence={
            "files": (names, "/proc/PID/fd"),
            "allocated": (
                Bytes(sum(one.allocated or 0 for one, _size in largest)),
                "fstat",
            ),
        },
        variant="held-others held" if others else "held",
    )


def _in_group(group: Cgroup, charges: Charges, numbers: Numbers) -> Found | None:
    members, shmem = group.members, charges.shmem
    if members is None or shmem is None:
        return None
    # What several map counts for each of them, so that this is the least it can be.
    nobodys, limit = shmem - members.shmem, limit_of(group)
    least = max(numbers["bytes"], charges.current * _share(limit, numbers))
    if nobodys < least:
        return None
    return Found(
        severity=_urgency(charges, limit, numbers),
        # Who could not be asked, or is in another group, may map it after all.
        confidence=Confidence.LIKELY,
        bytes=nobodys,
        values={
            **_names(group, limit, charges),
            "bytes": nobodys,
            "shmem": shmem,
            "mapped": members.shmem,
            "n": members.processes,
        },
        evidence={
            "shmem": (Bytes(shmem), _STAT),
            "mapped": (Bytes(members.shmem), "RssShmem, /proc/PID/status"),
            "members": (members.processes, "cgroup.procs"),
            "unasked": (members.unknown, "cgroup.procs"),
        },
    )


def _share(limit: int | None, numbers: Numbers) -> float:
    """Where there is no limit to reach, less is worth a word."""
    return numbers["share" if limit is not None else "unlimited"]


def _urgency(charges: Charges, limit: int | None, numbers: Numbers) -> Severity:
    is_near = limit is not None and charges.current >= limit * numbers["near"]
    return Severity.PROBLEM if is_near else Severity.NOTICE


@group_rule("kernel-memory-of-cgroup", "cgroup")
def kernel_memory_of_cgroup(seen: Seen, numbers: Numbers) -> Found | None:
    """Much of a group is the kernel's own memory, which no process shows."""
    return _worst(_kernel(*one, numbers) for one in _charged(seen))


def _kernel(group: Cgroup, charges: Charges, numbers: Numbers) -> Found | None:
    kernel, current = charges.kernel, charges.current
    reclaimable, limit = charges.reclaimable, limit_of(group)
    if kernel is None or kernel < numbers["bytes"]:
        return None
    if kernel < current * _share(limit, numbers):
        return None
    is_dropped = reclaimable is not None and reclaimable * 2 > kernel
    if limit is None and (is_dropped or reclaimable is None):
        return None
    urgency = _urgency(charges, limit, numbers)
    return Found(
        severity=Severity.HARMLESS if is_dropped else urgency,
        confidence=Confidence.CERTAIN if charges.is_told else Confidence.LIKELY,
        bytes=min(kernel, current),
        values={
            **_names(group, limit, charges),
            "kernel": kernel,
            "reclaimable": reclaimable,
        },
        evidence={
            "kernel": (Bytes(kernel), _STAT),
            "current": (Bytes(current), _FILES[group.version][0]),
            "reclaimable": (bytes_or_none(reclaimable), _STAT),
            **{name: (Bytes(size), _STAT) for name, size in charges.parts.items()},
        },
        variant="dropped" if is_dropped else _largest(charges),
    )


def _largest(charges: Charges) -> str:
    """Return the part that is more than half of it; "" where there is none."""
    kernel = charges.kernel or 0
    found = (name for name, size in charges.parts.items() if size * 2 > kernel)
    return next(found, "")
