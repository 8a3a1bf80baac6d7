"""Why is it so large? Looks as closely as the rules want, and lets them judge."""

import os
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from msgspec import Struct
from msgspec.structs import replace

from memscope.analyze.totals import usage_of
from memscope.analyze.why.judge import NOTHING, judge
from memscope.analyze.why.seen import LIVE, Seen, Subject
from memscope.collect.closer.facts import with_facts
from memscope.collect.closer.huge_fill import huge_fill_of
from memscope.collect.closer.kept import kept_by_allocators
from memscope.collect.ended import ended_meanwhile, with_ended
from memscope.collect.look.snapshot import take_snapshot
from memscope.collect.moment import looks_up_to
from memscope.collect.targets import STDIN, load_target
from memscope.collect.watching import LOOKS, Timed, watched
from memscope.errors import ProcError, ProcessGone
from memscope.model import sorts
from memscope.model.finding import Answer, Finding, Target
from memscope.model.huge_fill import HugeFill
from memscope.model.kinds import Kind
from memscope.model.limit import Limit
from memscope.model.occupancy import Occupancy
from memscope.model.portion import Portion
from memscope.model.process import Process
from memscope.model.snapshot import Gap, Snapshot
from memscope.model.spaces import by_address_space

_WALK_S, _LEAST_WALK_S = 5.0, 0.05
"""For the records of all processes together, and for each of them at least."""


class HeapWalk(Struct, frozen=True, gc=False):
    """What an allocator's records say.

    Attributes:
        arenas: As far as they were walked.
        gaps: What could not be read.
        huge: How full huge pages are; None: nobody could look.
        huge_why: Why not.
    """

    arenas: tuple[Occupancy, ...]
    gaps: tuple[Gap, ...] = ()
    huge: tuple[HugeFill, ...] | None = None
    huge_why: str = ""


def why(
    *pids: int,
    tree: bool = False,
    for_s: float = 0.0,
    heap: bool = True,
    wait: Callable[[float], object] = time.sleep,
) -> Answer:
    """Tell where the memory of processes is, what is wrong with that, and what to do.

    Args:
        pids: Processes; none: this process itself.
        tree: Add all their descendants.
        for_s: Look again and again for so many seconds, to see what changes.
        heap: Read the allocators' records for what is live and what is freed.
        wait: Waits for some seconds between two looks.

    Raises:
        AccessDenied: The map of none of the processes may be read.
        ProcError: None could be looked at for another reason.
    """
    pids = pids or (os.getpid(),)
    earlier = watched(pids, tree, for_s, wait) if for_s > 0 else []
    at = time.monotonic()
    try:
        now = take_snapshot(pids, children=tree, without_map=True)
    except ProcessGone:
        if not earlier:
            raise
        return _of_the_last(earlier)
    began = time.perf_counter()
    walked = _walked(now) if heap else {}
    seen = with_ended(with_facts(now))
    took_ms = now.took_ms + (time.perf_counter() - began) * 1000
    return answer_of(
        replace(seen, took_ms=took_ms), earlier=earlier, at=at, walked=walked
    )


def _of_the_last(looks: Sequence[Timed]) -> Answer:
    """Judge what was seen of processes before all of them ended."""
    *earlier, (at, last) = looks
    pids = [one.pid for one in last.processes]
    return answer_of(ended_meanwhile(last, pids), earlier=earlier, at=at)


def why_file(file: str) -> Answer:
    """Judge the look that a file holds, of a recording with those before it.

    Args:
        file: As `collect.targets` finds it.

    Raises:
        BadFile: It cannot be read, or is nothing that memscope opens.
    """
    if file == STDIN:
        return answer_of(load_target(file), source=file)
    *earlier, (at, now) = looks_up_to(file, LOOKS)
    return answer_of(now, earlier=earlier, at=at, source=file)


def findings_of(now: Snapshot, *, source: str = LIVE) -> tuple[Finding, ...]:
    """Return what one look alone shows to be wrong, or to look so; () if nothing.

    Args:
        now: The look.
        source: `live`, or the name of the file that it comes from.
    """
    found = judge(Seen(now, _subjects(now, (), 0.0, {}, source), 0.0)).findings
    return tuple(one for one in found if one.id != NOTHING)


def answer_of(
    now: Snapshot,
    *,
    earlier: Sequence[Timed] = (),
    at: float = 0.0,
    walked: Mapping[int, HeapWalk] | None = None,
    source: str = LIVE,
) -> Answer:
    """Judge a look, with those before it.

    Args:
        now: The last look.
        earlier: Those before it, the oldest first.
        at: When the last one was taken, on their clock.
        walked: What the allocators' records say, by pid; None: not read.
        source: `live`, or the name of the file that it comes from.
    """
    began = time.perf_counter()
    seconds = at - earlier[0][0] if earlier else 0.0
    seen = Seen(now, _subjects(now, earlier, at, walked or {}, source), seconds)
    judged = judge(seen)
    took_ms = now.took_ms + (time.perf_counter() - began) * 1000
    return Answer(
        taken_at=now.taken_at,
        took_ms=round(took_ms, 3),
        looked_s=round(seconds, 1),
        targets=tuple(Target(one.pid, one.name, source) for one in now.processes),
        totals=usage_of(_who(now)),
        where=_where(seen),
        limits=_limits(now),
        findings=judged.findings,
        not_run=judged.not_run,
        rules=judged.rules,
        gaps=(*now.gaps, *(gap for one in (walked or {}).values() for gap in one.gaps)),
    )


def _subjects(
    now: Snapshot,
    earlier: Sequence[Timed],
    at: float,
    walked: Mapping[int, HeapWalk],
    source: str,
) -> tuple[Subject, ...]:
    return tuple(
        Subject(
            one,
            _before(one, earlier, at),
            heap.arenas if (heap := walked.get(one.pid)) else None,
            heap_why=heap.gaps[0].why if heap and heap.gaps else "",
            huge=heap.huge if heap else None,
            huge_why=heap.huge_why if heap else "",
            source=source,
        )
        for one in _who(now)
    )


def _who(now: Snapshot) -> tuple[Process, ...]:
    """Return those who have memory, one for each address space, hidden ones last."""
    return (*by_address_space(now.processes), *now.hidden())


def _where(seen: Seen) -> tuple[Portion, ...]:
    """Return where the memory is; what is hidden has a line of its own."""
    found = seen.portions
    hidden = usage_of(seen.now.hidden())
    if hidden.resident is None or not seen.now.hidden():
        return found
    line = Portion(
        label=sorts.HIDDEN,
        kind=Kind.UNKNOWN,
        segment=Kind.UNKNOWN.segment,
        count=0,
        virtual=hidden.virtual or 0,
        resident=hidden.resident,
    )
    return tuple(sorted((*found, line), key=lambda one: -one.resident))


def _walked(now: Snapshot) -> dict[int, HeapWalk]:
    """Read the allocators' records of all, the largest first, within a time."""
    end = time.monotonic() + _WALK_S
    found: dict[int, HeapWalk] = {}
    wanted = by_address_space(now.processes)
    for one in sorted(wanted, key=lambda one: -(one.usage.resident or 0)):
        seconds = max(end - time.monotonic(), _LEAST_WALK_S)
        with suppress(ProcError):
            arenas, gaps = kept_by_allocators(one, seconds=seconds)
            found[one.pid] = HeapWalk(arenas, gaps, *_huge_fill(one))
    return found


def _huge_fill(one: Process) -> tuple[tuple[HugeFill, ...] | None, str]:
    """Return how full huge pages are, else why nobody could look."""
    try:
        return huge_fill_of(one), ""
    except ProcError as refused:
        return None, refused.reason


def _before(
    process: Process, earlier: Sequence[Timed], at: float
) -> tuple[tuple[float, Process], ...]:
    """Return a process as it was, with how many seconds ago that was."""
    return tuple(
        (at - then, one)
        for then, look in earlier
        for one in look.processes
        if one.identity == process.identity
    )


def _limits(now: Snapshot) -> tuple[Limit, ...]:
    """Return the limits of all of them, the nearest first; each name once."""
    nearest: dict[str, Limit] = {}
    for one in (limit for process in now.processes for limit in process.limits or ()):
        known = nearest.get(one.name)
        if known is None or _nearness(one) > _nearness(known):
            nearest[one.name] = one
    return tuple(sorted(nearest.values(), key=_nearness, reverse=True))


def _nearness(one: Limit) -> float:
    return -1.0 if one.share is None else one.share
