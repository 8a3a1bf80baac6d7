"""Which thread descriptors to believe.

Any memory may look like a descriptor. One is believed when its stack lies in memory
that can be a stack, when nothing else claims the same thread or the same bytes, and
when either the kernel led to it or a stack pointer confirms it.
"""

from collections.abc import Iterable, Mapping, Sequence

from memscope.analyze.stack_claims import Claim
from memscope.analyze.vma_index import VmaIndex, is_no_access, is_private_writable
from memscope.model.evidence import (
    GUARD_BELOW,
    GUARD_PAGES,
    PTHREAD_DESCRIPTOR,
    ROBUST_LIST,
    STACK_KEPT,
)
from memscope.model.kinds import Confidence
from memscope.model.task import TaskFacts
from memscope.model.vma import Vma
from memscope.parse.pagemap import Pages
from memscope.parse.pthread import Descriptor, Proof

_PAGE = 4096
"""Every page size is a multiple of it."""
_MOST_TLS = 1 << 20
VOUCHED = (Proof.KERNEL, Proof.LIST)
"""What a lie in the target's memory cannot imitate: the kernel led there."""


def believed_claims(
    index: VmaIndex,
    tasks: Mapping[int, TaskFacts],
    descriptors: Sequence[Descriptor],
    pages: Pages | None,
) -> list[Claim]:
    """Return the stacks that descriptors prove, in order of address.

    Args:
        index: The map.
        tasks: Living threads by TID.
        descriptors: What was found, at most one of a thread being right.
        pages: To check guards with.
    """
    sound = [one for one in descriptors if one.has_stack and _fits(index, one)]
    chosen = [one for one in sound if not one.tid and one.proof in VOUCHED]
    of_thread: dict[int, list[Descriptor]] = {}
    for one in sound:
        if one.tid in tasks:
            of_thread.setdefault(one.tid, []).append(one)
    trusted = any(
        _holds_sp(one, tasks[one.tid])
        for group in of_thread.values()
        for one in group
        if one.proof is Proof.SEARCH
    )
    for tid, group in of_thread.items():
        best = _choose(group, tasks[tid], search_is_trusted=trusted)
        if best is not None:
            chosen.append(best)
    return [_claim(index, one, tasks.get(one.tid), pages) for one in _disjoint(chosen)]


def _fits(index: VmaIndex, one: Descriptor) -> bool:
    """Tell whether the stack lies in memory that can be one."""
    if one.layout == "glibc" and not one.start <= one.address < one.end:
        return False
    # With a guard the C library made the mapping, so it begins with a page.
    if one.guard and (one.start % _PAGE or one.guard % _PAGE):
        return False
    vmas = index.over(one.start, one.end)
    if vmas is None or not is_private_writable(vmas[-1]):
        return False
    return len(vmas) == 1 or all(
        is_private_writable(vma) or is_no_access(vma) for vma in vmas
    )


def _holds_sp(one: Descriptor, task: TaskFacts) -> bool:
    return task.sp is not None and one.start <= task.sp < one.end


def _choose(
    group: Sequence[Descriptor], task: TaskFacts, *, search_is_trusted: bool
) -> Descriptor | None:
    """Return the one descriptor of a thread to believe, if there is one."""
    for proof in VOUCHED:
        vouched = [one for one in group if one.proof is proof]
        if vouched:
            return vouched[0] if len(vouched) == 1 else None
    confirmed = [one for one in group if _holds_sp(one, task)]
    if confirmed:
        return confirmed[0] if len(confirmed) == 1 else None
    # Nothing confirms it but its kin: enough when all of memory was searched, no
    # other claims this thread, and a stack pointer confirms one of its kin.
    alone = len(group) == 1 and group[0].proof is Proof.SEARCH
    return group[0] if alone and search_is_trusted else None


def _disjoint(chosen: Iterable[Descriptor]) -> list[Descriptor]:
    """Sort by address and drop those that claim bytes which others claim too."""
    ordered = sorted(chosen, key=lambda one: one.start - one.guard)
    doubted: set[int] = set()
    top: Descriptor | None = None
    for one in ordered:
        if top is not None and one.start - one.guard < top.end:
            # A kept stack was given to a new thread between two reads.
            doubted |= {x.address for x in (one, top) if not x.tid} or {
                one.address,
                top.address,
            }
        if top is None or one.end > top.end:
            top = one
    return [one for one in ordered if one.address not in doubted]


def _claim(
    index: VmaIndex, one: Descriptor, task: TaskFacts | None, pages: Pages | None
) -> Claim:
    guard, evidence = _guard(index, one, pages)
    sure = one.tested and (
        one.proof in VOUCHED or (task is not None and _holds_sp(one, task))
    )
    return Claim(
        one.tid,
        one.start,
        one.end,
        guard,
        (*_SOURCE[one.proof, bool(one.tid)], *evidence),
        Confidence.CERTAIN if sure else Confidence.LIKELY,
        f"stack of {task.name}" if task else "stack kept for the next thread",
        _tls_end(index, one),
    )


_SOURCE = {
    (proof, has_thread): (
        PTHREAD_DESCRIPTOR,
        *((ROBUST_LIST,) if proof is Proof.KERNEL else ()),
        *(() if has_thread else (STACK_KEPT,)),
    )
    for proof in Proof
    for has_thread in (True, False)
}


def _guard(
    index: VmaIndex, one: Descriptor, pages: Pages | None
) -> tuple[int, tuple[str, ...]]:
    """Return the guard's size as far as the kernel confirms it, and how it does."""
    if not one.guard:
        return 0, ()
    bottom = one.start - one.guard
    at = index.at(bottom)
    if at is not None:
        below: Vma = index.vmas[at]
        if below.end >= one.start and is_no_access(below):
            return one.guard, (GUARD_BELOW,)
    if pages is not None and pages.guards.bytes_in(bottom, one.start) == one.guard:
        return one.guard, (GUARD_PAGES,)
    return 0, ()


def _tls_end(index: VmaIndex, one: Descriptor) -> int:
    """Return where the thread-local data above a musl stack ends."""
    if not one.end < one.home <= one.end + _MOST_TLS:
        return 0
    vmas = index.over(one.end, one.home)
    return one.home if vmas and all(map(is_private_writable, vmas)) else 0
