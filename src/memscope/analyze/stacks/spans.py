"""From claims to spans: stacks, their guards, what lies above or inside them."""

from collections.abc import Mapping, Sequence

from memscope.analyze.spans import Span, VmaIndex
from memscope.analyze.stacks.claim import StackClaim
from memscope.model import labels
from memscope.model.evidence import (
    GUARD_PAGES,
    KERNEL_NAME,
    NO_ACCESS,
    PTHREAD_DESCRIPTOR,
)
from memscope.model.kinds import Kind
from memscope.model.process import TaskFacts
from memscope.model.ranges import Ranges
from memscope.model.region import Vma


def main_vma(vmas: Sequence[Vma]) -> Vma | None:
    """Return what the kernel calls [stack]."""
    return next((vma for vma in reversed(vmas) if vma.path == "[stack]"), None)


def main_span(vmas: Sequence[Vma], owner: TaskFacts | None) -> list[Span]:
    """Return the kernel's [stack], if there is one, with its owner if it has one."""
    vma = main_vma(vmas)
    if vma is None:
        return []
    label = labels.MAIN_STACK if owner else labels.UNUSED_MAIN_STACK
    tid = owner.tid if owner else None
    return [Span(vma.start, vma.end, Kind.STACK, tid, None, label, (KERNEL_NAME,))]


def claim_spans(
    claim: StackClaim, index: VmaIndex, tasks: Mapping[int, TaskFacts]
) -> list[Span]:
    """Return guard, stack and thread-local data of one claim, in order."""
    spans = []
    if claim.guard:
        guard = labels.GUARD_OF.format(label=claim.label), claim.evidence
        spans.append(_span(claim, claim.bottom, claim.start, Kind.GUARD, *guard))
    spans += _stack_spans(claim, index)
    if claim.tls_end:
        label = labels.THREAD_DATA_OF.format(name=tasks[claim.tid].name)
        data = label, (PTHREAD_DESCRIPTOR,)
        spans.append(_span(claim, claim.end, claim.tls_end, Kind.ANON, *data))
    return spans


def _stack_spans(claim: StackClaim, index: VmaIndex) -> list[Span]:
    """Return the stack, and what its owner may not use of it."""
    stack = Kind.THREAD_STACK, claim.label, claim.evidence
    vmas = index.over(claim.start, claim.end) if claim.is_split else None
    if not vmas:
        return [_span(claim, claim.start, claim.end, *stack)]
    spans, at = [], claim.start
    zone = labels.GUARD_ZONE_IN.format(label=claim.label), (NO_ACCESS, *claim.evidence)
    for vma in vmas:
        if vma.is_no_access:
            # The Java virtual machine guards its threads' last pages itself.
            spans += [_span(claim, at, vma.start, *stack)] if at < vma.start else []
            at = min(vma.end, claim.end)
            low = max(vma.start, claim.start)
            spans.append(_span(claim, low, at, Kind.GUARD, *zone))
    spans.append(_span(claim, at, claim.end, *stack))
    return spans


def _span(
    claim: StackClaim,
    start: int,
    end: int,
    kind: Kind,
    label: str,
    evidence: tuple[str, ...],
) -> Span:
    owner = claim.tid or None
    return Span(start, end, kind, owner, None, label, evidence, claim.confidence)


def other_guard_spans(guards: Ranges, claims: Sequence[StackClaim]) -> list[Span]:
    """Return guard pages that belong to no claimed stack."""
    owned = {claim.start for claim in claims if claim.guard}
    return [
        Span(low, high, Kind.GUARD, None, None, labels.GUARD_PAGES, (GUARD_PAGES,))
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
