"""Stacks of threads without a descriptor: stack pointer, guards, flags.

All of this is weaker than a descriptor, and says so.
"""

from collections.abc import Sequence

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
_LEAST_STACK = 8192
_ARENA = 64 << 20
"""Arenas of malloc begin on a multiple of it, and hold signal stacks at times."""
_GO_HEAP = range(0xC000000000, 0xC800000000)
_NO_HUGE_PAGES = "nh"
"""Since Linux 6.7 MAP_STACK says so; few other mappings do."""
_STACK_FLAG = with_detail(VMFLAG, _NO_HUGE_PAGES)


def claims_by_sp(
    index: VmaIndex,
    tasks: Sequence[TaskFacts],
    guards: Ranges,
    flags: Sequence[tuple[str, ...]],
    taken: Ranges,
    usual_size: int,
    pages: Pages | None = None,
) -> list[StackClaim]:
    """Return the stacks that stack pointers lead to, in order of address.

    The kernel merges a stack with unmarked memory above it, so its upper end is only
    likely when a flag or the usual size speaks for it. It also merges stacks without a
    guard: where pages far below SP are in use, another one lies there.

    Args:
        index: The map.
        tasks: Living threads whose stack is unknown.
        guards: Guard pages that no line of the map shows.
        flags: VmFlags of each VMA; empty when smaps was not read.
        taken: What other claims cover.
        usual_size: Bytes of a stack that nobody asked to be different.
        pages: Of the same look; None when they could not be read.
    """
    found: dict[int, StackClaim] = {}
    inside: dict[int, int] = {}
    for task in tasks:
        at = index.at(task.sp) if task.sp is not None else None
        if at is None or task.sp is None or not _can_hold(index.vmas[at]):
            continue
        if task.sp in taken:
            continue
        start, end = _between(index.vmas[at], task.sp, guards, taken)
        guard, evidence = _signs(index, at, start, guards, flags)
        if end - start >= _LEAST_STACK and evidence:
            is_usual = end - start == usual_size
            inside[start] = inside.get(start, 0) + 1
            if not is_usual and not _may_begin_there(pages, start, task.sp):
                continue
            likely = guard is not None and (is_usual or _STACK_FLAG in evidence)
            claim = StackClaim(
                task.tid,
                start,
                end,
                guard,
                (SP_INSIDE, *evidence),
                Confidence.LIKELY if likely else Confidence.GUESS,
                labels.STACK_OF.format(name=task.name),
            )
            found[start] = claim
    # Two threads in one piece: it holds more than one stack, or is no stack.
    return [claim for start, claim in sorted(found.items()) if inside[start] == 1]


def claims_by_flags(
    index: VmaIndex,
    guards: Ranges,
    flags: Sequence[tuple[str, ...]],
    taken: Ranges,
) -> list[StackClaim]:
    """Return what must be stacks of threads, without saying of which.

    Args:
        index: The map.
        guards: Guard pages that no line of the map shows.
        flags: VmFlags of each VMA.
        taken: What other claims cover.
    """
    claims = []
    for at, vma in enumerate(index.vmas):
        if at >= len(flags) or _NO_HUGE_PAGES not in flags[at] or not _can_hold(vma):
            continue
        if taken.bytes_in(vma.start, vma.end):
            continue
        at_start = vma.start
        for low, high in [*guards.within(vma.start, vma.end), (vma.end, vma.end)]:
            guard, evidence = _signs(index, at, at_start, guards, flags)
            if low - at_start >= _LEAST_STACK and guard is not None:
                claims.append(
                    StackClaim(
                        0,
                        at_start,
                        low,
                        guard,
                        evidence,
                        Confidence.LIKELY,
                        labels.SOME_STACK,
                    )
                )
            at_start = high
    return claims


def _can_hold(vma: Vma) -> bool:
    """Tell whether a mapping may be a stack that nobody described."""
    return (
        vma.is_private_writable
        and not vma.inode
        and (not vma.path or vma.path.startswith("[anon:"))
        and vma.start % _ARENA != 0
        and vma.start not in _GO_HEAP
    )


def _between(vma: Vma, sp: int, guards: Ranges, taken: Ranges) -> tuple[int, int]:
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


def _signs(
    index: VmaIndex,
    at: int,
    start: int,
    guards: Ranges,
    flags: Sequence[tuple[str, ...]],
) -> tuple[int | None, tuple[str, ...]]:
    """Return the guard below `start` and what else marks the VMA as a stack."""
    flagged = at < len(flags) and _NO_HUGE_PAGES in flags[at]
    marks = (_STACK_FLAG,) if flagged else ()
    pages = guards.size_up_to(start)
    if pages:
        return pages, (GUARD_PAGES, *marks)
    below = index.vmas[at - 1] if at else None
    if (
        below
        and below.end == start
        and below.is_no_access
        and below.size <= _MOST_GUARD
    ):
        return below.size, (GUARD_BELOW, *marks)
    return None, marks
