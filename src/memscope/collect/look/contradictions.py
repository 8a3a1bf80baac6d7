"""A finished look, checked against itself; live looks check what has changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from memscope.analyze.classify import Piece
from memscope.analyze.contradictions import (
    Contradiction,
    LabelledMap,
    Runner,
    label_contradictions,
    overlapping_stacks,
    thread_contradictions,
    too_many_stacks,
)
from memscope.collect.look.look import Look
from memscope.i18n import N_
from memscope.model.kinds import Confidence
from memscope.model.process import Stack, TaskFacts
from memscope.model.region import Region
from memscope.model.snapshot import Gap
from memscope.proc.machine import PAGE_SIZE

Position = tuple[int | None, Stack | None]
"""A thread's stack pointer and its stack."""


@dataclass(slots=True)
class Checked:
    """What was checked in the last look, and found.

    Attributes:
        pieces: The map, cut and classified.
        labelled: The same in columns.
        of_map: What follows from the map and from all threads together.
        positions: Each thread as it was then.
        of_threads: What was found of each thread, where anything was.
        seen: Threads, their stacks and guests; records that did not change are the
            very same, so that equal ones are told in no time.
        found: All that was found.
    """

    pieces: Sequence[Piece] = ()
    labelled: LabelledMap | None = None
    of_map: list[Contradiction] = field(default_factory=list)
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
        changed = [
            tid
            for tid, one in now.items()
            if not _is_same(self.positions.get(tid), one)
        ]
        if is_new:
            self.of_map = _of_map(look, labelled, _runners(now, stacks, guests))
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
        self.found = [*self.of_map, *of_threads]
        return self.found


def _positions(look: Look, stacks: Mapping[int, Stack]) -> dict[int, Position]:
    return {
        task.tid: (task.position.sp if task.position else None, stacks.get(task.tid))
        for task in look.tasks
        if task.state not in "ZX"
    }


def _is_same(old: Position | None, new: Position) -> bool:
    """Stacks that did not change are the very same records."""
    return old is not None and old[0] == new[0] and old[1] is new[1]


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


def _of_map(
    look: Look, labelled: LabelledMap, runners: Sequence[Runner]
) -> list[Contradiction]:
    return [
        *label_contradictions(labelled, look.stat.start_brk, PAGE_SIZE),
        *too_many_stacks(labelled, runners),
        *overlapping_stacks(runners),
    ]


def as_gaps(pid: int, found: Iterable[Contradiction]) -> list[Gap]:
    """Name what is left, each rule once."""
    rules = dict.fromkeys(one.rule for one in found)
    return [Gap(what=N_("some labels"), pid=pid, why=rule) for rule in rules]


def less_sure(
    regions: Sequence[Region], found: Sequence[Contradiction]
) -> tuple[Region, ...]:
    """Return the regions; those that something contradicts are guesses."""
    return tuple(
        replace(region, confidence=Confidence.GUESS)
        if any(one.start < region.end and region.start < one.end for one in found)
        else region
        for region in regions
    )
