"""Which thread descriptors to believe.

Any memory may look like a descriptor. One is believed when its stack lies in memory
that can be a stack, when nothing else claims the same thread or the same bytes, and
when either the kernel led to it or a stack pointer confirms it.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from memscope.analyze.spans import VmaIndex
from memscope.analyze.stacks.claim import StackClaim
from memscope.model import labels
from memscope.model.evidence import (
    GUARD_BELOW,
    GUARD_PAGES,
    PTHREAD_DESCRIPTOR,
    ROBUST_LIST,
    STACK_KEPT,
    STACK_UNJOINED,
)
from memscope.model.kinds import Confidence
from memscope.model.process import TaskFacts
from memscope.model.ranges import Ranges
from memscope.parse.pagemap import Pages
from memscope.parse.pthread import Descriptor, DescriptorProof, ListOf

_PAGE = 4096
"""Every page size is a multiple of it."""
_MOST_TLS = 1 << 20
_NO_RANGES = Ranges()
# A look-up of a member is Python code (until 3.12), and thousands of threads ask.
_KERNEL, _SEARCH, _TORN = (
    DescriptorProof.KERNEL,
    DescriptorProof.SEARCH,
    DescriptorProof.TORN,
)
_NOWHERE = ListOf.NOWHERE
_CERTAIN, _LIKELY = Confidence.CERTAIN, Confidence.LIKELY
VOUCHED = (_KERNEL, DescriptorProof.LIST)
"""What a lie in the target's memory cannot imitate: the kernel led there."""
_BEST = (*VOUCHED, DescriptorProof.ONLY)


def believed_claims(
    index: VmaIndex,
    tasks: Mapping[int, TaskFacts],
    descriptors: Sequence[Descriptor],
    pages: Pages | None,
) -> list[StackClaim]:
    """Return the stacks that descriptors prove, in order of address.

    Args:
        index: The map.
        tasks: Living threads by TID.
        descriptors: What was found, at most one of a thread being right.
        pages: To check guards with.
    """
    sps = sorted(task.sp for task in tasks.values() if task.sp is not None)
    heads = _Heads(index)
    fits: dict[int, _Fit] = {}
    chosen: list[Descriptor] = []
    of_thread: dict[int, list[Descriptor]] = {}
    for one in descriptors:
        fit = _fit(index, one, pages) if one.has_stack else None
        if fit is None:
            continue
        fits[one.address] = fit
        if one.tid in tasks:
            if _is_refuted(one, tasks[one.tid], heads):
                continue
            of_thread.setdefault(one.tid, []).append(one)
        elif not one.tid and one.proof in VOUCHED and not _holds_any(one, sps):
            chosen.append(one)
    trusted = any(
        one.proof is _SEARCH and _holds_sp(one, tasks[one.tid])
        for group in of_thread.values()
        for one in group
    )
    for tid, group in of_thread.items():
        best = _choose(group, tasks[tid], search_is_trusted=trusted)
        if best is not None:
            chosen.append(best)
    return [
        _claim(
            one, fits[one.address], tasks.get(one.tid), is_listed=heads.vouch_for(one)
        )
        for one in _disjoint(chosen)
    ]


class _Fit(Struct, frozen=True, gc=False):
    """What the map says about a descriptor that it does not contradict.

    Attributes:
        guard: Bytes of guard that the kernel confirms.
        evidence: How it does.
        tls_end: End of the thread-local data above the stack; 0 when not above it.
        is_split: The stack covers more than one VMA.
    """

    guard: int
    evidence: str | None
    tls_end: int
    is_split: bool


def _fit(index: VmaIndex, one: Descriptor, pages: Pages | None) -> _Fit | None:
    """Compare a descriptor with the map; None when its stack can be no stack."""
    if one.layout == "glibc" and not one.start <= one.address < one.end:
        return None
    # With a guard the C library made the mapping, so it begins with a page.
    if one.guard and (one.start % _PAGE or one.guard % _PAGE):
        return None
    at = index.at(one.start)
    if at is None:
        return None
    vma = index.vmas[at]
    is_split = vma.end < one.end
    if is_split:
        vmas = index.over(one.start, one.end) or ()
        # A program may forbid itself to write to pages of a stack, and it still is one.
        if not vmas or any(vma.is_shared for vma in vmas):
            return None
        if not vmas[-1].is_private_writable:
            return None
        may_be_cut = one.proof in VOUCHED and one.listed is not _NOWHERE
        usable = (vma.is_private_writable or vma.is_no_access for vma in vmas)
        if not may_be_cut and not all(usable):
            return None
    elif not vma.is_private_writable:
        return None
    guard, evidence = _guard(index, at, one, pages)
    tls_end = _tls_end(index, one) if one.home > one.end else 0
    return _Fit(guard, evidence, tls_end, is_split)


def _guard(
    index: VmaIndex, at: int, one: Descriptor, pages: Pages | None
) -> tuple[int, str | None]:
    """Return the guard's bytes as far as the kernel confirms them, and how it does."""
    guards = pages.guards if pages is not None else _NO_RANGES
    if not one.guard:
        # The user's own stack may have guard pages that the C library is not told of.
        pages_below = guards.size_up_to(one.start)
        return pages_below, GUARD_PAGES if pages_below else None
    bottom = one.start - one.guard
    below = index.vmas[at - 1] if at else None
    if below and below.end == one.start and below.is_no_access:
        # A stack that is used again may have less guard than its thread asked for.
        return min(one.guard, below.size), GUARD_BELOW
    if guards.bytes_in(bottom, one.start) == one.guard:
        return one.guard, GUARD_PAGES
    return 0, None


def _holds_sp(one: Descriptor, task: TaskFacts) -> bool:
    return task.sp is not None and one.start <= task.sp < one.end


def _holds_any(one: Descriptor, sps: Sequence[int]) -> bool:
    """Tell whether any thread runs on the stack, whatever its descriptor says."""
    at = bisect_left(sps, one.start)
    return at < len(sps) and sps[at] < one.end


def _choose(
    group: Sequence[Descriptor], task: TaskFacts, *, search_is_trusted: bool
) -> Descriptor | None:
    """Return the one descriptor of a thread to believe, if there is one."""
    for proof in _BEST:
        vouched = [one for one in group if one.proof is proof]
        if vouched:
            return vouched[0] if len(vouched) == 1 else None
    confirmed = [one for one in group if _holds_sp(one, task)]
    if confirmed:
        return confirmed[0] if len(confirmed) == 1 else None
    # Nothing confirms it but its kin: enough when all of memory was searched, no
    # other claims this thread, and a stack pointer confirms one of its kin.
    alone = len(group) == 1 and group[0].proof is _SEARCH
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


class _Heads:
    """Knows which list heads lie among the variables of a loader or a program."""

    def __init__(self, index: VmaIndex) -> None:
        self._index = index
        self._known: dict[int, bool] = {}

    def vouch_for(self, one: Descriptor) -> bool:
        """Tell whether neighbours lead from a descriptor to such a head."""
        if one.listed is _NOWHERE:
            return False
        known = self._known.get(one.head)
        if known is None:
            known = self._known[one.head] = self._is_in_an_image(one.head)
        return known

    def _is_in_an_image(self, address: int) -> bool:
        """In .data or .bss: in a file's mapping, or in what goes on behind it."""
        at = self._index.at(address)
        vmas = self._index.vmas
        while at is not None and vmas[at].is_private_writable:
            if vmas[at].inode:
                return True
            if not at or vmas[at - 1].end != vmas[at].start:
                return False
            at -= 1
        return at is not None and bool(vmas[at].inode)


def _is_refuted(one: Descriptor, task: TaskFacts, heads: _Heads) -> bool:
    """A program can tell the kernel of a descriptor that it made up itself."""
    return (
        one.proof is _KERNEL
        and task.sp is not None
        and not _holds_sp(one, task)
        and not heads.vouch_for(one)
    )


def _claim(
    one: Descriptor, fit: _Fit, task: TaskFacts | None, *, is_listed: bool
) -> StackClaim:
    is_proved = one.proof in VOUCHED and is_listed
    is_confirmed = task is not None and _holds_sp(one, task)
    hangs_on_others = one.proof is not _TORN
    sure = one.tested and (is_proved or (is_confirmed and hangs_on_others))
    state = None if task else one.listed
    label, is_known = _ENDED.get(one.listed, (labels.ENDED_STACK, False))
    return StackClaim(
        one.tid,
        one.start,
        one.end,
        fit.guard,
        _EVIDENCE[one.proof, state, fit.evidence],
        _CERTAIN if sure and (task or is_known) else _LIKELY,
        labels.STACK_OF.format(name=task.name) if task else label,
        fit.tls_end,
        fit.is_split,
    )


_ENDED = {
    ListOf.KEPT: (labels.KEPT_STACK, True),
    ListOf.IN_USE: (labels.UNJOINED_STACK, True),
}
"""What a stack without a thread is called, and whether that is all of the truth."""
_MARKS = {ListOf.KEPT: (STACK_KEPT,), ListOf.IN_USE: (STACK_UNJOINED,)}
_EVIDENCE = {
    (proof, state, guard): (
        PTHREAD_DESCRIPTOR,
        *((ROBUST_LIST,) if proof is _KERNEL else ()),
        *(_MARKS.get(state, ()) if state else ()),
        *((guard,) if guard else ()),
    )
    for proof in DescriptorProof
    for state in (None, *ListOf)
    for guard in (None, GUARD_BELOW, GUARD_PAGES)
}


def _tls_end(index: VmaIndex, one: Descriptor) -> int:
    """Return where the thread-local data above a musl stack ends."""
    if one.home > one.end + _MOST_TLS:
        return 0
    vmas = index.over(one.end, one.home)
    return one.home if vmas and all(vma.is_private_writable for vma in vmas) else 0
