"""malloc arenas, by the headers that malloc left in the target's memory."""

from collections.abc import Sequence

from msgspec import Struct

from memscope.analyze.anonymous.arenas import Slot, arena_spans, find_slots, has_glibc
from memscope.analyze.spans import Span
from memscope.errors import ProcError
from memscope.model.kinds import Confidence
from memscope.model.region import Vma
from memscope.parse.glibc_malloc import HEAP_INFO_SIZE, HeapInfo, parse_heap_info
from memscope.parse.pagemap import Pages
from memscope.proc.fs import ProcDir
from memscope.proc.memory import TargetMemory


class FoundArenas(Struct, frozen=True, gc=False):
    """The arenas of one map.

    Attributes:
        slots: What looks like heaps of arenas, by the map alone.
        has_glibc: The C library is mapped.
        spans: Those that are, in order of address.
    """

    slots: tuple[Slot, ...]
    has_glibc: bool
    spans: list[Span]

    @property
    def is_final(self) -> bool:
        """Every slot is certainly an arena: while the map stays, so does that.

        Another may be one whose header was about to be written.
        """
        bases = {
            span.start for span in self.spans if span.confidence is Confidence.CERTAIN
        }
        return all(slot.base in bases for slot in self.slots)


def find_arenas(
    directory: ProcDir,
    vmas: Sequence[Vma],
    pages: Pages | None,
    before: FoundArenas | None = None,
) -> FoundArenas:
    """Return the arenas; without permission to read memory, what looks like some.

    Args:
        directory: Of the process, or of a living thread of it.
        vmas: The whole map, in order.
        pages: Of the same look; None when they could not be read.
        before: What was found in the same map before.

    Returns:
        `before` itself when nothing else was found.
    """
    if before is None:
        slots = tuple(find_slots(vmas))
        is_glibc = bool(slots) and has_glibc(vmas)
    elif before.is_final:
        return before
    else:
        slots, is_glibc = before.slots, before.has_glibc
    headers = _headers(directory, slots, pages)
    spans = arena_spans(slots, headers, has_glibc=is_glibc)
    if before is not None and before.spans == spans:
        return before
    return FoundArenas(slots, is_glibc, spans)


def _headers(
    directory: ProcDir, slots: Sequence[Slot], pages: Pages | None
) -> dict[int, HeapInfo | None]:
    bases = [slot.base for slot in slots]
    if pages is None or not bases:
        return {}
    try:
        found = TargetMemory(directory, pages).read_each(bases, HEAP_INFO_SIZE)
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
