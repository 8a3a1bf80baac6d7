"""The heap of Go's runtime and the tables it keeps on it, by its own records.

The record of its page allocator is among the program's variables. It counts and bounds
the ranges it lists, and its index leads to the arenas that hold them: what does not
agree is not believed. Where the heap lies is of no matter; since Go 1.26 that is by
chance.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from memscope.analyze.spans import Span, VmaIndex
from memscope.model import labels
from memscope.model.evidence import NO_ACCESS, RUNTIME_MARK, with_detail
from memscope.model.kinds import Confidence, Kind
from memscope.model.ranges import Ranges
from memscope.model.region import Vma
from memscope.parse import go_runtime
from memscope.parse.go_runtime import PageAllocator

Read = Callable[[Sequence[int], int], Sequence[bytes | None]]
"""Returns `size` bytes from each address, None where they are not in RAM."""
Pieces = Callable[[int, int], Iterable[tuple[int, bytes]]]
"""Returns address and bytes of what is in RAM of [start, end)."""
Bounds = tuple[int, int]

MARK = with_detail(RUNTIME_MARK, "page allocator of Go's runtime")
_WORD = 8
_PAGE = 4096
_MOST_ARENAS = 1 << 14
"""A TiB of heap."""
_MOST_CHUNKS = 1 << 12
_MOST_ENTRIES = 64
"""Entries of a table that are followed; some may be of spans that were freed."""


class GoHeap(Struct, frozen=True, gc=False):
    """Where the memory of a Go runtime is.

    Attributes:
        arenas: Its heap, in order of address; as far as it is used, and reserved.
        tables: What it keeps on it, likewise.
    """

    arenas: tuple[Bounds, ...]
    tables: tuple[Bounds, ...]


class GoProgram(Struct, frozen=True, gc=False):
    """Where the memory of a program with Go's runtime is.

    Attributes:
        variables: Of what Go's tools made, in order of address.
        heap: What its records say; None: nothing, or they could not be read.
    """

    variables: tuple[Bounds, ...]
    heap: GoHeap | None = None


class _Memory(Struct, frozen=True, gc=False):
    """The memory and the map of a process."""

    index: VmaIndex
    read: Read
    pieces: Pieces

    def at(self, address: int, size: int) -> bytes | None:
        return self.read([address], size)[0]

    def word(self, address: int) -> int:
        return int.from_bytes(self.at(address, _WORD) or b"", "little")

    def as_far_as_present(self, start: int, size: int) -> bytes:
        """Return memory in which pages that are not in RAM are zero: untouched."""
        data = bytearray(size)
        for address, piece in self.pieces(start, start + size):
            data[address - start : address - start + len(piece)] = piece
        return bytes(data[:size])

    def is_nameless(self, start: int, end: int, *, reserved: bool = False) -> bool:
        """Tell whether [start, end) is private memory without a file, all of it."""
        vmas = self.index.over(start, end) if start < end else None
        return bool(vmas) and all(
            _may_be_gos(vma) and (reserved or vma.is_writable) for vma in vmas or ()
        )


def _may_be_gos(vma: Vma) -> bool:
    # Since 1.25 Go names its memory, on kernels that let it.
    return (
        not vma.inode
        and not vma.is_shared
        and (not vma.path or vma.path.startswith("[anon: Go: "))
    )


def find_go_heap(
    vmas: Sequence[Vma],
    variables: Iterable[Bounds],
    read: Read,
    pieces: Pieces,
) -> GoHeap | None:
    """Return where a Go program's heap is; None: no record tells.

    Args:
        vmas: The whole map, in order.
        variables: Where the variables of the image are that Go's tools made.
        read: How memory is read; absent pages are never touched.
        pieces: How much of it is.
    """
    memory = _Memory(VmaIndex(vmas), read, pieces)
    data = [one for start, end in variables for one in pieces(start, end)]
    for address, piece in data:
        for place in go_runtime.places(piece):
            found = _heap_of(memory, address + place, data)
            if found is not None:
                return found
    return None


def _heap_of(
    memory: _Memory, at: int, variables: Sequence[tuple[int, bytes]]
) -> GoHeap | None:
    head = memory.at(at, go_runtime.SIZE)
    tail = memory.as_far_as_present(at + go_runtime.TAIL, go_runtime.REST)
    record = go_runtime.parse_page_allocator(head, tail) if head else None
    if record is None:
        return None
    if not all(memory.is_nameless(*one, reserved=True) for one in record.summaries):
        return None
    start, count = record.ranges
    listed = memory.at(start, 2 * _WORD * count)
    ranges = go_runtime.parse_ranges(listed, record) if listed else None
    if ranges is None:
        return None
    used, offset = ranges
    index = _index_of_arenas(memory, record, used, offset)
    arenas = dict(_arenas(memory, index, offset)) if index else {}
    known = Ranges(sorted(arenas), [one + go_runtime.ARENA for one in sorted(arenas)])
    if any(known.bytes_in(low, high) != high - low for low, high in used):
        return None
    tables = [
        *record.summaries,
        *_bitmaps(memory, at, used, offset),
        *_persistent(memory, record, variables),
        *_records(memory, arenas),
        *_lists(memory, record, known),
    ]
    if index:
        tables.append((index, index + go_runtime.ARENA_INDEX_SIZE))
    return GoHeap(tuple(known), tuple(sorted(tables)))


def _index_of_arenas(
    memory: _Memory, record: PageAllocator, used: Sequence[Bounds], offset: int
) -> int:
    """Return where the index of arenas is that knows every range in use; 0: unknown."""
    wanted = {
        (one + offset) // go_runtime.ARENA
        for low, high in used
        for one in range(low - low % go_runtime.ARENA, high, go_runtime.ARENA)
    }
    if len(wanted) > _MOST_ARENAS:
        return 0
    size = go_runtime.ARENA_INDEX_SIZE
    for word in record.rest:
        if word % _PAGE or not word or not memory.is_nameless(word, word + size):
            continue
        entries = memory.read([word + _WORD * one for one in wanted], _WORD)
        if all(one is not None and any(one) for one in entries):
            return word
    return 0


def _arenas(memory: _Memory, index: int, offset: int) -> Iterator[Bounds]:
    """Yield where arenas begin that the index lists, and where their records are."""
    left = _MOST_ARENAS
    for address, data in memory.pieces(index, index + go_runtime.ARENA_INDEX_SIZE):
        begin = (len(data) - len(data.lstrip(b"\0"))) // _WORD * _WORD
        words = memoryview(data[begin : len(data.rstrip(b"\0")) + 7 & ~7]).cast("Q")
        for number, record in enumerate(words):
            place = (address + begin - index) // _WORD + number
            start = place * go_runtime.ARENA - offset
            if (
                record
                and start >= 0
                and memory.is_nameless(record, record + _PAGE)
                and memory.is_nameless(start, start + go_runtime.ARENA, reserved=True)
            ):
                yield start, record
                left -= 1
                if not left:
                    return


def _bitmaps(
    memory: _Memory, at: int, used: Sequence[Bounds], offset: int
) -> Iterator[Bounds]:
    """Yield the page allocator's bitmaps of the ranges in use."""
    part = go_runtime.CHUNK * (go_runtime.BITMAP_SIZE // 128)
    places = {
        one // part
        for low, high in used
        for one in range((low + offset) // part * part, high + offset, part)
    }
    for place in sorted(places):
        start = memory.word(at + go_runtime.BITMAPS + _WORD * place)
        end = start + go_runtime.BITMAP_SIZE
        if start and start % _PAGE == 0 and memory.is_nameless(start, end):
            yield start, end


def _persistent(
    memory: _Memory, record: PageAllocator, variables: Sequence[tuple[int, bytes]]
) -> list[Bounds]:
    """Return the chunks of memory that the runtime keeps for ever.

    They are a list, the newest one first. The oldest begins with the page allocator's
    ranges, which is how it is known; a variable leads to the newest.
    """
    oldest = record.ranges[0] - _WORD
    if oldest % _PAGE or not _is_chunk(memory, oldest) or memory.word(oldest):
        return []
    heads = {
        word
        for _, data in variables
        for word in memoryview(data[: len(data) & ~7]).cast("Q")
        if word and word % _PAGE == 0 and word >> 48 == 0
    }
    best: list[int] = [oldest]
    for head in heads:
        chain, at = [head], head
        while at != oldest and len(chain) < _MOST_CHUNKS and _is_chunk(memory, at):
            at = memory.word(at)
            chain.append(at)
        if at == oldest and len(chain) > len(best):
            best = chain
    starts = sorted(best)
    size = go_runtime.PERSISTENT
    if any(high - low < size for low, high in pairwise(starts)):
        return []
    return [(one, one + size) for one in starts]


def _is_chunk(memory: _Memory, start: int) -> bool:
    if not start or start % _PAGE:
        return False
    return memory.is_nameless(start, start + go_runtime.PERSISTENT)


def _records(memory: _Memory, arenas: dict[int, int]) -> Iterator[Bounds]:
    """Yield the records of arenas whose table of spans leads into the arena."""
    for start, record in arenas.items():
        for spans in go_runtime.SPAN_TABLES:
            if record % _PAGE or not _leads_to(memory, record + spans, start):
                continue
            end = _end_of_record(memory, record + spans + go_runtime.SPANS_SIZE)
            if end and memory.is_nameless(record, end):
                yield record, end
            break


def _leads_to(memory: _Memory, table: int, arena: int) -> bool:
    """Tell whether an entry in a table of spans is of the span at its place."""
    left = _MOST_ENTRIES
    for address, data in memory.pieces(table, table + go_runtime.SPANS_SIZE):
        first = (address - table) // _WORD
        for number, span in enumerate(memoryview(data).cast("Q"), first):
            if not span:
                continue
            at = arena + number * go_runtime.PAGE
            low, high = _span_at(memory, span)
            if low <= at < high:
                return True
            left -= 1
            if not left:
                return False
    return False


def _span_at(memory: _Memory, address: int) -> Bounds:
    """Return the bounds of the heap that the record of a span is about."""
    place = address + go_runtime.SPAN_BASE
    data = memory.at(place, 2 * _WORD) if not address >> 48 else None
    if data is None:
        return 0, 0
    start = int.from_bytes(data[:_WORD], "little")
    pages = int.from_bytes(data[_WORD:], "little")
    return start, start + pages * go_runtime.PAGE


def _end_of_record(memory: _Memory, behind: int) -> int | None:
    for marks in go_runtime.MARKS:
        data = memory.at(behind + marks, 2 * _WORD)
        size = go_runtime.arena_record_end(data) if data else None
        if size:
            return -(-(behind + marks + size) // _PAGE) * _PAGE
    return None


def _lists(memory: _Memory, record: PageAllocator, arenas: Ranges) -> Iterator[Bounds]:
    """Yield the scavenger's index, and the list of all spans."""
    index = go_runtime.scavenger_index(record)
    if index and memory.is_nameless(*index, reserved=True):
        yield index
    for start, length, end in go_runtime.span_lists(record):
        ends = start, start + (length - 1) * _WORD
        spans = [_span_at(memory, memory.word(one)) for one in ends]
        if all(low in arenas for low, _ in spans) and memory.is_nameless(start, end):
            yield start, -(-end // _PAGE) * _PAGE


def go_heap_spans(vmas: Sequence[Vma], heap: GoHeap) -> list[Span]:
    """Name the heap and the tables of Go's runtime, in order of address."""
    spans = [
        *_inside(vmas, heap.arenas, labels.GO_HEAP),
        *_inside(vmas, heap.tables, labels.GO_TABLES),
    ]
    return sorted(spans, key=lambda one: one.start)


def _inside(vmas: Sequence[Vma], bounds: Sequence[Bounds], label: str) -> list[Span]:
    merged = Ranges()
    for start, end in bounds:
        if merged.ends and merged.ends[-1] >= start:
            merged.ends[-1] = max(end, merged.ends[-1])
        else:
            merged.starts.append(start)
            merged.ends.append(end)
    return [
        Span(
            low,
            high,
            Kind.RESERVED if vma.is_no_access else Kind.ANON,
            label=labels.RESERVED_FOR.format(label=label)
            if vma.is_no_access
            else label,
            evidence=(MARK, NO_ACCESS) if vma.is_no_access else (MARK,),
            confidence=Confidence.LIKELY,
        )
        for vma in vmas
        if vma.is_nameless and not vma.is_shared
        for low, high in merged.within(vma.start, vma.end)
    ]
