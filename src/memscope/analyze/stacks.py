"""Which memory is whose stack: descriptors, stack pointers and guards put together.

What is neither proven nor likely stays unknown: a thread without a stack here has one
nobody could name.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from memscope.analyze.spans import Span
from memscope.analyze.stack_claims import Claim
from memscope.analyze.stack_guesses import claims_by_flags, claims_by_sp
from memscope.analyze.stack_proofs import VOUCHED, believed_claims
from memscope.analyze.vma_index import VmaIndex, is_no_access
from memscope.model.evidence import (
    GUARD_PAGES,
    KERNEL_NAME,
    NO_ACCESS,
    PTHREAD_DESCRIPTOR,
    SP_ELSEWHERE,
    SP_INSIDE,
)
from memscope.model.kinds import Confidence, Kind
from memscope.model.process import Stack
from memscope.model.ranges import Ranges
from memscope.model.task import TaskFacts
from memscope.model.vma import Vma
from memscope.parse.pagemap import Pages
from memscope.parse.pthread import Descriptor

_USUAL_SIZE = 2 << 20
"""Bytes of a thread's stack when the main stack has no limit (x86_64, aarch64)."""


@dataclass(frozen=True, slots=True)
class FoundStacks:
    """The stacks of a process.

    Attributes:
        stacks: By TID; a thread whose stack is unknown is not in it.
        spans: What they and their guards cover, and stacks without a thread; in
            order of address, free of overlaps.
    """

    stacks: dict[int, Stack]
    spans: tuple[Span, ...]


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
    """
    index = VmaIndex(vmas)
    by_tid = {task.tid: task for task in tasks}
    claims = believed_claims(index, by_tid, descriptors, pages)
    named = {claim.tid for claim in claims}
    main = None if main_tid in named else by_tid.get(main_tid)
    main_vma = next((vma for vma in vmas if vma.path == "[stack]"), None)
    guards = pages.guards if pages is not None else Ranges()
    lost = [
        task
        for task in tasks
        if task.tid not in named and (task is not main or not owns_main_stack)
    ]
    if lost:
        usual = main_limit or _USUAL_SIZE
        claims += claims_by_sp(index, lost, guards, flags, _taken(claims), usual)
        claims.sort(key=_start)
        named = {claim.tid for claim in claims}
        if any(task.tid not in named for task in lost) and not descriptors:
            claims += claims_by_flags(index, guards, flags, _taken(claims))
            claims.sort(key=_start)
    stacks = _stacks(claims, by_tid, pages)
    spans = [span for claim in claims for span in _spans(claim, index, by_tid)]
    if main_vma is not None:
        if main is not None and owns_main_stack:
            said = any(
                one.tid == main_tid and one.proof in VOUCHED for one in descriptors
            )
            stacks[main_tid] = _main_stack(main_vma, main, pages, main_limit, said=said)
            spans.append(_main_span(main_vma, main_tid))
        else:
            spans.append(_main_span(main_vma, None))
    return FoundStacks(stacks, in_order(*spans, *_other_guards(guards, claims)))


def _start(claim: Claim) -> int:
    return claim.start


def _taken(claims: Sequence[Claim]) -> Ranges:
    return Ranges(
        [claim.bottom for claim in claims],
        [max(claim.end, claim.tls_end) for claim in claims],
    )


def _stacks(
    claims: Sequence[Claim], tasks: dict[int, TaskFacts], pages: Pages | None
) -> dict[int, Stack]:
    """Measure the claimed stacks of living threads; claims are in order."""
    owned = [claim for claim in claims if claim.tid]
    resident: Sequence[int | None] = (
        pages.resident_in_each([(one.start, one.end) for one in owned])
        if pages is not None
        else [None] * len(owned)
    )
    return {
        claim.tid: _stack(claim, tasks[claim.tid].sp, size)
        for claim, size in zip(owned, resident, strict=True)
    }


def _stack(claim: Claim, sp: int | None, resident: int | None) -> Stack:
    inside = sp is not None and claim.start <= sp < claim.end
    evidence = claim.evidence
    if sp is not None and SP_INSIDE not in evidence:
        evidence = (evidence[0], SP_INSIDE if inside else SP_ELSEWHERE, *evidence[1:])
    return Stack(
        claim.start,
        claim.end,
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
        start=vma.start,
        end=vma.end,
        guard=None,
        resident=pages.resident_in(vma.start, vma.end) if pages is not None else None,
        depth=vma.end - sp if inside and sp is not None else None,
        evidence=tuple(evidence),
        confidence=Confidence.CERTAIN if inside or said else Confidence.LIKELY,
        limit=limit,
    )


def _main_span(vma: Vma, tid: int | None) -> Span:
    label = (
        "stack of the main thread" if tid else "stack of a main thread not seen here"
    )
    return Span(vma.start, vma.end, Kind.STACK, tid, None, label, (KERNEL_NAME,))


def _spans(claim: Claim, index: VmaIndex, tasks: dict[int, TaskFacts]) -> list[Span]:
    """Return guard, stack and thread-local data of one claim, in order."""
    tid = claim.tid or None
    spans = []
    if claim.guard:
        spans.append(
            Span(
                claim.bottom,
                claim.start,
                Kind.GUARD,
                tid,
                None,
                f"guard of the {claim.label}",
                claim.evidence,
                claim.confidence,
            )
        )
    at = claim.start
    vmas = index.over(claim.start, claim.end) if claim.is_split else None
    for vma in vmas or ():
        if is_no_access(vma):
            # The Java virtual machine guards its threads' last pages itself.
            spans += [_stack_span(claim, at, vma.start)] if at < vma.start else []
            at = min(vma.end, claim.end)
            spans.append(
                Span(
                    max(vma.start, claim.start),
                    at,
                    Kind.GUARD,
                    tid,
                    None,
                    f"guard zone in the {claim.label}",
                    (NO_ACCESS, *claim.evidence),
                    claim.confidence,
                )
            )
    spans.append(_stack_span(claim, at, claim.end))
    if claim.tls_end:
        label = f"thread-local data of {tasks[claim.tid].name}"
        spans.append(
            Span(
                claim.end,
                claim.tls_end,
                Kind.ANON,
                tid,
                None,
                label,
                (PTHREAD_DESCRIPTOR,),
                claim.confidence,
            )
        )
    return spans


def _stack_span(claim: Claim, start: int, end: int) -> Span:
    return Span(
        start,
        end,
        Kind.THREAD_STACK,
        claim.tid or None,
        None,
        claim.label,
        claim.evidence,
        claim.confidence,
    )


def _other_guards(guards: Ranges, claims: Sequence[Claim]) -> list[Span]:
    """Return guard pages that belong to no claimed stack."""
    owned = {claim.start for claim in claims if claim.guard}
    return [
        Span(low, high, Kind.GUARD, None, None, "guard pages", (GUARD_PAGES,))
        for low, high in guards
        if high not in owned
    ]


def in_order(*spans: Span) -> tuple[Span, ...]:
    """Sort by address; of two that overlap the later one gives way."""
    kept: list[Span] = []
    top = 0
    for span in sorted(spans, key=lambda span: span.start):
        if span.start >= top:
            kept.append(span)
            top = span.end
    return tuple(kept)
