"""Arenas of malloc, and whose they are.

A thread that finds the main heap busy gets an arena: a 64 MiB range that starts on a
64 MiB boundary (8 MiB with huge pages, 1 MiB in 32-bit programs), readable and writable
as far as used, the rest reserved. Go and Java lay out memory just so; only the header
that malloc writes tells them apart. A program may forge that; it is certain where the C
library's own list of arenas leads to the heap, too.
"""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from memscope.analyze.spans import Span
from memscope.model import labels
from memscope.model.evidence import ARENA_ALIGNMENT, HEAP_INFO, NO_ACCESS, THREAD_ARENA
from memscope.model.kinds import Confidence, Kind
from memscope.model.region import Vma
from memscope.parse.glibc_malloc import HEAP_MAX, HeapInfo

_MOST_ROWS = 256
"""Rows of the map that one heap may be cut into."""
_GLIBC = re.compile(r".*/libc(?:-2\.\d+\.so|\.so\.6)")


Places = Callable[[int, int, int], Iterable[int]]
"""Returns the multiples of the third number in [first, second) that may be bases."""


class Slot(Struct, frozen=True, gc=False):
    """An aligned range that looks like a heap of an arena.

    Attributes:
        base: Where it starts, and its header lies.
        used_end: End of the part that can be written.
        end: End of the reservation behind it.
        holes: What cannot be accessed of the used part.
    """

    base: int
    used_end: int
    end: int
    holes: tuple[tuple[int, int], ...] = ()

    @property
    def room(self) -> int:
        """Bytes of the whole."""
        return self.end - self.base

    def fits(self, header: HeapInfo) -> bool:
        """Tell whether a heap with this header can have this shape.

        Of a heap that grew or shrank meanwhile nobody knows which part is a hole.
        """
        is_same = header.writable == self.used_end - self.base
        return header.is_of(self.base, self.room) and (is_same or not self.holes)


def arena_spans(
    slots: Iterable[Slot],
    headers: Mapping[int, HeapInfo | None],
    *,
    has_glibc: bool,
    vouched: Container[int] = (),
) -> list[Span]:
    """Find arenas: a used part and a reservation that fill a slot together.

    A header whose size is not that of the map is of an arena that grew or shrank
    between the reading of the two: likely, and certain in the next look.

    Args:
        slots: What looks like heaps of arenas, in order; of two that start at one
            address the first that its header fits counts.
        headers: Base address of a slot to what was read there; slots at which
            nothing could be read are not in it.
        has_glibc: The C library is mapped.
        vouched: Bases of heaps to which the C library's own list of arenas leads.

    Returns:
        Spans in order of address.
    """
    spans: list[Span] = []
    free = 0
    for slot in slots:
        if slot.base < free:
            continue
        if slot.base in headers:
            header = headers[slot.base]
            if header is not None and slot.fits(header):
                is_same = header.writable == slot.used_end - slot.base
                is_sure = is_same and slot.base in vouched
                confidence = Confidence.CERTAIN if is_sure else Confidence.LIKELY
                spans += _spans(slot, (HEAP_INFO,), confidence)
                free = slot.end
        elif has_glibc and _is_plain(slot):
            spans += _spans(slot, (), Confidence.GUESS)
            free = slot.end
    return spans


def _is_plain(slot: Slot) -> bool:
    """Tell whether a slot looks like an arena even without its header.

    Much lies at multiples of 1 MiB or 8 MiB, little at those of 64.
    """
    is_usual = slot.room == HEAP_MAX and not slot.holes
    return is_usual and slot.used_end < slot.end


def is_glibc(path: str) -> bool:
    """Tell whether a file is the C library that makes such arenas."""
    return _GLIBC.fullmatch(path) is not None


def has_glibc(vmas: Sequence[Vma]) -> bool:
    """Tell whether the C library that makes such arenas is mapped."""
    return any(map(is_glibc, {vma.path for vma in vmas}))


def _spans(
    slot: Slot, proof: tuple[str, ...], confidence: Confidence
) -> Iterator[Span]:
    arena = Span(
        slot.base,
        slot.used_end,
        Kind.ARENA,
        label=labels.ARENA,
        evidence=(*proof, ARENA_ALIGNMENT),
        confidence=confidence,
    )
    at = slot.base
    for low, high in slot.holes:
        yield replace(arena, start=at, end=low)
        at = high
    yield replace(arena, start=at)
    if slot.used_end < slot.end:
        yield Span(
            slot.used_end,
            slot.end,
            Kind.RESERVED,
            label=labels.ARENA_RESERVE,
            evidence=(NO_ACCESS, ARENA_ALIGNMENT),
            confidence=confidence,
        )


def every(low: int, high: int, step: int) -> range:
    """Return all multiples of a step in [low, high)."""
    return range(-(-low // step) * step, high, step)


def possible_rows(vmas: Sequence[Vma], size: int) -> tuple[int, ...]:
    """Return the indices of the VMAs in which a heap of this size may begin."""
    return tuple(
        index
        for index, used in enumerate(vmas)
        if -(-used.start // size) * size < used.end and _is_nameless(used, "rw-p")
    )


def find_slots(
    vmas: Sequence[Vma],
    size: int = HEAP_MAX,
    places: Places = every,
    rows: Iterable[int] | None = None,
) -> Iterator[Slot]:
    """Yield what looks like a heap of an arena, in order of address.

    The used part may have been merged with a mapping below it, and the reservation
    with one above; a heap that is full has no reservation at all.

    Args:
        vmas: The whole map, in order.
        size: Bytes of a heap, used or reserved.
        places: Which addresses to look at; of terabytes not all can be.
        rows: What `possible_rows` said of this map and size, or less.
    """
    for index in possible_rows(vmas, size) if rows is None else rows:
        used = vmas[index]
        for base in places(used.start, used.end, size):
            if base + size <= used.end:
                yield Slot(base, base + size, base + size)
            elif slot := _slot(vmas, index, base, base + size):
                yield slot


def _slot(vmas: Sequence[Vma], index: int, base: int, end: int) -> Slot | None:
    """Return the heap that begins in a VMA and goes on in those behind it."""
    at = used_end = vmas[index].end
    holes, hole = [], None
    for vma in vmas[index + 1 : index + 1 + _MOST_ROWS]:
        if vma.start != at or at >= end:
            break
        if _is_nameless(vma, "rw-p"):
            if hole is not None:
                holes.append(hole)
                hole = None
            used_end = min(vma.end, end)
        elif not _is_nameless(vma, "---p"):
            return None
        else:
            hole = (vma.start, vma.end)
        at = vma.end
    return Slot(base, used_end, end, tuple(holes)) if at >= end else None


def _is_nameless(vma: Vma, perms: str) -> bool:
    return (
        vma.perms == perms
        and not vma.inode
        and (not vma.path or vma.path.startswith("[anon: glibc: malloc"))
    )


def owned(
    arenas: Sequence[Span],
    record_of: Mapping[int, int],
    users: Mapping[int, int],
    names: Mapping[int, str],
    *,
    is_sure: bool = True,
) -> list[Span]:
    """Return the arenas that are in somebody's use, with their owner.

    Args:
        arenas: Proven arenas and reservations.
        record_of: First address of an arena's heap to the address of its record.
        users: TID to the record of the arena that the thread uses.
        names: TID to the thread's name.
        is_sure: The kernel led to the threads' pointers.
    """
    by_record: dict[int, list[int]] = {}
    for tid, record in users.items():
        by_record.setdefault(record, []).append(tid)
    found = []
    for span in arenas:
        tids = by_record.get(record_of.get(span.start, 0))
        if span.kind is not Kind.ARENA or not tids:
            continue
        is_one = len(tids) == 1
        label = (
            labels.ARENA_OF.format(name=names[tids[0]])
            if is_one
            else labels.ARENA_OF_THREADS.format(n=len(tids))
        )
        found.append(
            replace(
                span,
                thread=tids[0] if is_one else None,
                label=label,
                evidence=(*span.evidence, THREAD_ARENA),
                confidence=span.confidence if is_sure else Confidence.LIKELY,
            )
        )
    return found
