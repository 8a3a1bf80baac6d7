"""Records of Go's runtime: its page allocator, its index of arenas.

Go: src/runtime/mpagealloc.go, mheap.go, malloc.go; checked with 1.19, 1.21, 1.25 and
1.27. Since 1.14 the page allocator begins with five slices whose capacities are those
of a tree over an address space of 48 bits; then the pointers to its bitmaps, and the
ranges in use. What follows has moved about, so it is looked for, and not known.
"""

from collections.abc import Iterator
from struct import Struct as Layout

from msgspec import Struct

_LEVELS = 5
_CAPACITIES = tuple(1 << 14 + 3 * level for level in range(_LEVELS))
_FIRST = _CAPACITIES[0].to_bytes(8, "little")
_SUMMARIES = Layout("<15Q")
_TAIL = Layout("<7Q")
_BITMAPS = 1 << 13
_WORD = 8
SIZE = _SUMMARIES.size
"""Bytes that the five slices take."""
BITMAPS = SIZE
"""Where behind the begin of the record the pointers to the bitmaps are."""
TAIL = BITMAPS + _BITMAPS * _WORD
"""Where the rest begins."""
REST = 1024
"""Bytes behind it in which the index of arenas is looked for."""
CHUNK = 4 << 20
"""Bytes of heap that one chunk of the page allocator stands for."""
BITMAP_SIZE = 1 << 20
ARENA = 64 << 20
ARENA_INDEX_SIZE = (1 << 48) // ARENA * _WORD
PERSISTENT = 256 << 10
"""Bytes of a chunk of what the runtime never gives back; its first word leads on."""
_MOST_RANGES = 1 << 16
_OFFSETS = (1 << 47, 0)
"""What is added to an address before it is an index: on x86_64, elsewhere."""
_TOP = 1 << 48


class PageAllocator(Struct, frozen=True, gc=False):
    """What the record says of itself.

    Attributes:
        summaries: (start, end) of the five reservations of its tree.
        ranges: Where its list of ranges in use is, and how many there are.
        room: How many there is room for.
        bounds: First and last chunk in use, as indices.
        total: Bytes in use.
        rest: The words that follow.
    """

    summaries: tuple[tuple[int, int], ...]
    ranges: tuple[int, int]
    room: int
    bounds: tuple[int, int]
    total: int
    rest: tuple[int, ...]


def places(data: bytes) -> Iterator[int]:
    """Yield where the record of a page allocator may begin in a program's variables."""
    at = data.find(_FIRST)
    while at >= 0:
        begin = at - 2 * _WORD
        if begin >= 0 and begin % _WORD == 0:
            yield begin
        at = data.find(_FIRST, at + 1)


def parse_page_allocator(head: bytes, tail: bytes) -> PageAllocator | None:
    """Read the record; None: it is none, or has no heap yet.

    Args:
        head: Its first SIZE bytes.
        tail: TAIL and more bytes behind its begin.
    """
    words = _SUMMARIES.unpack(head)
    starts, lengths, rooms = words[::3], words[1::3], words[2::3]
    if rooms != _CAPACITIES:
        return None
    if any(one > room for one, room in zip(lengths, rooms, strict=True)):
        return None
    if any(one % 0x1000 or not 0 < one < _TOP for one in starts):
        return None
    _, first, last, ranges, count, room, total = _TAIL.unpack_from(tail)
    if not 0 < count <= room <= _MOST_RANGES or first >= last or ranges % _WORD:
        return None
    more = Layout(f"<{(len(tail) - _TAIL.size) // _WORD}Q")
    return PageAllocator(
        tuple(
            (start, start + room * _WORD)
            for start, room in zip(starts, rooms, strict=True)
        ),
        (ranges, count),
        room,
        (first, last),
        total,
        more.unpack_from(tail, _TAIL.size),
    )


def parse_ranges(
    data: bytes, record: PageAllocator
) -> tuple[list[tuple[int, int]], int] | None:
    """Read the ranges in use, and what is added to an address to index it.

    None: they are not those that the record counts and bounds.
    """
    words = Layout(f"<{len(data) // _WORD}Q").unpack(data)
    found = list(zip(words[::2], words[1::2], strict=True))
    at, total = 0, 0
    for start, end in found:
        if not at <= start < end <= _TOP:
            return None
        at, total = end, total + end - start
    if total != record.total:
        return None
    for offset in _OFFSETS:
        first = (found[0][0] + offset) // CHUNK
        last = -(-(found[-1][1] + offset) // CHUNK)
        if (first, last) == record.bounds:
            return found, offset
    return None


SPAN_TABLES = (0, 0x104000, 0x200000)
"""Where in the record of an arena its table of spans is: since 1.22, 1.20, before."""
PAGE = 0x2000
"""Bytes of heap that an entry of such a table stands for."""
SPANS_SIZE = ARENA // PAGE * _WORD
SPAN_BASE = 24
"""Where in the record of a span the address of its memory is; then its pages."""
MARKS = (0xC00, 0x1000)
"""Bytes of flags behind the table of spans: until 1.24, and since."""
_SCAVENGER = ((1 << 26, 8), (1 << 23, 1))
"""Entries of the scavenger's index, and bytes of one: since 1.20, before."""
_LEAST_SPANS = 1 << 13


def arena_record_end(data: bytes) -> int | None:
    """Return the bytes of the last fields of the record of an arena; None: none.

    Args:
        data: A pointer, and how much of the arena was ever used.
    """
    used = int.from_bytes(data[_WORD : 2 * _WORD], "little")
    return 2 * _WORD if 0 < used <= ARENA and used % PAGE == 0 else None


def scavenger_index(record: PageAllocator) -> tuple[int, int] | None:
    """Return the bounds of the scavenger's index, by its slice."""
    for start, length, room in _slices(record):
        for count, size in _SCAVENGER:
            if length == room == count:
                return start, start + count * size
    return None


def span_lists(record: PageAllocator) -> Iterator[tuple[int, int, int]]:
    """Yield slices that may be the list of all spans: start, length, end."""
    for start, length, room in _slices(record):
        if 0 < length <= room and _LEAST_SPANS <= room < 1 << 32:
            yield start, length, start + room * _WORD


def _slices(record: PageAllocator) -> Iterator[tuple[int, int, int]]:
    rest = record.rest
    for start, length, room in zip(rest, rest[1:], rest[2:], strict=False):
        if start and start % 0x1000 == 0 and start < _TOP:
            yield start, length, room
