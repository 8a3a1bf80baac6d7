"""What the kernel calls [heap] and is none: memory mapped next to the brk area.

The kernel makes one mapping of neighbours that are alike, and names it as a whole. It
tells where the brk area begins, but not where it ends; the C library knows that.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from memscope.analyze.meanings import meaning_of_vma
from memscope.analyze.spans import Span
from memscope.model import labels
from memscope.model.evidence import KERNEL_NAME
from memscope.model.kinds import Confidence, Kind
from memscope.model.region import Vma


class BrkArea(Struct, frozen=True, gc=False):
    """The memory that grows by brk.

    Attributes:
        start: Where it begins; None when the kernel would not say.
        end: The present break; None when nothing that we believe tells.
    """

    start: int | None
    end: int | None


class FoundBrk(Struct, frozen=True, gc=False):
    """The brk area, and what follows from it.

    Attributes:
        area: Where it lies.
        spans: Of mappings called [heap], what is none or may be none.
    """

    area: BrkArea
    spans: list[Span]


def heap_rows(vmas: Iterable[Vma]) -> list[Vma]:
    """Return what the kernel calls [heap]: all that overlaps the brk area."""
    return [vma for vma in vmas if vma.path == "[heap]"]


def believed_break(
    heap: Sequence[Vma], start_brk: int | None, values: Iterable[int]
) -> int | None:
    """Return the present break; None: nobody knows, or not all say the same.

    The kernel gives the name to what overlaps the brk area, so that this ends in the
    last mapping that has it. A copy of the C library that never moved the break has
    another value, mostly none.

    Args:
        heap: The mappings called [heap], in order.
        start_brk: Where the brk area begins; None when the kernel would not say.
        values: What copies of the C library say.
    """
    if not heap or start_brk is None:
        return None
    low = max(heap[-1].start, start_brk)
    fitting = {value for value in values if low <= value <= heap[-1].end}
    return fitting.pop() if len(fitting) == 1 else None


def brk_spans(heap: Sequence[Vma], area: BrkArea, page_size: int) -> list[Span]:
    """Return the parts of [heap] that are none, and the one that may be none.

    Args:
        heap: The mappings called [heap], in order.
        area: The brk area, as far as it is known.
        page_size: Bytes.
    """
    if not heap:
        return []
    low = area.start - area.start % page_size if area.start is not None else 0
    below = [
        _other(vma, vma.start, low)
        for vma in heap
        if vma.is_readable and vma.start < low < vma.end
    ]
    last = heap[-1]
    if area.end is not None:
        high = max(-(-area.end // page_size) * page_size, last.start)
        return [*below, _other(last, high, last.end)] if high < last.end else below
    if not last.is_readable or (area.start is not None and last.end <= area.start):
        return below
    return [*below, _unsure(max(low, last.start), last.end)]


def _other(vma: Vma, start: int, end: int) -> Span:
    """It is what it would be without the name."""
    found = meaning_of_vma(replace(vma, path=""), None)
    return Span(
        start,
        end,
        found.kind,
        label=found.label,
        evidence=found.evidence,
        confidence=found.confidence,
    )


def _unsure(start: int, end: int) -> Span:
    return Span(
        start,
        end,
        Kind.HEAP,
        label=labels.HEAP,
        evidence=(KERNEL_NAME,),
        confidence=Confidence.LIKELY,
    )
