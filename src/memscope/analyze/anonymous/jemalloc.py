"""Memory of jemalloc, by its own table of extents.

jemalloc: include/jemalloc/internal/rtree.h, edata.h (extent_structs.h before 5.3). A
variable of the library is a table with a place for each GiB; it leads to tables with a
place for each page; and those lead to the record of the extent that begins or ends on
that page, which has the extent's address and size. The library names none of that: the
table is where all of this fits.

What it keeps for itself (tables, records) lies in blocks of no extent (base.c), each
with its size and what is left of it at the begin. A block can share a mapping with
extents.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from struct import Struct as Layout

from memscope.analyze.anonymous.allocators import JEMALLOC
from memscope.analyze.spans import Span
from memscope.model import labels
from memscope.model.evidence import RUNTIME_MARK, with_detail
from memscope.model.kinds import Confidence, Kind
from memscope.model.region import Vma

Read = Callable[[Sequence[int], int], Sequence[bytes | None]]
"""Returns `size` bytes from each address, None where they are not in RAM."""

Extent = tuple[int, int, int]
"""Start, end, the first word of the record."""

ROOT_SIZE = 8 << 18
"""Bytes of the first table."""
_GIB = 30
_PAGES = (1 << 18) - 1
_PAGE = 0x1000
_LINE = 64
"""The tables begin on cache lines."""
_EDATA = Layout("=3Q")
"""Bits, address, size; the low bits of the last two mean other things."""
_BLOCK = Layout("=2Q3Q")
"""Size, the next block, and an extent record of what is left of it."""
_BLOCK_UNIT = 2 << 20
"""Blocks are so many huge pages."""
_TRIES = 16
_MOST_EXTENTS = 1024
_MARK = with_detail(RUNTIME_MARK, "jemalloc's table of extents")


def jemalloc_spans(
    vmas: Sequence[Vma], variables: Iterable[tuple[int, bytes]], read: Read
) -> list[Span]:
    """Return what extents and blocks cover, in order of address.

    A mapping that begins and ends with one is all theirs. Of another one, which has
    records of jemalloc as well, it is what they cover in a row from its begin.

    Args:
        vmas: The whole map, in order.
        variables: Address and bytes of what is in RAM of the library's variables.
        read: How memory is read; absent pages are never touched.
    """
    table = extent_table(vmas, variables, read)
    if table is None:
        return []
    rows = (vma for vma in vmas if _is_plain(vma))
    ends = ((vma, _end_of_extents(vma, table)) for vma in rows)
    return [_span(vma.start, end) for vma, end in ends if end > vma.start]


def extent_table(
    vmas: Sequence[Vma], variables: Iterable[tuple[int, bytes]], read: Read
) -> "ExtentTable | None":
    """Return the table of extents; None: it was not found. Takes the same."""
    rows = [vma for vma in vmas if _is_plain(vma)]
    for root in _roots(rows, variables):
        table = ExtentTable(root, read)
        if any(table.extent_at(vma.start, vma) for vma in rows):
            return table
    return None


def _end_of_extents(vma: Vma, table: "ExtentTable") -> int:
    end = table.end_of(vma.start, vma)
    if end is None:
        return vma.start
    last = table.extent_at(vma.end - _PAGE, vma)
    if last is not None and last[1] == vma.end:
        return vma.end
    for _ in range(_MOST_EXTENTS):
        after = table.end_of(end, vma) if end < vma.end else None
        if after is None:
            break
        end = after
    return end


def _is_plain(vma: Vma) -> bool:
    return vma.perms == "rw-p" and vma.is_nameless


def _roots(
    rows: Sequence[Vma], variables: Iterable[tuple[int, bytes]]
) -> Iterator[int]:
    """Yield where the first table may begin, each once; most words are zero."""
    places = list(dict.fromkeys(vma.start >> _GIB for vma in rows))[:_TRIES]
    seen: set[int] = set()
    for address, data in variables:
        words = memoryview(data[: len(data) // 8 * 8]).cast("Q")
        for index, word in enumerate(words):
            if not word or word % _LINE or word >> 47:
                continue
            for place in places:
                root = address + 8 * index - 8 * place
                if root not in seen:
                    seen.add(root)
                    yield root


class ExtentTable:
    """The tables of extents, if they begin at `root`.

    Attributes:
        root: Where the first one is.
    """

    def __init__(self, root: int, read: Read) -> None:
        self.root = root
        self._read = read

    def extent_at(self, page: int, vma: Vma) -> tuple[int, int] | None:
        """Return the bounds of the extent that begins or ends on a page of a mapping.

        Its record says so, too, and it lies in the mapping.
        """
        leaf = self._word(self.root + 8 * (page >> _GIB))
        if not leaf or leaf >> 47:
            return None
        record = _record_of(self._word(leaf + 8 * (page >> 12 & _PAGES)))
        found = self._extents([record])[0] if record else None
        if found is None or page not in (found[0], found[1] - _PAGE):
            return None
        return found[:2] if vma.start <= found[0] and found[1] <= vma.end else None

    def extents_in(self, start: int, end: int) -> list[Extent]:
        """Return all extents of which the table says that they lie in [start, end).

        Both ends of an extent lead to its record. One that is split or joined just now
        may be left out.
        """
        records = dict(self._records_in(start, end))
        found = self._extents([*dict.fromkeys(records.values())])
        return sorted(
            one
            for record, one in zip(dict.fromkeys(records.values()), found, strict=True)
            if one is not None
            and start <= one[0] < one[1] <= end
            and records.get(one[0]) == records.get(one[1] - _PAGE) == record
        )

    def _records_in(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield pages with the record that the table has for them."""
        while start < end:
            stop = min(end, (start >> _GIB) + 1 << _GIB)
            leaf = self._word(self.root + 8 * (start >> _GIB))
            if leaf and not (leaf >> 47 or leaf % 8):
                at = leaf + 8 * (start >> 12 & _PAGES)
                yield from self._places(start, at, at + 8 * (stop - start >> 12))
            start = stop

    def _places(self, page: int, at: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield what the places of a table in [at, end) say of pages from one on."""
        while at < end:
            # A table begins anywhere; a part of it that was never used is not in RAM.
            size = min(_PAGE - at % _PAGE, end - at)
            data = self._read([at], size)[0]
            for number, entry in enumerate(memoryview(data or b"").cast("Q")):
                if record := _record_of(entry):
                    yield page + number * _PAGE, record
            page += size // 8 * _PAGE
            at += size

    def _extents(self, records: Sequence[int]) -> list[Extent | None]:
        """Return what records say, with their first words."""
        return [
            None if data is None else _extent(*_EDATA.unpack(data))
            for data in self._read(records, _EDATA.size)
        ]

    def end_of(self, start: int, vma: Vma) -> int | None:
        """Return the end of the extent or block that begins at `start`."""
        extent = self.extent_at(start, vma)
        if extent is not None:
            return extent[1] if extent[0] == start else None
        return self.end_of_block(start, vma)

    def end_of_block(self, start: int, vma: Vma) -> int | None:
        """Return the end of the block that it keeps for itself, if one begins there."""
        data = self._read([start], _BLOCK.size)[0]
        if data is None:
            return None
        size, _, _, left, left_size = _BLOCK.unpack(data)
        end = start + size
        fits = size and not size % _BLOCK_UNIT and end <= vma.end
        return end if fits and start < left <= end == left + left_size else None

    def _word(self, address: int) -> int:
        if address < 0 or address >> 47:
            return 0
        return int.from_bytes(self._read([address], 8)[0] or b"", "little")


def _record_of(entry: int) -> int:
    """Return the address of the record in a place of the table; 0: there is none."""
    return (entry & (1 << 47) - 1) & ~127


def _extent(bits: int, address: int, size: int) -> Extent:
    start = address - address % _PAGE
    return start, start + size - size % _PAGE, bits


def _span(start: int, end: int) -> Span:
    return Span(
        start,
        end,
        Kind.ANON,
        label=labels.MEMORY_OF.format(name=JEMALLOC),
        evidence=(_MARK,),
        confidence=Confidence.LIKELY,
    )
