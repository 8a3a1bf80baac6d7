"""Which memory is whose stack: descriptors, stack pointers and guards put together.

What is neither proven nor likely stays unknown: a thread without a stack here has one
nobody could name.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from memscope.analyze.spans import Span, VmaIndex
from memscope.analyze.stacks.claim import StackClaim
from memscope.analyze.stacks.guesses import claims_by_flags, claims_by_sp
from memscope.analyze.stacks.proofs import VOUCHED, believed_claims
from memscope.analyze.stacks.spans import (
    claim_spans,
    in_order,
    main_span,
    other_guard_spans,
)
from memscope.model.address import Address
from memscope.model.evidence import (
    KERNEL_NAME,
    PTHREAD_DESCRIPTOR,
    SP_ELSEWHERE,
    SP_INSIDE,
)
from memscope.model.kinds import Confidence
from memscope.model.process import Stack, TaskFacts
from memscope.model.ranges import Ranges
from memscope.model.region import Vma
from memscope.parse.pagemap import Pages
from memscope.parse.pthread import Descriptor

_USUAL_SIZE = 2 << 20
"""Bytes of a thread's stack when the main stack has no limit (x86_64, aarch64)."""


class Basis(Struct, frozen=True, gc=False):
    """What claims and spans follow from when no stack pointer was needed for them."""

    vmas: Sequence[Vma]
    names: Sequence[tuple[int, str]]
    descriptors: Sequence[Descriptor]
    guards: Ranges
    owns_main_stack: bool


class FoundStacks(Struct, frozen=True, gc=False):
    """The stacks of a process.

    Attributes:
        stacks: By TID; a thread whose stack is unknown is not in it.
        spans: What they and their guards cover, and stacks without a thread; in
            order of address, free of overlaps.
        claims: What both were made of, in order of address.
        basis: What claims and spans follow from; None: from more than that.
        measures: What the stacks were made of.
    """

    stacks: dict[int, Stack]
    spans: tuple[Span, ...]
    claims: Sequence[StackClaim]
    basis: Basis | None
    measures: "Measures" = field(default_factory=dict)


Measures = dict[int, tuple[StackClaim, int | None, int | None]]
"""By TID what a stack was made of: its claim, stack pointer, bytes in RAM."""


def find_stacks(
    vmas: Sequence[Vma],
    tasks: Sequence[TaskFacts],
    descriptors: Sequence[Descriptor],
    pages: Pages | None,
    *,
    main_tid: int,
    main_limit: int | None = None,
    flags: Sequence[tuple[str, ...]] = (),
    owns_main_stack: bool = True,
    before: FoundStacks | None = None,
) -> FoundStacks:
    """Say which memory is whose stack.

    Args:
        vmas: The whole map, in order.
        tasks: Living threads; the main thread only if it has not ended.
        descriptors: What the C library says (proc/descriptors.py); () when it could
            not be asked.
        pages: Of the same look; None when they could not be read.
        main_tid: TID of the main thread.
        main_limit: Bytes the main stack may grow to; None: no limit, or unknown.
        flags: VmFlags of each VMA; () when smaps was not read.
        owns_main_stack: False for a process that borrows the memory of another one:
            the kernel's [stack] is the other one's.
        before: What the last look at the same process found; used again as far as it
            still follows.
    """
    by_tid = {task.tid: task for task in tasks}
    names = [(task.tid, task.name) for task in tasks]
    guards = pages.guards if pages is not None else Ranges()
    basis: Basis | None = Basis(vmas, names, descriptors, guards, owns_main_stack)
    if before is not None and before.basis == basis:
        claims, spans = before.claims, before.spans
    else:
        index = VmaIndex(vmas)
        believed = believed_claims(index, by_tid, descriptors, pages)
        lost = _without_claim(believed, tasks, main_tid if owns_main_stack else 0)
        lost = _without_word(lost, descriptors)
        claims = believed
        if lost:
            usual = main_limit or _USUAL_SIZE
            claims = _with_guesses(believed, index, lost, guards, flags, usual, pages)
        if lost or any(one.proof not in VOUCHED for one in descriptors):
            basis = None
        spans = in_order(
            *(span for claim in claims for span in claim_spans(claim, index, by_tid)),
            *other_guard_spans(guards, claims),
            *main_span(vmas, _owner_of_main(claims, by_tid, main_tid, owns_main_stack)),
        )
    measures = _measures(claims, by_tid, pages)
    stacks = _stacks(measures, before)
    main = _owner_of_main(claims, by_tid, main_tid, owns_main_stack)
    if main is not None:
        said = any(one.tid == main_tid and one.proof in VOUCHED for one in descriptors)
        main_vma = next((vma for vma in reversed(vmas) if vma.path == "[stack]"), None)
        if main_vma is not None:
            stacks[main_tid] = _main_stack(main_vma, main, pages, main_limit, said=said)
    return FoundStacks(stacks, spans, claims, basis, measures)


def _owner_of_main(
    claims: Sequence[StackClaim],
    tasks: Mapping[int, TaskFacts],
    main_tid: int,
    owns_main_stack: bool,
) -> TaskFacts | None:
    """Return the main thread when the kernel's [stack] is its stack.

    After fork() in a worker, the child's only thread goes on on the worker's stack.
    """
    if not owns_main_stack or any(claim.tid == main_tid for claim in claims):
        return None
    return tasks.get(main_tid)


def _without_claim(
    claims: Sequence[StackClaim], tasks: Sequence[TaskFacts], but: int
) -> list[TaskFacts]:
    """Return the threads whose stack is unknown, leaving one out."""
    named = {claim.tid for claim in claims} | {but}
    return [task for task in tasks if task.tid not in named]


def _without_word(
    tasks: Sequence[TaskFacts], descriptors: Sequence[Descriptor]
) -> list[TaskFacts]:
    """Return the threads of which the C library says nothing.

    Where it speaks and the map says otherwise, the map is older than the thread, and
    its stack pointer would lead to what lay there before.
    """
    told = {one.tid for one in descriptors if one.has_stack and one.proof in VOUCHED}
    return [task for task in tasks if task.tid not in told]


def _with_guesses(
    believed: Sequence[StackClaim],
    index: VmaIndex,
    lost: Sequence[TaskFacts],
    guards: Ranges,
    flags: Sequence[tuple[str, ...]],
    usual_size: int,
    pages: Pages | None,
) -> Sequence[StackClaim]:
    """Add what stack pointers, and for want of descriptors flags, lead to."""
    taken = _taken(believed)
    claims = [
        *believed, *claims_by_sp(index, lost, guards, flags, taken, usual_size, pages)
    ]  # fmt: skip
    claims.sort(key=_start)
    if not believed and _without_claim(claims, lost, 0):
        claims += claims_by_flags(index, guards, flags, _taken(claims))
        claims.sort(key=_start)
    return claims


def _start(claim: StackClaim) -> int:
    return claim.start


def _taken(claims: Sequence[StackClaim]) -> Ranges:
    return Ranges(
        [claim.bottom for claim in claims],
        [max(claim.end, claim.tls_end) for claim in claims],
    )


def _measures(
    claims: Sequence[StackClaim], tasks: Mapping[int, TaskFacts], pages: Pages | None
) -> Measures:
    """Measure the claimed stacks of living threads; claims are in order."""
    owned = [claim for claim in claims if claim.tid]
    resident: Sequence[int | None] = (
        pages.resident_in_each([(one.start, one.end) for one in owned])
        if pages is not None
        else [None] * len(owned)
    )
    return {
        claim.tid: (claim, tasks[claim.tid].sp, size)
        for claim, size in zip(owned, resident, strict=True)
    }


def _stacks(measures: Measures, before: FoundStacks | None) -> dict[int, Stack]:
    """Return the stacks; where nothing changed, the very ones of the last look."""
    if before is None:
        return {tid: _stack(*measure) for tid, measure in measures.items()}
    old, made = before.measures, before.stacks
    return {
        tid: made[tid] if old.get(tid) == measure else _stack(*measure)
        for tid, measure in measures.items()
    }


def _stack(claim: StackClaim, sp: int | None, resident: int | None) -> Stack:
    inside = sp is not None and claim.start <= sp < claim.end
    evidence = claim.evidence
    if sp is not None and SP_INSIDE not in evidence:
        evidence = (evidence[0], SP_INSIDE if inside else SP_ELSEWHERE, *evidence[1:])
    return Stack(
        Address(claim.start),
        Address(claim.end),
        claim.guard,
        resident,
        claim.end - sp if inside and sp is not None else None,
        evidence,
        claim.confidence,
    )


def _main_stack(
    vma: Vma, task: TaskFacts, pages: Pages | None, limit: int | None, *, said: bool
) -> Stack:
    """Return the main thread's stack, which the kernel made and names."""
    sp = task.sp
    inside = sp is not None and sp in vma
    evidence = [KERNEL_NAME]
    if sp is not None:
        evidence.append(SP_INSIDE if inside else SP_ELSEWHERE)
    if said:
        evidence.append(PTHREAD_DESCRIPTOR)
    return Stack(
        start=Address(vma.start),
        end=Address(vma.end),
        guard=None,
        resident=pages.resident_in(vma.start, vma.end) if pages is not None else None,
        depth=vma.end - sp if inside and sp is not None else None,
        evidence=tuple(evidence),
        confidence=Confidence.CERTAIN if inside or said else Confidence.LIKELY,
        limit=limit,
    )
