"""Which memory is whose stack: descriptors, stack pointers and guards put together.

What is neither proven nor likely stays unknown: a thread without a stack here has one
nobody could name.
"""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from memscope.analyze.spans import Span, VmaIndex
from memscope.analyze.stacks.claim import StackClaim, StackHole
from memscope.analyze.stacks.guesses import StackMarks, claims_by_sp
from memscope.analyze.stacks.idle import claims_of_somebody, idle_stacks
from memscope.analyze.stacks.main import MainPieces, main_spans, with_guard_pages
from memscope.analyze.stacks.proofs import VOUCHED, believed_claims
from memscope.analyze.stacks.spans import (
    claim_spans,
    in_order,
    other_guard_spans,
    with_holes,
)
from memscope.model import labels
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
from memscope.parse.pthread import Descriptor, DescriptorProof
from memscope.parse.smaps import Smaps

_PAGE = 4096
"""Every page size is a multiple of it."""
Told = tuple[Sequence[StackClaim], bool]
"""What a runtime says of its threads' own stacks, in order of address; and whether it
says that the main thread's is the kernel's [stack]."""
NOTHING_TOLD: Told = ((), False)
_USUAL_SIZE = 2 << 20
"""Bytes of a thread's stack when the main stack has no limit (x86_64, aarch64)."""


class Basis(Struct, frozen=True, gc=False):
    """What claims and spans follow from when no stack pointer was needed for them."""

    vmas: Sequence[Vma]
    names: Sequence[tuple[int, str]]
    descriptors: Sequence[Descriptor]
    guards: Ranges
    main: "MainStack"
    main_sps: tuple[bool, ...]
    told: Told = NOTHING_TOLD


class FoundStacks(Struct, frozen=True, gc=False):
    """The stacks of a process.

    Attributes:
        stacks: By TID; a thread whose stack is unknown is not in it.
        spans: What they and their guards cover, and stacks without a thread; in
            order of address, free of overlaps.
        claims: What both were made of, in order of address.
        basis: What claims and spans follow from; None: from more than that.
        measures: What the stacks were made of.
        owner: Whose the main stack is.
    """

    stacks: dict[int, Stack]
    spans: tuple[Span, ...]
    claims: Sequence[StackClaim]
    basis: Basis | None
    measures: "Measures" = field(default_factory=dict)
    owner: "Owner" = field(default_factory=lambda: Owner(None))


Measures = dict[int, tuple[StackClaim, int | None, int | None]]
"""By TID what a stack was made of: its claim, stack pointer, bytes in RAM."""


class MainStack(Struct, frozen=True, gc=False):
    """What is known of the main stack before looking for any.

    Attributes:
        tid: TID of the main thread.
        limit: Bytes it may grow to; None: no limit, or unknown.
        pieces: The mappings that it is made of; None: there is none.
        hosts: Processes that live in the same memory; the main stack may be the main
            thread's of one of those.
        are_all: There are no others; else the kernel does not say.
    """

    tid: int
    limit: int | None = None
    pieces: MainPieces | None = None
    hosts: tuple[int, ...] = ()
    are_all: bool = True

    @property
    def candidates(self) -> tuple[int, ...]:
        """Main threads that may own it, our own first."""
        return (self.tid, *self.hosts)


class Owner(Struct, frozen=True, gc=False):
    """Whose the main stack is.

    Attributes:
        tid: A main thread; None: nobody's, or nobody says.
        is_said: A descriptor that the kernel leads to says so.
        confidence: How sure that is.
    """

    tid: int | None
    is_said: bool = False
    confidence: Confidence = Confidence.CERTAIN


class _Given(Struct, frozen=True, gc=False):
    """All that stacks follow from."""

    table: Smaps
    tasks: Mapping[int, TaskFacts]
    descriptors: Sequence[Descriptor]
    pages: Pages | None
    main: MainStack
    is_asked: bool
    are_placed: bool
    told: Told

    @property
    def guards(self) -> Ranges:
        return self.pages.guards if self.pages is not None else Ranges()

    @property
    def basis(self) -> Basis:
        names = [(task.tid, task.name) for task in self.tasks.values()]
        inside = tuple(map(self.is_inside, self.main.candidates))
        return Basis(
            self.table.vmas,
            names,
            self.descriptors,
            self.guards,
            self.main,
            inside,
            self.told,
        )

    def is_inside(self, tid: int) -> bool:
        """Tell whether a thread runs on the main stack."""
        task, pieces = self.tasks.get(tid), self.main.pieces
        return (
            task is not None
            and task.sp is not None
            and pieces is not None
            and task.sp in pieces
        )


def find_stacks(
    table: Smaps,
    tasks: Sequence[TaskFacts],
    descriptors: Sequence[Descriptor],
    pages: Pages | None,
    main: MainStack,
    before: FoundStacks | None = None,
    told: Told = NOTHING_TOLD,
    *,
    is_asked: bool = True,
    are_placed: bool = True,
) -> FoundStacks:
    """Say which memory is whose stack.

    Args:
        table: The whole map, in order; with VmFlags when smaps was read.
        tasks: Living threads, also of other processes that live in the same memory;
            the main thread only if it has not ended.
        descriptors: What the C library says (proc/descriptors.py); () when it could
            not be asked.
        pages: Of the same look; None when they could not be read.
        main: What is known of the main stack.
        before: What the last look at the same process found; used again as far as it
            still follows.
        told: What Go's runtime says, if that is what runs.
        is_asked: The C library could be asked; else it may know better.
        are_placed: The kernel says where sleeping threads run; else they may run
            elsewhere than the C library says.
    """
    by_tid = {task.tid: task for task in tasks}
    if pages is not None and pages.guards:
        main = replace(main, pieces=with_guard_pages(main.pieces, pages.guards))
    given = _Given(table, by_tid, descriptors, pages, main, is_asked, are_placed, told)
    claims, spans, basis, owner = _claimed(given, before)
    measures = _measures(claims, by_tid, pages)
    stacks = _stacks(measures, before)
    if owner.tid is not None and main.pieces is not None:
        stacks[owner.tid] = _main_stack(given, main.pieces, by_tid[owner.tid], owner)
    return FoundStacks(stacks, spans, claims, basis, measures, owner)


def _claimed(
    given: _Given, before: FoundStacks | None
) -> tuple[Sequence[StackClaim], tuple[Span, ...], Basis | None, "Owner"]:
    """Return claims and spans, what they follow from if that is all, and the owner.

    The owner of the main stack follows from the basis as well.
    """
    basis = given.basis
    if before is not None and before.basis == basis:
        return before.claims, before.spans, basis, before.owner
    index = VmaIndex(given.table.vmas)
    claims: Sequence[StackClaim] = believed_claims(
        index, given.tasks, given.descriptors, given.pages
    )
    if not given.are_placed:
        claims = [_guessed(one) if one.tid else one for one in claims]
    if given.told[0]:
        claims = _with_told(claims, given.told[0])
    owner = _owner_of_main(given, claims)
    lost = _lost(given, claims, owner)
    if lost:
        claims = _with_guesses(given, claims, index, lost)
    is_vouched = all(one.proof in VOUCHED for one in given.descriptors)
    claims = with_holes(claims, index, given.guards)
    spans = in_order(
        *(span for one in claims for span in claim_spans(one, given.tasks)),
        *other_guard_spans(given.guards, claims, given.main.pieces),
        *_main_spans(given, owner),
    )
    return claims, spans, None if lost or not is_vouched else basis, owner


def _with_told(
    claims: Sequence[StackClaim], told: Sequence[StackClaim]
) -> list[StackClaim]:
    """Add the stacks that a runtime made; with cgo the C library made others."""
    named, taken = {one.tid for one in claims}, _taken(claims)
    more = [
        one
        for one in told
        if one.tid not in named and not any(taken.within(one.start, one.end))
    ]
    return sorted([*claims, *more], key=_start)


def _owner_of_main(given: _Given, claims: Sequence[StackClaim]) -> Owner:
    """Say whose the main stack is; where pieces may be missing, it is only likely."""
    owner = _running_on_main(given, claims)
    pieces = given.main.pieces
    if pieces is None or pieces.is_whole or owner.confidence is Confidence.GUESS:
        return owner
    return replace(owner, confidence=Confidence.LIKELY)


def _running_on_main(given: _Given, claims: Sequence[StackClaim]) -> Owner:
    """Say whose the kernel's [stack] is, by what speaks for it.

    After fork() in a worker the child's only thread goes on on the worker's stack; and
    what was started with CLONE_VM lives in memory whose main stack is another's.
    """
    elsewhere = {claim.tid for claim in claims}
    running = [
        tid
        for tid in given.main.candidates
        if tid in given.tasks and tid not in elsewhere
    ]
    said = {
        one.tid: one.proof
        for one in given.descriptors
        if not one.has_stack and one.tid in running
    }
    if given.told[1] and given.main.tid in running:
        said.setdefault(given.main.tid, DescriptorProof.ONLY)
    vouched = [tid for tid in running if said.get(tid) in VOUCHED]
    if len(vouched) == 1:
        return Owner(vouched[0], is_said=True)
    inside = [tid for tid in vouched or running if given.is_inside(tid)]
    if len(inside) == 1:
        is_said = inside[0] in vouched
        is_sure = is_said or given.main.are_all
        sure = Confidence.CERTAIN if is_sure else Confidence.LIKELY
        return Owner(inside[0], is_said, sure)
    if not inside and len(said) == 1:
        return Owner(next(iter(said)), confidence=Confidence.LIKELY)
    return Owner(None)


def _main_spans(given: _Given, owner: Owner) -> list[Span]:
    """Return the main stack, in the words of the process that is looked at."""
    main = given.main
    if owner.tid == main.tid:
        label = labels.MAIN_STACK
    elif owner.tid is None:
        label = labels.NOBODYS_MAIN_STACK
    elif given.is_inside(main.tid):
        label = labels.LENT_MAIN_STACK.format(n=owner.tid)
    else:
        label = labels.MAIN_STACK_OF.format(n=owner.tid)
    tid = owner.tid if owner.tid == main.tid else None
    return main_spans(main.pieces, tid, label, owner.confidence)


def _lost(
    given: _Given, believed: Sequence[StackClaim], owner: Owner
) -> list[TaskFacts]:
    """Return the threads whose stack is unknown, and of which nobody speaks.

    Where the C library speaks and the map says otherwise, the map is older than the
    thread, and its stack pointer would lead to what lay there before.
    """
    named = {claim.tid for claim in believed}
    if owner.tid is not None:
        named.add(owner.tid)
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
    taken, pages = _taken(believed), given.pages
    guesses = claims_by_sp(marks, lost, taken, usual_size, pages)
    if not given.is_asked:
        ends = pages is not None
        sps = {tid: task.sp for tid, task in given.tasks.items()}
        guesses = [
            _guessed(one) if ends else _up_to(one, sps[one.tid]) for one in guesses
        ]
    claims = sorted([*believed, *guesses], key=_start)
    found = {claim.tid for claim in claims}
    unknown = [task for task in lost if task.tid not in found]
    if unknown and given.table.flags and not believed:
        idle = idle_stacks(marks, _taken(claims), given.pages)
        claims = sorted([*claims, *claims_of_somebody(idle, unknown)], key=_start)
    return claims


def _up_to(claim: StackClaim, sp: int | None) -> StackClaim:
    """Return a claim of what is known to be touched: up to the stack pointer's page."""
    end = claim.end if sp is None else min(claim.end, sp - sp % _PAGE + _PAGE)
    return replace(claim, end=end, confidence=Confidence.GUESS)


def _guessed(claim: StackClaim) -> StackClaim:
    """Return a claim that what could not be asked for may refute."""
    is_certain = claim.confidence is Confidence.CERTAIN
    return claim if is_certain else replace(claim, confidence=Confidence.GUESS)


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
        None,
        _addresses(claim.holes),
    )


def _main_stack(
    given: _Given, pieces: MainPieces, task: TaskFacts, owner: Owner
) -> Stack:
    """Return the main thread's stack, which the kernel made and names."""
    sp, pages = task.sp, given.pages
    is_inside = sp is not None and sp in pieces
    evidence = [KERNEL_NAME]
    if sp is not None:
        evidence.append(SP_INSIDE if is_inside else SP_ELSEWHERE)
    if owner.is_said:
        evidence.append(PTHREAD_DESCRIPTOR)
    start, end = pieces.start, pieces.end
    limit = given.main.limit
    return Stack(
        start=Address(start),
        end=Address(end),
        guard=pieces.guard or None,
        resident=pages.resident_in(start, end) if pages is not None else None,
        depth=end - sp if is_inside and sp is not None else None,
        evidence=tuple(evidence),
        confidence=owner.confidence,
        # What lies right below keeps it from growing.
        limit=end - start if pieces.guard else limit,
        holes=_addresses(pieces.holes),
    )


def _addresses(holes: Iterable[StackHole]) -> tuple[tuple[Address, Address], ...]:
    return tuple((Address(hole.start), Address(hole.end)) for hole in holes)
