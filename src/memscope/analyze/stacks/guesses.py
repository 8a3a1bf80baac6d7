"""Stacks of threads without a descriptor: stack pointer, guards, flags.

All of this is weaker than a descriptor, and says so.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from msgspec import Struct

from memscope.analyze.spans import VmaIndex
from memscope.analyze.stacks.claim import StackClaim
from memscope.model import labels
from memscope.model.evidence import (
    GUARD_BELOW,
    GUARD_PAGES,
    SP_INSIDE,
    VMFLAG,
    with_detail,
)
from memscope.model.kinds import Confidence
from memscope.model.process import TaskFacts
from memscope.model.ranges import Ranges
from memscope.model.region import Vma
from memscope.parse.pagemap import Pages

_MOST_GUARD = 1 << 20
"""A larger piece of unusable memory below is a reservation of something else."""
LEAST_STACK = 8192
_ARENA = 64 << 20
"""Arenas of malloc begin on a multiple of it, and hold signal stacks at times."""
_GO_HEAP = range(0xC000000000, 0xC800000000)
_NO_HUGE_PAGES = "nh"
"""Since Linux 6.7 MAP_STACK says so; few other mappings do."""
STACK_FLAG = with_detail(VMFLAG, _NO_HUGE_PAGES)
_GROWS_DOWN = "gd"
GROWS_FLAG = with_detail(VMFLAG, _GROWS_DOWN)
_PAGE = 4096
"""Every page size is a multiple of it."""


@dataclass(frozen=True, slots=True)
class StackMarks:
    """What marks a mapping as a stack, whoever runs on it.

    Attributes:
        index: The map.
        guards: Guard pages that no line of the map shows.
        flags: VmFlags of each VMA; empty when smaps was not read.
    """

    index: VmaIndex
    guards: Ranges
    flags: Sequence[tuple[str, ...]]

    def marked(self) -> list[int]:
        """Return the numbers of the VMAs that may be marked, in order; mostly few."""
        vmas, flags = self.index.vmas, self.flags
        found = {
            at
            for at, below in enumerate(vmas, 1)
            if below.perms[0] == "-" and below.is_no_access
        }
        found.discard(len(vmas))
        # Thousands of mappings have a handful of different flags.
        telling = {
            words
            for words in set(flags)
            if _NO_HUGE_PAGES in words or _GROWS_DOWN in words
        }
        if telling:
            found.update(at for at, words in enumerate(flags) if words in telling)
        for low, high in zip(self.guards.starts, self.guards.ends, strict=True):
            found.update(self.index.reaching_into(low, high))
        return sorted(found)

    def has_flag(self, at: int) -> bool:
        """Tell whether the VMA of that number was made with MAP_STACK, most likely."""
        return at < len(self.flags) and _NO_HUGE_PAGES in self.flags[at]

    def has_wall(self, at: int) -> bool:
        """Tell whether memory without access lies directly below the VMA, or in it."""
        vma = self.index.vmas[at]
        below = self.index.vmas[at - 1] if at else None
        if below is not None and below.end == vma.start and below.is_no_access:
            return True
        return bool(self.guards) and any(self.guards.within(vma.start, vma.end))

    def grows(self, at: int) -> bool:
        """Tell whether the kernel lets the VMA of that number grow downwards."""
        return at < len(self.flags) and _GROWS_DOWN in self.flags[at]

    def below(self, at: int, start: int) -> tuple[int | None, tuple[str, ...]]:
        """Return the guard below `start` and what else marks the VMA as a stack."""
        marks = (STACK_FLAG,) if self.has_flag(at) else ()
        pages = self.guards.size_up_to(start)
        if pages:
            return pages, (GUARD_PAGES, *marks)
        below = self.index.vmas[at - 1] if at else None
        if (
            below
            and below.end == start
            and below.is_no_access
            and below.size <= _MOST_GUARD
        ):
            # The kernel merges a guard with other memory without access, unless both
            # bear the mark of a stack: only the page next to the stack is sure.
            size = below.size if self.has_flag(at - 1) else min(below.size, _PAGE)
            return size, (GUARD_BELOW, *marks)
        return None, marks


class _Around(Struct, frozen=True, gc=False):
    """Memory around a stack pointer that looks like a stack."""

    start: int
    end: int
    guard: int | None
    evidence: tuple[str, ...]


def claims_by_sp(
    marks: StackMarks,
    tasks: Sequence[TaskFacts],
    taken: Ranges,
    usual_size: int,
    pages: Pages | None = None,
) -> list[StackClaim]:
    """Return the stacks that stack pointers lead to, in order of address.

    The kernel merges a stack with unmarked memory above it, so its upper end is only
    likely when a flag or the usual size speaks for it. It also merges stacks without a
    guard: where pages far below SP are in use, another one lies there.

    Args:
        marks: What marks a stack.
        tasks: Living threads whose stack is unknown.
        taken: What other claims cover.
        usual_size: Bytes of a stack that nobody asked to be different.
        pages: Of the same look; None when they could not be read.
    """
    found: dict[int, StackClaim] = {}
    inside: Counter[int] = Counter()
    for task in tasks:
        piece = _piece_at(marks, task.sp, taken) if task.sp is not None else None
        if piece is None or task.sp is None:
            continue
        inside[piece.start] += 1
        top = written_up_to(pages, task.sp, piece.end)
        is_usual = top == piece.end and piece.end - piece.start == usual_size
        if is_usual or _may_begin_there(pages, piece.start, task.sp):
            found[piece.start] = _claim(task, piece, top, is_usual)
    # Two threads in one piece: it holds more than one stack, or is no stack.
    return [claim for start, claim in sorted(found.items()) if inside[start] == 1]


def _piece_at(marks: StackMarks, sp: int, taken: Ranges) -> _Around | None:
    """Return what may be the stack around a stack pointer."""
    at = marks.index.at(sp)
    if at is None or not can_hold(marks.index.vmas[at]) or sp in taken:
        return None
    start, end = between(marks.index.vmas[at], sp, marks.guards, taken)
    guard, evidence = marks.below(at, start)
    if end - start < LEAST_STACK or not evidence:
        return None
    return _Around(start, end, guard, evidence)


def written_up_to(pages: Pages | None, sp: int, end: int) -> int:
    """Return where the pages end that a thread may have written to so far.

    All between a stack pointer and the top of its stack was written once, so the top
    lies no higher than the run of pages that were touched.
    """
    top = -(-sp // _PAGE) * _PAGE
    if pages is None:
        return end
    for low, high in pages.touched_from(sp, end):
        if low > max(top, sp):
            break
        top = max(top, high)
    return min(top, end)


def _claim(task: TaskFacts, piece: _Around, top: int, is_usual: bool) -> StackClaim:
    is_marked = is_usual or STACK_FLAG in piece.evidence
    is_likely = piece.guard is not None and is_marked and top == piece.end
    return StackClaim(
        task.tid,
        piece.start,
        top,
        piece.guard,
        (SP_INSIDE, *piece.evidence),
        Confidence.LIKELY if is_likely else Confidence.GUESS,
        labels.STACK_OF.format(name=task.name),
    )


def can_hold(vma: Vma) -> bool:
    """Tell whether a mapping may be a stack that nobody described."""
    return (
        vma.is_private_writable
        and not vma.inode
        and (not vma.path or vma.path.startswith("[anon:"))
        and vma.start % _ARENA != 0
        and vma.start not in _GO_HEAP
    )


def between(vma: Vma, sp: int, guards: Ranges, taken: Ranges) -> tuple[int, int]:
    """Return the piece around SP that guards and other stacks leave of the VMA."""
    start, end = vma.start, vma.end
    for walls in (guards, taken):
        for low, high in walls.within(vma.start, vma.end):
            if high <= sp:
                start = max(start, high)
            elif low > sp:
                end = min(end, low)
                break
    return start, end


def _may_begin_there(pages: Pages | None, start: int, sp: int) -> bool:
    """Tell whether the pages below SP are not those of another stack.

    Of two stacks in a row the lower one's top is in RAM, and above it is memory that
    the upper one has not reached yet.
    """
    if pages is None or pages.swapped.bytes_in(start, sp):
        return True
    touched = list(pages.resident.within(start, sp + 1))
    return not touched or (len(touched) == 1 and touched[0][1] > sp)
