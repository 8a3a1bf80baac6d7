"""The main thread's stack, which the kernel made, grows, and names in part.

The kernel names the mapping that holds the first frame [stack]. When a program changes
the permissions of some pages, the mapping is cut; the pieces below keep the flag by
which the kernel grows them, and lose the name.
"""

from collections.abc import Callable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from memscope.analyze.spans import Span
from memscope.analyze.stacks.claim import StackHole
from memscope.model import labels
from memscope.model.evidence import (
    GUARD_PAGES,
    KERNEL_NAME,
    NO_ACCESS,
    VMFLAG,
    with_detail,
)
from memscope.model.kinds import Confidence, Kind
from memscope.model.ranges import Ranges
from memscope.model.region import Vma

_NAME = "[stack]"
_GROWS_DOWN = "gd"
_FLAG = with_detail(VMFLAG, _GROWS_DOWN)

FlagsOf = Callable[[int], Sequence[str] | None]
"""From the number of a VMA to its VmFlags; None when they cannot be had."""


class MainPieces(Struct, frozen=True, gc=False):
    """The mappings that the main stack is made of.

    Attributes:
        start: First address that its thread may use.
        end: First address above it.
        guard: Bytes without access directly below; 0 without.
        holes: What its thread may not touch in between, in order.
        named: First address of the piece that bears the kernel's name.
        is_whole: No flag is missing that would tell of another piece below.
    """

    start: int
    end: int
    guard: int
    holes: tuple[StackHole, ...]
    named: int
    is_whole: bool = True

    def __contains__(self, address: int) -> bool:
        return self.start <= address < self.end


def main_pieces(vmas: Sequence[Vma], flags_of: FlagsOf) -> MainPieces | None:
    """Find the main stack, cut or whole; None when there is none.

    Nothing but MAP_FIXED puts a mapping right below a stack that grows, so the flags
    are asked for only where one lies there.

    Args:
        vmas: The whole map, in order.
        flags_of: VmFlags of one mapping.
    """
    at = next((i for i in range(len(vmas) - 1, -1, -1) if vmas[i].path == _NAME), None)
    if at is None:
        return None
    named = vmas[at]
    pieces, is_whole = [named], True
    while at and _may_go_on(vmas[at - 1], pieces[-1]):
        at -= 1
        flags = flags_of(at)
        is_whole &= flags is not None
        is_part = flags is not None and _GROWS_DOWN in flags
        if not is_part and not vmas[at].is_no_access:
            break
        pieces.append(vmas[at])
        if not is_part:  # no part of it, and keeps it from growing all the same
            break
    guard = 0
    while pieces[-1].is_no_access:
        guard += pieces.pop().size
        if not pieces:
            return None
    holes = [
        StackHole(one.start, one.end, NO_ACCESS)
        for one in reversed(pieces)
        if one.is_no_access
    ]
    start, end = pieces[-1].start, named.end
    return MainPieces(start, end, guard, tuple(holes), named.start, is_whole)


def with_guard_pages(pieces: MainPieces | None, guards: Ranges) -> MainPieces | None:
    """Return the main stack with the guard pages inside, which no map shows."""
    if pieces is None:
        return None
    pages = [
        StackHole(low, high, GUARD_PAGES)
        for low, high in guards.within(pieces.start, pieces.end)
    ]
    if not pages:
        return pieces
    holes = sorted((*pieces.holes, *pages), key=_start)
    return replace(pieces, holes=tuple(holes))


def _start(hole: StackHole) -> int:
    return hole.start


def _may_go_on(below: Vma, piece: Vma) -> bool:
    return below.end == piece.start and below.is_nameless


def main_spans(
    pieces: MainPieces | None,
    tid: int | None,
    label: str,
    confidence: Confidence = Confidence.CERTAIN,
) -> list[Span]:
    """Return the main stack, its zones and its guard, in order of address.

    Args:
        pieces: What it is made of; None: there is none.
        tid: Its owner; None: nobody, or nobody knows who.
        label: What it is called.
        confidence: How sure the owner is; the kernel itself says what it is.
    """
    if pieces is None:
        return []
    spans = []

    def add(start: int, end: int, kind: Kind, text: str, *evidence: str) -> None:
        if start < end:
            spans.append(Span(start, end, kind, tid, None, text, evidence, confidence))

    if pieces.guard:
        below = pieces.start - pieces.guard
        guard = labels.GUARD_OF.format(label=label)
        add(below, pieces.start, Kind.GUARD, guard, NO_ACCESS, KERNEL_NAME)
    at = pieces.start
    end = StackHole(pieces.end, pieces.end, NO_ACCESS)
    zone = labels.GUARD_ZONE_IN.format(label=label)
    for hole in (*pieces.holes, end):
        # What lies below the named piece is known by its flag alone.
        cut = min(max(pieces.named, at), hole.start)
        add(at, cut, Kind.STACK, label, _FLAG)
        add(cut, hole.start, Kind.STACK, label, KERNEL_NAME)
        add(hole.start, hole.end, Kind.GUARD, zone, hole.evidence, KERNEL_NAME)
        at = hole.end
    return spans
