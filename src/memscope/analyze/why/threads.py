"""Threads: too many, too near the end of a stack, stacks that stay touched."""

from collections import Counter
from collections.abc import Iterator

from memscope.analyze.why.rule import Bytes, Found, Numbers, bytes_or_none, rule
from memscope.analyze.why.seen import Subject
from memscope.analyze.why.trend import climbs
from memscope.model import labels
from memscope.model.evidence import PTHREAD_DESCRIPTOR
from memscope.model.finding import Severity
from memscope.model.kinds import Confidence, Kind
from memscope.model.limit import Limit
from memscope.model.process import Process, Stack, Thread
from memscope.model.region import Region

_MAPS, _DESCRIPTORS = "maps", "thread descriptors"
_COUNTS = {
    "pids.max": "pids",
    "RLIMIT_NPROC": "user",
    "kernel.threads-max": "machine",
    "kernel.pid_max": "machine",
}
"""Limits of how many tasks there may be, and whose each is."""
_PAGE = 4096
_KEPT = {labels.KEPT_STACK, labels.UNJOINED_STACK, labels.ENDED_STACK}
_IDLE = frozenset("SDTt")


@rule("threads-climb", "threads", "series")
def threads_climb(one: Subject, numbers: Numbers) -> Found | None:
    """Threads are started and do not end."""
    looks = [*one.earlier, (0.0, one.process)]
    counts = [len(process.threads) for _ago, process in looks]
    if not climbs(counts, numbers["threads"], numbers["steps"]):
        return None
    known = {thread.tid for thread in looks[0][1].threads}
    new = [thread for thread in one.process.threads if thread.tid not in known]
    name, alike = Counter(thread.name for thread in new).most_common(1)[0]
    stacks = [thread.stack for thread in new if thread.stack is not None]
    return Found(
        severity=Severity.PROBLEM,
        confidence=Confidence.LIKELY,
        bytes=sum(stack.resident or 0 for stack in stacks),
        values={
            "before": counts[0],
            "now": counts[-1],
            "span": looks[0][0],
            "name": name,
            "alike": alike,
            "reserved": sum(stack.size for stack in stacks),
        },
        evidence={
            "before": (counts[0], "/proc/PID/task"),
            "now": (counts[-1], "/proc/PID/task"),
            "alike": (alike, "/proc/PID/task/TID/comm"),
        },
        regions=tuple(stack.start for stack in stacks[:8]),
    )


@rule("count-limit-near", "limits")
def count_limit_near(one: Subject, numbers: Numbers) -> Found | None:
    """A number of tasks is nearly reached: no thread will start, whatever is free."""
    near = [
        limit
        for limit in one.process.limits or ()
        if limit.name in _COUNTS and (limit.share or 0) >= numbers["share"]
    ]
    if not near:
        return None
    nearest = max(near, key=_share)
    used = nearest.used or 0
    return Found(
        severity=(
            Severity.PROBLEM
            if _share(nearest) >= numbers["problem"]
            else Severity.NOTICE
        ),
        confidence=Confidence.CERTAIN,
        values={
            "name": nearest.name,
            "used": used,
            "limit": nearest.limit,
            "left": max(nearest.limit - used, 0),
            "own": len(one.process.threads),
            "of": nearest.of or "",
        },
        evidence={
            "used": (used, nearest.name),
            "limit": (nearest.limit, nearest.name),
            "own": (len(one.process.threads), "/proc/PID/task"),
        },
        variant=_COUNTS[nearest.name],
    )


def _share(limit: Limit) -> float:
    return limit.share or 0.0


@rule("stack-nearly-full", "threads")
def stack_nearly_full(one: Subject, numbers: Numbers) -> Found | None:
    """A thread was, or is, near the end of its stack."""
    near = [
        (used / _most(stack), used, thread, stack)
        for thread, stack in _stacks(one.process)
        if (used := _deepest(one.process, stack)) is not None
        and used >= _most(stack) * numbers["share"]
    ]
    if not near:
        return None
    share, used, thread, stack = max(near, key=lambda row: row[0])
    is_now = (stack.depth or 0) >= _most(stack) * numbers["share"]
    return Found(
        severity=Severity.PROBLEM,
        confidence=stack.confidence,
        bytes=used,
        values={
            "name": thread.name,
            "tid": thread.tid,
            "left": _most(stack) - used,
            "size": _most(stack),
            "share": share,
            "stacks": len(near),
        },
        evidence={
            "size": (Bytes(_most(stack)), _DESCRIPTORS),
            "used": (Bytes(used), "stack pointer" if is_now else "pagemap"),
            "guard": (
                None if stack.guard is None else Bytes(stack.guard),
                _DESCRIPTORS,
            ),
        },
        regions=(stack.start,),
        variant="now" if is_now else "",
    )


def _stacks(process: Process) -> Iterator[tuple[Thread, Stack]]:
    """Yield stacks of a fixed, known size; runtimes grow their own as they need."""
    for thread in process.threads:
        stack = thread.stack
        if stack is None or stack.confidence is Confidence.GUESS:
            continue
        is_main = thread.tid == process.pid and stack.limit is not None
        if is_main or PTHREAD_DESCRIPTOR in stack.evidence:
            yield thread, stack


def _most(stack: Stack) -> int:
    """Return the bytes that a stack may have."""
    return stack.limit or stack.size


def _deepest(process: Process, stack: Stack) -> int | None:
    """Return how deep a stack was once, at the least; None: unknown.

    Stacks that somebody filled, with a lock on memory or in huge pages, say nothing of
    that: then only what is in use counts.
    """
    if stack.resident is None or _is_filled(process, stack):
        return stack.depth
    return max(stack.resident, stack.depth or 0)


def _is_filled(process: Process, stack: Stack) -> bool:
    region = process.region_at(stack.end - 1)
    if region is None:
        return True
    is_locked = bool(region.usage.locked) or "lo" in (region.flags or ())
    is_whole = stack.resident is not None and stack.resident >= stack.size - _PAGE
    is_shallow = (stack.depth or 0) * 2 < stack.size
    return is_locked or bool(region.usage.huge) or (is_whole and is_shallow)


@rule("stacks-touched", "threads", "map")
def stacks_touched(one: Subject, numbers: Numbers) -> Found | None:
    """Stacks keep what was touched once; kept ones of ended threads do, too."""
    idle = [
        max((stack.resident or 0) - _pages(stack.depth or 0), 0)
        for thread, stack in _stacks(one.process)
        if thread.state in _IDLE and stack.depth is not None
    ]
    kept = [
        region.usage.resident or 0
        for region in one.process.regions
        if region.kind is Kind.THREAD_STACK and region.label in _KEPT
    ]
    total, resident = sum(idle) + sum(kept), one.process.usage.resident or 0
    if total < numbers["bytes"] or total < resident * numbers["share"]:
        return None
    return Found(
        severity=Severity.NOTICE,
        confidence=Confidence.CERTAIN,
        bytes=total,
        values={
            "total": total,
            "threads": len(idle),
            "idle": sum(idle),
            "kept": len(kept),
            "of_kept": sum(kept),
            "each": total // max(len(idle) + len(kept), 1),
        },
        evidence={
            "idle": (Bytes(sum(idle)), "pagemap, stack pointers"),
            "of_kept": (Bytes(sum(kept)), "the C library's list of stacks"),
        },
        variant="kept" if sum(kept) > sum(idle) else "",
    )


def _pages(size: int) -> int:
    return -(-size // _PAGE) * _PAGE


@rule("stacks-locked", "threads", "smaps")
def stacks_locked(one: Subject, numbers: Numbers) -> Found | None:
    """A lock on all memory (mlockall) has filled every stack at once."""
    locked = [
        (stack, region)
        for _thread, stack in _stacks(one.process)
        if (region := one.process.region_at(stack.end - 1)) is not None
        and _is_locked(region)
        and stack.limit is None
    ]
    filled = sum(stack.resident or 0 for stack, _region in locked)
    unused = filled - sum(_pages(stack.depth or 0) for stack, _region in locked)
    resident, usage = one.resident, one.process.usage
    if unused < numbers["bytes"] or unused < resident * numbers["share"]:
        return None
    return Found(
        severity=Severity.PROBLEM,
        confidence=Confidence.CERTAIN,
        bytes=unused,
        values={
            "threads": len(locked),
            "filled": filled,
            "unused": unused,
            "resident": resident,
        },
        evidence={
            "locked": (
                bytes_or_none(usage.locked),
                "VmLck, /proc/PID/status",
            ),
            "filled": (Bytes(filled), "smaps, VmFlags lo"),
            "stacks": (len(locked), _DESCRIPTORS),
        },
        regions=tuple(stack.start for stack, _region in locked[:8]),
        saves=unused,
    )


def _is_locked(region: Region) -> bool:
    return "lo" in (region.flags or ()) and region.usage.resident == region.size
