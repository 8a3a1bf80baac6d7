"""Arenas of malloc, and whose they are.

A thread that finds the main heap busy gets an arena: a 64 MiB range that starts on a
64 MiB boundary, readable and writable as far as used, the rest reserved. Go and Java
lay out memory just so; only the header that malloc writes tells them apart.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from memscope.analyze.spans import Span
from memscope.model import labels
from memscope.model.evidence import ARENA_ALIGNMENT, HEAP_INFO, NO_ACCESS, THREAD_ARENA
from memscope.model.kinds import Confidence, Kind
from memscope.model.region import Vma
from memscope.parse.glibc_malloc import HEAP_MAX, HeapInfo

_GLIBC = re.compile(r".*/libc(?:-2\.\d+)?\.so(?:\.6)?")


class Slot(Struct, frozen=True, gc=False):
    """An aligned range that looks like a heap of an arena.

    Attributes:
        base: Where it starts, and its header lies.
        used_end: End of the part that can be written.
        end: End of the reservation behind it.
    """

    base: int
    used_end: int
    end: int


def arena_spans(
    slots: Sequence[Slot],
    headers: Mapping[int, HeapInfo | None],
    *,
    has_glibc: bool,
) -> list[Span]:
    """Find arenas: a used part and a reservation that fill a 64 MiB slot together.

    A header whose size is not that of the map is of an arena that grew or shrank
    between the reading of the two: likely, and certain in the next look.

    Args:
        slots: What looks like heaps of arenas, in order.
        headers: Base address of a slot to what was read there; slots at which
            nothing could be read are not in it.
        has_glibc: The C library is mapped.

    Returns:
        Spans in order of address.
    """
    spans: list[Span] = []
    for slot in slots:
        if slot.base in headers:
            header = headers[slot.base]
            if header is not None and header.is_of(slot.base):
                is_same = header.writable == slot.used_end - slot.base
                confidence = Confidence.CERTAIN if is_same else Confidence.LIKELY
                spans += _spans(slot, (HEAP_INFO,), confidence)
        elif has_glibc and slot.used_end < slot.end:
            spans += _spans(slot, (), Confidence.LIKELY)
    return spans


def has_glibc(vmas: Sequence[Vma]) -> bool:
    """Tell whether the C library that makes such arenas is mapped."""
    return any(_GLIBC.fullmatch(path) for path in {vma.path for vma in vmas})


def _spans(
    slot: Slot, proof: tuple[str, ...], confidence: Confidence
) -> Iterator[Span]:
    yield Span(
        slot.base,
        slot.used_end,
        Kind.ARENA,
        label=labels.ARENA,
        evidence=(*proof, ARENA_ALIGNMENT),
        confidence=confidence,
    )
    if slot.used_end < slot.end:
        yield Span(
            slot.used_end,
            slot.end,
            Kind.RESERVED,
            label=labels.ARENA_RESERVE,
            evidence=(NO_ACCESS, ARENA_ALIGNMENT),
            confidence=confidence,
        )


def find_slots(vmas: Sequence[Vma]) -> Iterator[Slot]:
    """Yield what looks like a heap of an arena, in order of address.

    The used part may have been merged with a mapping below it, and the reservation
    with one above; a heap that is full has no reservation at all.
    """
    for index, used in enumerate(vmas):
        first = -(-used.start // HEAP_MAX) * HEAP_MAX
        if first >= used.end or not _is_nameless(used, "rw-p"):
            continue
        for base in range(first, used.end, HEAP_MAX):
            end = base + HEAP_MAX
            if end <= used.end:
                yield Slot(base, end, end)
            elif index + 1 < len(vmas) and _reaches(used, vmas[index + 1], end):
                yield Slot(base, used.end, end)


def _reaches(used: Vma, rest: Vma, end: int) -> bool:
    """Directly behind the used part, the reservation goes on to the slot's end."""
    return used.end == rest.start and end <= rest.end and _is_nameless(rest, "---p")


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
) -> list[Span]:
    """Return the arenas that are in somebody's use, with their owner.

    Args:
        arenas: Proven arenas and reservations.
        record_of: First address of an arena's heap to the address of its record.
        users: TID to the record of the arena that the thread uses.
        names: TID to the thread's name.
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
            )
        )
    return found
