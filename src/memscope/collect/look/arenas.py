"""malloc arenas, by the headers that malloc left in the target's memory."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import partial

from msgspec import Struct

from memscope.analyze.anonymous.arena_ring import vouched_heaps
from memscope.analyze.anonymous.arenas import (
    Slot,
    arena_spans,
    every,
    find_slots,
    has_glibc,
    is_glibc,
    possible_rows,
)
from memscope.analyze.anonymous.runtimes import STATIC_GLIBC
from memscope.analyze.spans import Span, VmaIndex
from memscope.collect.look.look import Look
from memscope.collect.look.watched import Watched
from memscope.errors import ProcError
from memscope.model.kinds import Confidence
from memscope.model.ranges import Ranges
from memscope.model.region import Vma
from memscope.parse.glibc_malloc import (
    HEAP_INFO_SIZE,
    HEAP_MAX_HUGE,
    HeapInfo,
    MallocForm,
    parse_heap_info,
)
from memscope.parse.pagemap import Pages
from memscope.proc.memory import TargetMemory


class _Read(Struct, frozen=True, gc=False):
    """What was read of heaps.

    Attributes:
        headers: Base of a slot to its header; without those that could not be read.
        vouched: Bases of heaps that the C library itself knows.
    """

    headers: dict[int, HeapInfo | None]
    vouched: set[int]


def find_arenas(look: Look, watched: Watched, elf: Sequence[Span]) -> list[Span]:
    """Return the arenas; without permission to read memory, what looks like some."""
    form = look.records.malloc
    if form is None:
        return []
    least = min(form.heap_max, HEAP_MAX_HUGE)
    rows = watched.arena_rows.of(
        (look.vmas, least), partial(possible_rows, look.vmas, least)
    )
    slots = _slots(look, rows, form) if rows else ()
    spans = watched.arenas.of(
        (look.vmas, slots), partial(_spans, look, slots, elf, form)
    )
    if not _is_final(slots, spans):
        watched.arenas.forget()
    return spans


def _slots(look: Look, rows: Sequence[int], form: MallocForm) -> tuple[Slot, ...]:
    """Return what looks like heaps of arenas, in order; the usual size first."""
    places = every if look.pages is None else partial(_touched, look.pages)
    vmas = look.vmas
    if look.pages is None:  # nothing can be read: a heap without reservation is none
        rows = [one for one in rows if vmas[one].size < form.heap_max]
    usual = list(find_slots(vmas, form.heap_max, places, rows))
    huge = find_slots(vmas, HEAP_MAX_HUGE, places, rows)
    return tuple(sorted([*usual, *huge], key=lambda one: one.base))


def _touched(pages: Pages, low: int, high: int, step: int) -> Iterator[int]:
    """Yield the multiples of a step in [low, high) at which a header may lie.

    A heap begins with a header, so a page that was never touched begins none. Of the
    terabytes that a sanitizer maps only a few pages are there.
    """
    at = -(-low // step) * step
    while at < high:
        kinds = (pages.resident, pages.swapped, pages.unread)
        if any(at in ranges for ranges in kinds):
            yield at
            at += step
            continue
        after = [
            one for ranges in kinds if (one := _next_start(ranges, at)) is not None
        ]
        if not after:
            return
        at = -(-min(after) // step) * step


def _next_start(ranges: Ranges, address: int) -> int | None:
    index = bisect_right(ranges.starts, address)
    return ranges.starts[index] if index < len(ranges.starts) else None


def _spans(
    look: Look, slots: Sequence[Slot], elf: Sequence[Span], form: MallocForm
) -> list[Span]:
    if not slots:
        return []
    read = _read(look, slots, elf, form)
    return arena_spans(
        slots, read.headers, has_glibc=has_glibc(look.vmas), vouched=read.vouched
    )


def _is_final(slots: Sequence[Slot], spans: Sequence[Span]) -> bool:
    """Every slot with a reservation is certain: while the map stays, so does that.

    Another may be one whose header was about to be written; a new heap is never full.
    """
    bases = {span.start for span in spans if span.confidence is Confidence.CERTAIN}
    return all(slot.base in bases for slot in slots if slot.used_end < slot.end)


def _read(
    look: Look, slots: Sequence[Slot], elf: Sequence[Span], form: MallocForm
) -> _Read:
    bases = list(dict.fromkeys(slot.base for slot in slots))
    if look.pages is None:
        return _Read({}, set())
    try:
        memory = TargetMemory(look.directory, look.pages)
        found = memory.read_each(bases, HEAP_INFO_SIZE)
        headers = {
            base: None if data is None else parse_heap_info(data, form)
            for base, data in zip(bases, found, strict=True)
            if data is not None or not _may_hide_a_header(look.pages, base)
        }
        heaps = {
            slot.base: header
            for slot in slots
            if (header := headers.get(slot.base)) is not None and slot.fits(header)
        }
        return _Read(headers, _vouched(look.vmas, elf, heaps, memory, form))
    except ProcError:
        return _Read({}, set())


def _vouched(
    vmas: Sequence[Vma],
    elf: Sequence[Span],
    heaps: dict[int, HeapInfo],
    memory: TargetMemory,
    form: MallocForm,
) -> set[int]:
    if not heaps:
        return set()
    paths = _libraries(vmas, elf)
    rows = VmaIndex([vma for vma in vmas if vma.path in paths and vma.is_writable])
    return vouched_heaps(heaps, memory.read, lambda one: rows.at(one) is not None, form)


def _libraries(vmas: Sequence[Vma], elf: Sequence[Span]) -> set[str]:
    """Return the files that have the C library in them, the program if it is static."""
    shared = {path for path in {vma.path for vma in vmas} if is_glibc(path)}
    return shared or {
        span.image
        for span in elf
        if span.image and any(STATIC_GLIBC in one for one in span.evidence)
    }


def _may_hide_a_header(pages: Pages, base: int) -> bool:
    """An arena begins with a header, so a page that was never touched begins none."""
    end = base + HEAP_INFO_SIZE
    return bool(pages.swapped.bytes_in(base, end) or pages.unread.bytes_in(base, end))
