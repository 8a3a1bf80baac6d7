"""From claims to spans: stacks, their guards, what lies above or inside them."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from memscope.analyze.spans import Span, VmaIndex
from memscope.analyze.stacks.claim import StackClaim, StackHole
from memscope.analyze.stacks.main import MainPieces
from memscope.model import labels
from memscope.model.evidence import (
    GUARD_PAGES,
    NO_ACCESS,
    PTHREAD_DESCRIPTOR,
)
from memscope.model.kinds import Kind
from memscope.model.process import TaskFacts
from memscope.model.ranges import Ranges

_STACK, _GUARD = Kind.THREAD_STACK, Kind.GUARD


def claim_spans(claim: StackClaim, tasks: Mapping[int, TaskFacts]) -> list[Span]:
    """Return guard, stack and thread-local data of one claim, in order."""
    spans = []
    if claim.guard:
        guard = labels.GUARD_OF.format(label=claim.label), claim.evidence
        spans.append(_span(claim, claim.bottom, claim.start, _GUARD, *guard))
    spans += _stack_spans(claim)
    if claim.tls_end:
        label = labels.THREAD_DATA_OF.format(name=tasks[claim.tid].name)
        data = label, (PTHREAD_DESCRIPTOR,)
        spans.append(_span(claim, claim.end, claim.tls_end, Kind.ANON, *data))
    return spans


def _stack_spans(claim: StackClaim) -> list[Span]:
    """Return the stack, and what its owner may not use of it."""
    stack = _STACK, claim.label, claim.evidence
    label = labels.GUARD_ZONE_IN.format(label=claim.label)
    spans, at = [], claim.start
    for hole in claim.holes:
        # The Java virtual machine guards its threads' last pages itself.
        if at < hole.start:
            spans.append(_span(claim, at, hole.start, *stack))
        zone = Kind.GUARD, label, (hole.evidence, *claim.evidence)
        spans.append(_span(claim, hole.start, hole.end, *zone))
        at = hole.end
    if at < claim.end:
        spans.append(_span(claim, at, claim.end, *stack))
    return spans


def with_holes(
    claims: Sequence[StackClaim], index: VmaIndex, guards: Ranges
) -> list[StackClaim]:
    """Return the claims with what may not be touched inside of them."""
    bounds = [(claim.start, claim.end) for claim in claims]
    return [
        replace(claim, holes=tuple(_holes(claim, index, guards)))
        if size or claim.is_split
        else claim
        for claim, size in zip(claims, guards.bytes_in_each(bounds), strict=True)
    ]


def _holes(claim: StackClaim, index: VmaIndex, guards: Ranges) -> list[StackHole]:
    vmas = (index.over(claim.start, claim.end) or ()) if claim.is_split else ()
    no_access = [
        StackHole(max(vma.start, claim.start), min(vma.end, claim.end), NO_ACCESS)
        for vma in vmas
        if vma.is_no_access
    ]
    pages = [
        StackHole(low, high, GUARD_PAGES)
        for low, high in guards.within(claim.start, claim.end)
    ]
    return sorted([*no_access, *pages], key=_start)


def _start(found: StackHole | Span) -> int:
    return found.start


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


def other_guard_spans(
    guards: Ranges, claims: Sequence[StackClaim], main: MainPieces | None = None
) -> list[Span]:
    """Return guard pages that are no guard of a stack and no hole in one."""
    owned = {claim.start for claim in claims if claim.guard}
    inside = {hole.start for claim in claims for hole in claim.holes}
    inside.update(hole.start for hole in (main.holes if main else ()))
    return [
        Span(low, high, Kind.GUARD, None, None, labels.GUARD_PAGES, (GUARD_PAGES,))
        for low, high in guards
        if high not in owned and low not in inside
    ]


def in_order(*spans: Span) -> tuple[Span, ...]:
    """Sort by address; what lies within another span cuts it in two.

    A stack may be a buffer in another stack. Of two that overlap in part the later one
    gives way.
    """
    kept: list[Span] = []
    around: list[Span] = []
    at = 0
    for span in sorted(spans, key=_outer_first):
        while around and around[-1].end <= span.start:
            at = _keep(kept, around.pop(), at)
        if around:
            if span.end > around[-1].end or span.start < at:
                continue
            at = _keep(kept, around[-1], at, span.start)
        elif span.start < at:
            continue
        at = span.start
        around.append(span)
    while around:
        at = _keep(kept, around.pop(), at)
    return tuple(kept)


def _outer_first(span: Span) -> tuple[int, int]:
    return span.start, -span.end


def _keep(kept: list[Span], span: Span, at: int, end: int | None = None) -> int:
    """Keep what is left of a span from `at` on; return where it ends."""
    end = span.end if end is None else end
    if at <= span.start and end == span.end:
        kept.append(span)
    elif at < end:
        kept.append(replace(span, start=max(at, span.start), end=end))
    return max(at, end)
