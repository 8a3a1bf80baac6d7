"""Shadow memory and heaps of sanitizers.

AddressSanitizer keeps a byte of notes on each eight bytes of the program, at
`(address >> 3) + offset`; the offset stands in a variable of its runtime. What its
allocator maps it marks as forbidden there, before anything else: so its own notes tell
which memory is its. Addresses alone say nothing, since they differ between versions.
"""

from collections.abc import Callable, Iterator, Sequence

from memscope.analyze.anonymous.allocators import ASAN, TSAN
from memscope.analyze.spans import Span
from memscope.model import labels
from memscope.model.evidence import (
    LIBRARY_LOADED,
    NO_ACCESS,
    RUNTIME_MARK,
    with_detail,
)
from memscope.model.kinds import Confidence, Kind
from memscope.model.region import Vma

Read = Callable[[Sequence[int], int], Sequence[bytes | None]]
"""Returns `size` bytes from each address, None where they are not in RAM."""

SHADOW_VARIABLE = "__asan_shadow_memory_dynamic_address"
_SHADOW_MARK = with_detail(RUNTIME_MARK, f"variable {SHADOW_VARIABLE}")
_HEAP_MARK = with_detail(RUNTIME_MARK, "AddressSanitizer's notes")
_TOP = 1 << 47
_SCALE = 3
_NOTES = 512
"""Bytes of shadow to read: the notes on one page of 4 KiB."""
_FORBIDDEN = b"\xfa"
"""What the notes say of heap memory that nobody asked for (kAsanHeapLeftRedzone)."""

_TSAN = ((0x010000000000, 0x200000000000), (0x300000000000, 0x340000000000))
"""Shadow and meta shadow on x86_64 (gcc 12: tsan_platform.h)."""


def asan_spans(vmas: Sequence[Vma], offset: int, read: Read) -> list[Span]:
    """Return shadow, gap and heap of AddressSanitizer, in order of address.

    Args:
        vmas: The whole map, in order.
        offset: What its variable says.
        read: How memory is read; absent pages are never touched.
    """
    page = 0x1000
    end = (_TOP >> _SCALE) + offset
    high, low_end = (end >> _SCALE) + offset, (offset >> _SCALE) + offset
    is_laid_out = (
        offset % page == 0
        and 0 < offset < low_end <= high < end < _TOP
        and {low_end, high} <= {vma.start for vma in vmas}
        and end in {vma.end for vma in vmas}
    )
    if not is_laid_out:
        return []
    shadow = [
        *_inside(vmas, offset - page, low_end, _shadow),
        *_inside(vmas, low_end, high, _gap),
        *_inside(vmas, high, end, _shadow),
    ]
    return shadow + list(_heap(vmas, end, offset, read))


def tsan_spans(vmas: Sequence[Vma], library: str) -> list[Span]:
    """Return the shadow of ThreadSanitizer where map and constants agree: a guess.

    Its runtime has no variable that others may read.

    Args:
        vmas: The whole map, in order.
        library: Name of the library that is loaded.
    """
    starts, ends = {vma.start for vma in vmas}, {vma.end for vma in vmas}
    if not all(low in starts and high in ends for low, high in _TSAN):
        return []
    spans = [one for low, high in _TSAN for one in _inside(vmas, low, high, _shadow)]
    return [
        Span(
            one.start,
            one.end,
            Kind.SHADOW,
            label=labels.SHADOW_OF.format(name=TSAN),
            evidence=(with_detail(LIBRARY_LOADED, library),),
            confidence=Confidence.GUESS,
        )
        for one in spans
        if one.kind is Kind.SHADOW
    ]


def _inside(
    vmas: Sequence[Vma], low: int, high: int, span: Callable[[int, int], Span]
) -> list[Span]:
    """Name nameless memory in [low, high): shadow can be used, gaps cannot."""
    wanted = "---p" if span is _gap else "rw-p"
    return [
        span(max(vma.start, low), min(vma.end, high))
        for vma in vmas
        if vma.start < high
        and vma.end > low
        and vma.perms == wanted
        and vma.is_nameless
    ]


def _shadow(start: int, end: int) -> Span:
    return Span(
        start,
        end,
        Kind.SHADOW,
        label=labels.SHADOW_OF.format(name=ASAN),
        evidence=(_SHADOW_MARK,),
        confidence=Confidence.LIKELY,
    )


def _gap(start: int, end: int) -> Span:
    return Span(
        start,
        end,
        Kind.RESERVED,
        label=labels.SHADOW_GAP.format(name=ASAN),
        evidence=(_SHADOW_MARK, NO_ACCESS),
        confidence=Confidence.LIKELY,
    )


def _heap(vmas: Sequence[Vma], end: int, offset: int, read: Read) -> Iterator[Span]:
    """Yield what the notes call heap, and the reservations between."""
    rows = [
        vma
        for vma in vmas
        if vma.start >= end and vma.perms == "rw-p" and vma.is_nameless
    ]
    notes = read([(vma.start >> _SCALE) + offset for vma in rows], _NOTES)
    ours = {
        vma.start
        for vma, data in zip(rows, notes, strict=True)
        if data and _FORBIDDEN in data
    }
    for index, vma in enumerate(vmas):
        if vma.start in ours:
            yield _memory(vma)
        elif vma.start >= end and vma.perms == "---p" and vma.is_nameless:
            below, above = vmas[index - 1], vmas[index + 1 : index + 2]
            beside = [below] if below.end == vma.start else []
            beside += [one for one in above if one.start == vma.end]
            if beside and all(one.start in ours for one in beside):
                yield _reserved(vma)


def _memory(vma: Vma) -> Span:
    return Span(
        vma.start,
        vma.end,
        Kind.ANON,
        label=labels.MEMORY_OF.format(name=ASAN),
        evidence=(_HEAP_MARK,),
        confidence=Confidence.LIKELY,
    )


def _reserved(vma: Vma) -> Span:
    return Span(
        vma.start,
        vma.end,
        Kind.RESERVED,
        label=labels.RESERVED_BY.format(name=ASAN),
        evidence=(_HEAP_MARK, NO_ACCESS),
        confidence=Confidence.LIKELY,
    )
