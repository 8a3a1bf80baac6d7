"""Which memory is whose stack: descriptors, stack pointers and guards put together.

What is neither proven nor likely stays unknown: a thread without a stack here has one
nobody could name.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from memscope.analyze.spans import Span, VmaIndex
from memscope.analyze.stacks.claim import StackClaim
from memscope.analyze.stacks.guesses import StackMarks, claims_by_flags, claims_by_sp
from memscope.analyze.stacks.proofs import VOUCHED, believed_claims
from memscope.analyze.stacks.spans import (
    claim_spans,
    in_order,
    main_span,
    main_vma,
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
from memscope.parse.smaps import Smaps

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


class MainStack(Struct, frozen=True, gc=False):
    """What is known of the main thread's stack before looking for any.

    Attributes:
        tid: TID of the main thread.
        limit: Bytes it may grow to; None: no limit, or unknown.
        is_own: False for a process that borrows the memory of another one: the
            kernel's [stack] is the other one's.
    """

    tid: int
    limit: int | None = None
    is_own: bool = True


class _Given(Struct, frozen=True, gc=False):
    """All that stacks follow from."""

    table: Smaps
    tasks: Mapping[int, TaskFacts]
    descriptors: Sequence[Descriptor]
    pages: Pages | None
    main: MainStack

    @property
    def guards(self) -> Ranges:
        return self.pages.guards if self.pages is not None else Ranges()

    @property
    def basis(self) -> Basis:
        names = [(task.tid, task.name) for task in self.tasks.values()]
        vmas, is_own = self.table.vmas, self.main.is_own
        return Basis(vmas, names, self.descriptors, self.guards, is_own)


def find_stacks(
    table: Smaps,
    tasks: Sequence[TaskFacts],
    descriptors: Sequence[Descriptor],
    pages: Pages | None,
    main: MainStack,
    before: FoundStacks | None = None,
) -> FoundStacks:
    """Say which memory is whose stack.

    Args:
        table: The whole map, in order; with VmFlags when smaps was read.
        tasks: Living threads; the main thread only if it has not ended.
        descriptors: What the C library says (proc/descriptors.py); () when it could
            not be asked.
        pages: Of the same look; None when they could not be read.
        main: What is known of the main stack.
        before: What the last look at the same process found; used again as far as it
            still follows.
    """
    by_tid = {task.tid: task for task in tasks}
    given = _Given(table, by_tid, descriptors, pages, main)
    claims, spans, basis = _claimed(given, before)
    measures = _measures(claims, by_tid, pages)
    stacks = _stacks(measures, before)
    owner, vma = _owner_of_main(given, claims), main_vma(table.vmas)
    if owner is not None and vma is not None:
        stacks[main.tid] = _main_stack(given, vma, owner)
    return FoundStacks(stacks, spans, claims, basis, measures)


def _claimed(
    given: _Given, before: FoundStacks | None
) -> tuple[Sequence[StackClaim], tuple[Span, ...], Basis | None]:
    """Return claims and spans, and what they follow from if that is all there is."""
    basis = given.basis
    if before is not None and before.basis == basis:
        return before.claims, before.spans, basis
    index = VmaIndex(given.table.vmas)
    claims: Sequence[StackClaim] = believed_claims(
        index, given.tasks, given.descriptors, given.pages
    )
    lost = _lost(given, claims)
    if lost:
        claims = _with_guesses(given, claims, index, lost)
    is_vouched = all(one.proof in VOUCHED for one in given.descriptors)
    spans = in_order(
        *(span for one in claims for span in claim_spans(one, index, given.tasks)),
        *other_guard_spans(given.guards, claims),
        *main_span(given.table.vmas, _owner_of_main(given, claims)),
    )
    return claims, spans, None if lost or not is_vouched else basis


def _owner_of_main(given: _Given, claims: Sequence[StackClaim]) -> TaskFacts | None:
    """Return the main thread when the kernel's [stack] is its stack.

    After fork() in a worker, the child's only thread goes on on the worker's stack.
    """
    main = given.main
    if not main.is_own or any(claim.tid == main.tid for claim in claims):
        return None
    return given.tasks.get(main.tid)


def _lost(given: _Given, believed: Sequence[StackClaim]) -> list[TaskFacts]:
    """Return the threads whose stack is unknown, and of which nobody speaks.

    Where the C library speaks and the map says otherwise, the map is older than the
    thread, and its stack pointer would lead to what lay there before.
    """
    named = {claim.tid for claim in believed}
    if given.main.is_own:
        named.add(given.main.tid)
    named.update(
        one.tid for one in given.descriptors if one.has_stack and one.proof in VOUCHED
    )
    return [task for tid, task in given.tasks.items() if tid not in named]


def _with_guesses(
    given: _Given,
    believed: Sequence[StackClaim],
    index: VmaIndex,
    lost: Sequence[TaskFacts],
) -> Sequence[StackClaim]:
    """Add what stack pointers, and for want of descriptors flags, lead to."""
    usual_size = given.main.limit or _USUAL_SIZE
    marks = StackMarks(index, given.guards, given.table.flags)
    guesses = claims_by_sp(marks, lost, _taken(believed), usual_size, given.pages)
    claims = sorted([*believed, *guesses], key=_start)
    found = {claim.tid for claim in claims}
    if not believed and any(task.tid not in found for task in lost):
        claims += claims_by_flags(marks, _taken(claims))
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


def _main_stack(given: _Given, vma: Vma, owner: TaskFacts) -> Stack:
    """Return the main thread's stack, which the kernel made and names."""
    sp, pages = owner.sp, given.pages
    is_inside = sp is not None and sp in vma
    is_said = any(
        one.tid == owner.tid and one.proof in VOUCHED for one in given.descriptors
    )
    evidence = [KERNEL_NAME]
    if sp is not None:
        evidence.append(SP_INSIDE if is_inside else SP_ELSEWHERE)
    if is_said:
        evidence.append(PTHREAD_DESCRIPTOR)
    return Stack(
        start=Address(vma.start),
        end=Address(vma.end),
        guard=None,
        resident=pages.resident_in(vma.start, vma.end) if pages is not None else None,
        depth=vma.end - sp if is_inside and sp is not None else None,
        evidence=tuple(evidence),
        confidence=Confidence.CERTAIN if is_inside or is_said else Confidence.LIKELY,
        limit=given.main.limit,
    )
