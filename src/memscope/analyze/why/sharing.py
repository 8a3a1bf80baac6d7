"""fork and sharing: what workers share with their parent, and what they copy."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from memscope.analyze.why.kept import regions_of
from memscope.analyze.why.rule import Bytes, Found, Numbers, group_rule, rule
from memscope.analyze.why.seen import Seen, Subject
from memscope.model.finding import Severity
from memscope.model.kinds import Confidence, Kind
from memscope.model.occupancy import Occupancy
from memscope.model.process import Process
from memscope.model.region import Region

_SMAPS = "smaps"
_WRITTEN = {Kind.HEAP, Kind.ARENA, Kind.ANON, Kind.BSS, Kind.DATA}
"""Memory that a program fills itself, and a fork shares until somebody writes."""
_WAITING = frozenset("SD")


@group_rule("copied-by-reading", "smaps", "series")
def copied_by_reading(seen: Seen, numbers: Numbers) -> Found | None:
    """Workers turn pages that they shared into copies of their own, all the time."""
    copied = [
        (grown, worker, _inherited_private(worker.process, parent.process))
        for parent, worker in _families(seen)
        if (grown := _copied_since(worker, parent, numbers)) is not None
    ]
    if not copied:
        return None
    total = sum(grown for grown, _worker, _now in copied)
    left = sum(
        _inherited_shared(worker.process, parent.process)
        for parent, worker in _families(seen)
    )
    _grown, worst, _now = max(copied, key=lambda row: row[0])
    python = any("python" in (one.process.exe or "") for _g, one, _n in copied)
    return Found(
        severity=Severity.PROBLEM,
        confidence=Confidence.LIKELY,
        bytes=total,
        values={
            "workers": len(copied),
            "copied": total,
            "span": seen.seconds,
            "left": left,
            "pid": worst.process.pid,
        },
        evidence={
            "copied": (Bytes(total), _SMAPS),
            "left": (Bytes(left), _SMAPS),
        },
        variant="python" if python else "",
    )


def _families(seen: Seen) -> Iterator[tuple[Subject, Subject]]:
    """Yield each parent with each of its children that runs the same program."""
    by_pid = {one.process.pid: one for one in seen.subjects}
    for child in seen.subjects:
        parent = by_pid.get(child.process.ppid)
        if parent is not None and parent.process.exe == child.process.exe:
            yield parent, child


def _copied_since(worker: Subject, parent: Subject, numbers: Numbers) -> int | None:
    """Return the bytes that became private while no more memory was touched.

    None: too little, or the worker also touched new memory of that size.
    """
    # Only the first look and the last one know what is shared.
    first = next((process for _ago, process in worker.earlier), None)
    if first is None or first.usage.unique is None:
        return None
    before = _inherited_private(first, parent.process)
    now = _inherited_private(worker.process, parent.process)
    new = _inherited_resident(worker.process, parent.process) - _inherited_resident(
        first, parent.process
    )
    grown = now - before
    if grown < numbers["bytes"] or new * 2 > grown:
        return None
    return grown


def _inherited(process: Process, parent: Process) -> Iterator[Region]:
    """Yield regions that begin where one of the parent's does: they came by fork."""
    starts = {(one.start, one.kind) for one in parent.regions if one.kind in _WRITTEN}
    for region in process.regions:
        if (region.start, region.kind) in starts and not region.is_shared:
            yield region


def _inherited_private(process: Process, parent: Process) -> int:
    return sum(one.usage.private or 0 for one in _inherited(process, parent))


def _inherited_shared(process: Process, parent: Process) -> int:
    return sum(one.usage.shared or 0 for one in _inherited(process, parent))


def _inherited_resident(process: Process, parent: Process) -> int:
    return sum(one.usage.resident or 0 for one in _inherited(process, parent))


@group_rule("loaded-after-fork", "smaps", "several")
def loaded_after_fork(seen: Seen, numbers: Numbers) -> Found | None:
    """Workers of one parent each have their own copy of much the same."""
    crews: defaultdict[int, list[Subject]] = defaultdict(list)
    for parent, child in _families(seen):
        crews[parent.process.pid].append(child)
    alike = [crew for crew in crews.values() if _loads_alike(crew, numbers)]
    if not alike:
        return None
    crew = max(alike, key=len)
    own = [one.process.usage.unique or 0 for one in crew]
    shared = [_shared_anonymous(one.process) for one in crew]
    return Found(
        severity=Severity.NOTICE,
        # That it is the same in all of them is a guess from its size.
        confidence=Confidence.GUESS,
        bytes=sum(own) - max(own),
        values={
            "workers": len(crew),
            "own": sum(own) // len(own),
            "shared": sum(shared) // len(shared),
            "parent": crew[0].process.ppid,
            "total": sum(own),
        },
        evidence={
            "own": (Bytes(sum(own)), f"Private_Dirty, {_SMAPS}"),
            "shared": (Bytes(sum(shared)), f"Shared_Dirty, {_SMAPS}"),
        },
    )


def _loads_alike(crew: Sequence[Subject], numbers: Numbers) -> bool:
    """Tell whether several have about as much of their own, and share little."""
    own = [_own_anonymous(one.process) for one in crew]
    shared = [_shared_anonymous(one.process) for one in crew]
    return (
        len(crew) >= numbers["workers"]
        and min(own) >= numbers["bytes"]
        and max(own) <= min(own) * numbers["alike"]
        and sum(shared) < sum(own) * numbers["share"]
    )


def _own_anonymous(process: Process) -> int:
    return sum(one.usage.private or 0 for one in _filled(process))


def _shared_anonymous(process: Process) -> int:
    return sum(one.usage.shared or 0 for one in _filled(process))


def _filled(process: Process) -> Iterator[Region]:
    return (
        one for one in process.regions if one.kind in _WRITTEN and not one.is_shared
    )


@rule("pool-threads-kept", "heap", "threads")
def pool_threads_kept(one: Subject, numbers: Numbers) -> Found | None:
    """Each thread of a pool waits, and its arena keeps what its last task freed."""
    waiting = {thread.tid for thread in one.process.threads if thread.state in _WAITING}
    kept = [
        (arena, arena.returnable)
        for arena in one.heap or ()
        if arena.returnable is not None
        and arena.live is not None
        and _belongs_to(arena, waiting - {one.process.pid})
        and arena.returnable >= arena.live
    ]
    total = sum(back for _arena, back in kept)
    if len(kept) < numbers["threads"] or total < numbers["bytes"]:
        return None
    return Found(
        severity=Severity.NOTICE,
        confidence=Confidence.CERTAIN,
        bytes=total,
        values={
            "threads": len(kept),
            "total": total,
            "each": total // len(kept),
            "live": sum(arena.live or 0 for arena, _back in kept),
        },
        evidence={
            "total": (Bytes(total), "chunk headers"),
            "threads": (len(kept), "the threads' own variables"),
        },
        regions=regions_of(one, [arena for arena, _back in kept]),
    )


def _belongs_to(arena: Occupancy, waiting: set[int]) -> bool:
    """Tell whether threads that wait now, and only those, use an arena."""
    return arena.whole and bool(arena.threads) and set(arena.threads or ()) <= waiting
