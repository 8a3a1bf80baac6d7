"""Stacks on which no thread runs: coroutines that wait, mostly.

A flag of the kernel's marks them, or a guard below memory whose top was touched. They
belong to nobody; a thread may step onto one at any moment, and leave it again.
"""

from collections.abc import Sequence
from operator import attrgetter

from msgspec import Struct

from memscope.analyze.spans import Span, VmaIndex
from memscope.analyze.stacks.claim import StackClaim
from memscope.analyze.stacks.guesses import (
    GROWS_FLAG,
    LEAST_STACK,
    STACK_FLAG,
    StackMarks,
    can_hold,
)
from memscope.model import labels
from memscope.model.kinds import Confidence, Kind
from memscope.model.process import TaskFacts
from memscope.model.ranges import Ranges
from memscope.model.region import Vma
from memscope.parse.pagemap import Pages
from memscope.parse.smaps import Smaps

_PAGE = 4096
"""Every page size is a multiple of it."""


def unused_stacks(
    table: Smaps,
    pages: Pages | None,
    stacks: Sequence[Span],
    others: Sequence[Span],
    *,
    all_known: bool,
) -> list[Span]:
    """Return stacks of no thread, and their guards, in order of address.

    Args:
        table: The whole map; without VmFlags nothing is found.
        pages: Of the same look; None when they could not be read.
        stacks: The stacks of threads, with their guards.
        others: What else is known of anonymous memory, in order of address.
        all_known: No thread's stack is unknown.
    """
    if not table.flags:
        return []
    guards = pages.guards if pages is not None else Ranges()
    spans = sorted((*stacks, *others), key=attrgetter("start"))
    taken = Ranges([one.start for one in spans], [one.end for one in spans])
    marks = StackMarks(VmaIndex(table.vmas), guards, table.flags)
    return idle_spans(idle_stacks(marks, taken, pages), may_run=not all_known)


class IdleStack(Struct, frozen=True, gc=False):
    """Memory that was made to be a stack, with its guard, whoever runs on it.

    Attributes:
        start: First address above the guard.
        end: First address after it.
        guard: Bytes of guard below; 0 without.
        evidence: What marks it.
    """

    start: int
    end: int
    guard: int
    evidence: tuple[str, ...]

    @property
    def is_flagged(self) -> bool:
        """The program asked the kernel for a stack there."""
        return any(one in self.evidence for one in (STACK_FLAG, GROWS_FLAG))


def idle_stacks(
    marks: StackMarks, taken: Ranges, pages: Pages | None
) -> list[IdleStack]:
    """Return what looks like stacks that no claim speaks of, in order of address.

    A flag marks them, or else a guard below memory whose top was touched.

    Args:
        marks: What marks a stack.
        taken: What claims cover.
        pages: Of the same look; None when they could not be read.
    """
    found = []
    vmas, whole = marks.index.vmas, set(zip(taken.starts, taken.ends, strict=True))
    for at in marks.marked():
        vma = vmas[at]
        if (vma.start, vma.end) in whole or vma.inode or not can_hold(vma):
            continue
        grows, is_flagged = marks.grows(at), marks.has_flag(at)
        if not (grows or is_flagged) and not marks.has_wall(at):
            continue
        start = vma.start
        walls = sorted(
            (*marks.guards.within(*_bounds(vma)), *taken.within(*_bounds(vma)))
        )
        for low, high in [*walls, (vma.end, vma.end)]:
            guard, evidence = marks.below(at, start)
            if guard and _was_touched(pages, start - guard, start):
                guard = None
            is_marked = grows or (
                guard is not None
                and (is_flagged or _was_touched(pages, low - _PAGE, low))
            )
            if low - start >= LEAST_STACK and is_marked and not taken.size_up_to(start):
                words = (GROWS_FLAG, *evidence) if grows else evidence
                found.append(IdleStack(start, low, guard or 0, words))
            start = max(start, high)
    return found


def _bounds(vma: Vma) -> tuple[int, int]:
    return vma.start, vma.end


def _was_touched(pages: Pages | None, start: int, end: int) -> bool:
    return pages is not None and any(pages.touched_from(start, end))


def claims_of_somebody(
    idle: Sequence[IdleStack], lost: Sequence[TaskFacts]
) -> list[StackClaim]:
    """Return idle stacks as those of threads, without saying of which.

    More stacks than threads that could run on them are no threads' stacks.
    """
    if sum(one.is_flagged for one in idle) > len(lost):
        return []
    sure, label = Confidence.GUESS, labels.SOME_STACK
    return [
        StackClaim(0, one.start, one.end, one.guard, one.evidence, sure, label)
        for one in idle
        if one.is_flagged
    ]


def idle_spans(idle: Sequence[IdleStack], *, may_run: bool) -> list[Span]:
    """Return stacks on which no thread runs at the moment, with their guards.

    Args:
        idle: What is marked as a stack.
        may_run: A thread's stack is unknown, so that it may run on one of them.
    """
    label = labels.NO_THREADS_STACK
    guard_label = labels.GUARD_OF.format(label=label)
    spans = []
    for one in idle:
        is_likely = one.is_flagged and not may_run
        sure = Confidence.LIKELY if is_likely else Confidence.GUESS
        for start, end, kind, text in (
            (one.start - one.guard, one.start, Kind.GUARD, guard_label),
            (one.start, one.end, Kind.ANON, label),
        ):
            if start < end:
                span = Span(start, end, kind, None, None, text, one.evidence, sure)
                spans.append(span)
    return spans
