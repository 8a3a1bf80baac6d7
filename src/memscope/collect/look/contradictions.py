"""A finished look, checked against itself; live looks check what has changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from memscope.analyze.classify import Piece
from memscope.analyze.contradictions import (
    OF_THREADS,
    Contradiction,
    LabelledMap,
    Runner,
    label_contradictions,
    overlapping_stacks,
    thread_contradictions,
    too_many_stacks,
    unowned_stacks,
)
from memscope.collect.look.look import Look
from memscope.i18n import N_
from memscope.model.kinds import Confidence
from memscope.model.process import Process, Stack, TaskFacts
from memscope.model.region import Region
from memscope.model.snapshot import Gap
from memscope.proc.machine import PAGE_SIZE

CAME_AND_WENT = N_("threads came and went during the look")

Position = tuple[int | None, Stack | None]
"""A thread's stack pointer and its stack."""


@dataclass(slots=True)
class Checked:
    """What was checked in the last look, and found.

    Attributes:
        pieces: The map, cut and classified.
        labelled: The same in columns.
        of_map: What follows from the map alone.
        unowned: Stacks "of a thread" in it, right or wrong.
        of_all: What follows from where all threads together have their stacks.
        guests: Threads of other processes in the same memory.
        positions: Each thread as it was then.
        of_threads: What was found of each thread, where anything was.
        seen: Threads, their stacks and guests; records that did not change are the
            very same, so that equal ones are told in no time.
        found: All that was found.
    """

    pieces: Sequence[Piece] = ()
    labelled: LabelledMap | None = None
    of_map: list[Contradiction] = field(default_factory=list)
    unowned: list[Contradiction] = field(default_factory=list)
    of_all: list[Contradiction] = field(default_factory=list)
    guests: Sequence[TaskFacts] = ()
    positions: dict[int, Position] = field(default_factory=dict)
    of_threads: dict[int, list[Contradiction]] = field(default_factory=dict)
    seen: tuple[object, ...] = ()
    found: list[Contradiction] = field(default_factory=list)

    def renew(
        self,
        look: Look,
        pieces: Sequence[Piece],
        stacks: Mapping[int, Stack],
        guests: Sequence[TaskFacts] = (),
    ) -> list[Contradiction]:
        """Check a look; what is as it was is not checked again.

        Args:
            look: What was read.
            pieces: The map, cut and classified.
            stacks: By TID.
            guests: Threads of other processes in the same memory.
        """
        seen = (look.tasks, stacks, guests)
        if self.pieces is pieces and self.seen == seen:
            return self.found
        self.seen = (list(look.tasks), stacks, guests)
        now = _positions(look, stacks)
        labelled = self.labelled
        is_new = labelled is None or self.pieces is not pieces
        if labelled is None or is_new:
            labelled = self.labelled = _labelled(look, pieces)
            self.pieces, self.positions, self.of_threads = pieces, {}, {}
            self.of_map = label_contradictions(labelled, look.stat.start_brk, PAGE_SIZE)
            self.unowned = unowned_stacks(labelled)
        changed = [
            tid
            for tid, one in now.items()
            if not _is_same(self.positions.get(tid), one)
        ]
        is_elsewhere = is_new or self._has_other_stacks(now, changed)
        if is_elsewhere or guests or self.guests:
            self.guests = list(guests)
            self.of_all = _of_all(self.unowned, _runners(now, stacks, guests))
        for tid in self.of_threads.keys() - now.keys():
            del self.of_threads[tid]
        for tid in changed:
            runner = Runner(tid, *now[tid])
            found = thread_contradictions(labelled, [runner], now.keys())
            if found:
                self.of_threads[tid] = found
            else:
                self.of_threads.pop(tid, None)
        self.positions = now
        of_threads = (one for found in self.of_threads.values() for one in found)
        self.found = [*self.of_map, *self.of_all, *of_threads]
        return self.found

    def _has_other_stacks(
        self, now: Mapping[int, Position], changed: Iterable[int]
    ) -> bool:
        """Tell whether a thread came or went, or one has another stack than it had."""
        before = self.positions
        return before.keys() != now.keys() or any(
            _bounds(before[tid][1]) != _bounds(now[tid][1]) for tid in changed
        )


def _positions(look: Look, stacks: Mapping[int, Stack]) -> dict[int, Position]:
    return {
        task.tid: (task.position.sp if task.position else None, stacks.get(task.tid))
        for task in look.tasks
        if task.state not in "ZX"
    }


def _is_same(old: Position | None, new: Position) -> bool:
    """Stacks that did not change are the very same records."""
    return old is not None and old[0] == new[0] and old[1] is new[1]


def _bounds(stack: Stack | None) -> tuple[int, int] | None:
    return None if stack is None else (stack.start, stack.end)


def _runners(
    positions: Mapping[int, Position],
    stacks: Mapping[int, Stack],
    guests: Sequence[TaskFacts],
) -> list[Runner]:
    own = [Runner(tid, *position) for tid, position in positions.items()]
    return own + [Runner(one.tid, one.sp, stacks.get(one.tid)) for one in guests]


def _labelled(look: Look, pieces: Sequence[Piece]) -> LabelledMap:
    vmas = look.vmas
    return LabelledMap(
        [piece.start for piece in pieces],
        [piece.end for piece in pieces],
        [piece.meaning for piece in pieces],
        [vmas[piece.vma].perms for piece in pieces],
    )


def _of_all(
    unowned: Sequence[Contradiction], runners: Sequence[Runner]
) -> list[Contradiction]:
    return [*too_many_stacks(unowned, runners), *overlapping_stacks(runners)]


def as_gaps(
    pid: int, found: Iterable[Contradiction], *, is_churn: bool = False
) -> list[Gap]:
    """Name what is left, each reason once.

    Args:
        pid: Of the process.
        found: What contradicts itself, though it was looked at again.
        is_churn: Threads came or went during the look: what threads say was read at
            two moments, and is no rule that is broken.
    """
    reasons = dict.fromkeys(
        CAME_AND_WENT if is_churn and one.rule in OF_THREADS else one.rule
        for one in found
    )
    return [Gap(what=N_("some labels"), pid=pid, why=why) for why in reasons]


def less_sure(process: Process, found: Sequence[Contradiction]) -> Process:
    """Return the process; regions and stacks that something contradicts are guesses.

    A stack and the memory in it are one answer, and equally sure.
    """
    ranges = [(one.start, one.end) for one in found]
    doubted = [
        thread.stack
        for thread in process.threads
        if thread.stack is not None and _is_in(ranges, thread.stack)
    ]
    ranges += [(stack.start, stack.end) for stack in doubted]
    return replace(
        process,
        regions=tuple(
            replace(region, confidence=Confidence.GUESS)
            if _is_in(ranges, region)
            else region
            for region in process.regions
        ),
        threads=tuple(
            replace(thread, stack=replace(thread.stack, confidence=Confidence.GUESS))
            if thread.stack is not None and thread.stack in doubted
            else thread
            for thread in process.threads
        ),
    )


def _is_in(ranges: Iterable[tuple[int, int]], what: Region | Stack) -> bool:
    return any(start < what.end and what.start < end for start, end in ranges)
