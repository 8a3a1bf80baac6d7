"""malloc arenas, by the headers that malloc left in the target's memory."""

from collections.abc import Sequence
from functools import partial

from memscope.analyze.anonymous.arenas import Slot, arena_spans, find_slots, has_glibc
from memscope.analyze.spans import Span
from memscope.collect.look.look import Look
from memscope.collect.look.watched import Watched
from memscope.errors import ProcError
from memscope.model.kinds import Confidence
from memscope.model.region import Vma
from memscope.parse.glibc_malloc import HEAP_INFO_SIZE, HeapInfo, parse_heap_info
from memscope.parse.pagemap import Pages
from memscope.proc.memory import TargetMemory


def find_arenas(look: Look, watched: Watched) -> list[Span]:
    """Return the arenas; without permission to read memory, what looks like some."""
    slots, is_glibc = watched.slots.of((look.vmas,), partial(_slots, look.vmas))
    spans = watched.arenas.of(
        (look.vmas,),
        lambda: arena_spans(slots, _headers(look, slots), has_glibc=is_glibc),
    )
    if not _is_final(slots, spans):
        watched.arenas.forget()
    return spans


def _slots(vmas: Sequence[Vma]) -> tuple[tuple[Slot, ...], bool]:
    """Return what looks like heaps of arenas, and whether the C library is there."""
    slots = tuple(find_slots(vmas))
    return slots, bool(slots) and has_glibc(vmas)


def _is_final(slots: Sequence[Slot], spans: Sequence[Span]) -> bool:
    """Every slot is certainly an arena: while the map stays, so does that.

    Another may be one whose header was about to be written.
    """
    bases = {span.start for span in spans if span.confidence is Confidence.CERTAIN}
    return all(slot.base in bases for slot in slots)


def _headers(look: Look, slots: Sequence[Slot]) -> dict[int, HeapInfo | None]:
    pages, bases = look.pages, [slot.base for slot in slots]
    if pages is None or not bases:
        return {}
    try:
        memory = TargetMemory(look.directory, pages)
        found = memory.read_each(bases, HEAP_INFO_SIZE)
    except ProcError:
        return {}
    return {
        base: None if data is None else parse_heap_info(data)
        for base, data in zip(bases, found, strict=True)
        if data is not None or not _may_hide_a_header(pages, base)
    }


def _may_hide_a_header(pages: Pages, base: int) -> bool:
    """An arena begins with a header, so a page that was never touched begins none."""
    end = base + HEAP_INFO_SIZE
    return bool(pages.swapped.bytes_in(base, end) or pages.unread.bytes_in(base, end))
