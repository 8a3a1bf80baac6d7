"""malloc arenas, by the headers that malloc left in the target's memory."""

from collections.abc import Sequence

from memscope.analyze.arenas import arena_spans, slots
from memscope.analyze.spans import Span
from memscope.errors import ProcError
from memscope.model.vma import Vma
from memscope.parse.heap_info import SIZE, HeapInfo, parse_heap_info
from memscope.parse.pagemap import Pages
from memscope.proc.fs import ProcDir
from memscope.proc.memory import TargetMemory


def find_arenas(
    directory: ProcDir, vmas: Sequence[Vma], pages: Pages | None
) -> list[Span]:
    """Return the arenas; without permission to read memory, what looks like some.

    Args:
        directory: Of the process, or of a living thread of it.
        vmas: The whole map, in order.
        pages: Of the same look; None when they could not be read.
    """
    return arena_spans(vmas, _headers(directory, vmas, pages))


def _headers(
    directory: ProcDir, vmas: Sequence[Vma], pages: Pages | None
) -> dict[int, HeapInfo | None]:
    bases = [slot.base for slot in slots(vmas)]
    if pages is None or not bases:
        return {}
    try:
        found = TargetMemory(directory, pages).read_each(bases, SIZE)
    except ProcError:
        return {}
    return {
        base: parse_heap_info(data)
        for base, data in zip(bases, found, strict=True)
        if data is not None
    }
