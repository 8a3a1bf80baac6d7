"""From claims to spans: stacks, their guards, what lies above or inside them."""

from collections.abc import Mapping, Sequence

from memscope.analyze.spans import Span, VmaIndex
from memscope.analyze.stacks.claim import StackClaim
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


def main_span(vmas: Sequence[Vma], owner: TaskFacts | None) -> list[Span]:
    """Return the kernel's [stack], if there is one, with its owner if it has one."""
    vma = next((vma for vma in reversed(vmas) if vma.path == "[stack]"), None)
    if vma is None:
        return []
    label = "stack of the main thread" if owner else "main stack that nobody here uses"
    tid = owner.tid if owner else None
    return [Span(vma.start, vma.end, Kind.STACK, tid, None, label, (KERNEL_NAME,))]


def claim_spans(
    claim: StackClaim, index: VmaIndex, tasks: Mapping[int, TaskFacts]
) -> list[Span]:
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
        if vma.is_no_access:
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


def _stack_span(claim: StackClaim, start: int, end: int) -> Span:
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


def other_guard_spans(guards: Ranges, claims: Sequence[StackClaim]) -> list[Span]:
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
