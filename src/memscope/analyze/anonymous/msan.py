"""Shadow memory of MemorySanitizer, by the table in which its runtime lays it out.

compiler-rt: lib/msan/msan.h, `kMemoryLayout`: rows without a gap over the whole address
space, each with a name such as `shadow-1`, `origin-2`, `invalid` or `app-3`. What it
calls invalid may not be touched; origins say where bytes without a value came from.
"""

from collections.abc import Callable, Iterator, Sequence
from struct import Struct as Layout

from memscope.analyze.anonymous.allocators import MSAN
from memscope.analyze.spans import Span, VmaIndex
from memscope.model import labels
from memscope.model.evidence import NO_ACCESS, RUNTIME_MARK, with_detail
from memscope.model.kinds import Confidence, Kind
from memscope.model.region import Vma

Read = Callable[[Sequence[int], int], Sequence[bytes | None]]
"""Returns `size` bytes from each address, None where they are not in RAM."""

MSAN_TABLE = "_ZL13kMemoryLayout"
_MARK = with_detail(RUNTIME_MARK, "table kMemoryLayout")
_ROW = Layout("<4Q")
"""Start, end, a number, and where its name is."""
_MOST_ROWS = 32
_NAME = 6
"""Bytes by which names differ."""
_LEAST_TOP = 1 << 46
_SHADOW, _ORIGIN, _INVALID = b"shadow", b"origin", b"invali"


def msan_spans(vmas: Sequence[Vma], table: int, read: Read) -> list[Span]:
    """Return shadow, origins and gaps, in order of address.

    Args:
        vmas: The whole map, in order.
        table: Where the runtime's table is.
        read: How memory is read; absent pages are never touched.
    """
    rows = list(_rows(table, read))
    names = {name for _, _, name in rows}
    is_whole = rows and rows[0][0] == 0 and rows[-1][1] >= _LEAST_TOP
    if not is_whole or not {_SHADOW, _ORIGIN, _INVALID} <= names:
        return []
    index = VmaIndex(vmas)
    if not all(
        _is_mapped(index, low, high) for low, high, name in rows if name == _SHADOW
    ):
        return []
    spans = (
        span
        for low, high, name in rows
        if name in (_SHADOW, _ORIGIN, _INVALID)
        for vma in vmas
        if vma.start < high and vma.end > low
        if (span := _span(vma, low, high, is_gap=name == _INVALID))
    )
    return list(spans)


def _rows(table: int, read: Read) -> Iterator[tuple[int, int, bytes]]:
    """Yield the rows of the table as long as each begins where the last one ended."""
    at = 0
    for number in range(_MOST_ROWS):
        data = read([table + number * _ROW.size], _ROW.size)[0]
        if data is None:
            return
        low, high, _, place = _ROW.unpack(data)
        if low != at or high <= low or place >> 48:
            return
        yield low, high, read([place], _NAME)[0] or b""
        at = high


def _is_mapped(index: VmaIndex, start: int, end: int) -> bool:
    rows = index.over(start, end)
    return bool(rows) and all(
        vma.perms == "rw-p" and vma.is_nameless for vma in rows or ()
    )


def _span(vma: Vma, low: int, high: int, *, is_gap: bool) -> Span | None:
    start, end = max(vma.start, low), min(vma.end, high)
    if not is_gap and vma.perms == "rw-p" and vma.is_nameless:
        return Span(
            start,
            end,
            Kind.SHADOW,
            label=labels.SHADOW_OF.format(name=MSAN),
            evidence=(_MARK,),
            confidence=Confidence.LIKELY,
        )
    # Without -fsanitize-memory-track-origins nobody may touch those either.
    if vma.perms == "---p" and vma.is_nameless:
        return Span(
            start,
            end,
            Kind.RESERVED,
            label=labels.SHADOW_GAP.format(name=MSAN),
            evidence=(_MARK, NO_ACCESS),
            confidence=Confidence.LIKELY,
        )
    return None
