"""Take anonymous memory apart: large malloc blocks and CPython's arenas.

Both ask the kernel for mappings, which it merges. Walking from one header to the next
parts them again: a block tells where the next one begins. Where the row breaks, the
search goes on at the next page; a block that is found so, alone, is a guess.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from memscope.analyze.spans import Span
from memscope.model import labels
from memscope.model.evidence import MMAP_CHUNK, RUNTIME_MARK, with_detail
from memscope.model.kinds import Confidence, Kind
from memscope.parse import glibc_malloc, python_pool
from memscope.parse.glibc_malloc import MallocForm, mapped_block
from memscope.parse.python_pool import PoolLayout, arena_index

Read = Callable[[Sequence[int], int], Sequence[bytes | None]]
"""Returns `size` bytes from each address, None where they are not in RAM."""
Present = Callable[[int, int], Iterable[tuple[int, int]]]
"""Returns what is in RAM of [first, second), in order."""

_PAGE = 0x1000
_BATCH = 64
_SIZE = max(glibc_malloc.SIZE, python_pool.SIZE)
PYTHON_POOL = "pool header of CPython"


@dataclass(slots=True)
class BlockWalk:
    """Walks pieces of anonymous memory.

    Attributes:
        read: How memory is read; absent pages are never touched.
        present: Which pages are in RAM.
        has_glibc: malloc is glibc's.
        has_python: CPython is loaded.
        budget: Headers to look at before giving up.
        strays: Pages to look at, of these, where no row leads to.
        form: How malloc lays out its headers.
    """

    read: Read
    present: Present
    has_glibc: bool
    has_python: bool
    budget: int = 4096
    strays: int = 4096
    form: MallocForm = glibc_malloc.FORM_64

    def over(self, start: int, end: int) -> list[Span]:
        """Return what lies in [start, end), in order; arenas in a row as one."""
        spans: list[Span] = []
        at = start
        while at < end and self.budget > 0:
            found = self._begins_at(at, end) or self._next(at, end)
            if found is None:
                break
            _append(spans, found)
            at = found.end
        return spans

    def _begins_at(self, at: int, end: int) -> Span | None:
        """Return what begins exactly here, where one before it ended."""
        data = self._read(at)
        return self._block(at, end, data) or self._arena(at, at, end, data)

    def _next(self, at: int, end: int) -> Span | None:
        """Return what begins next, after memory that nothing explains."""
        for place, data in self._pages(at + _PAGE - at % _PAGE, end):
            block = self._block(place, end, data)
            if block is not None:
                is_row = block.end == end or self._is_header(block.end, end)
                return block if is_row else _unsure(block)
            arena = self._arena(at, place, end, data)
            if arena is not None:
                return arena
        return None

    def _pages(self, start: int, end: int) -> Iterator[tuple[int, bytes]]:
        """Yield pages in RAM and their first bytes, as far as the budget goes."""
        if not self.has_glibc and not self.has_python:
            return
        for low, high in self.present(start, end):
            at, count = -(-low // _PAGE) * _PAGE, 1
            while at < high and min(self.strays, self.budget) > 0:
                # Mostly what was touched first begins where something begins.
                places = range(at, min(at + _PAGE * count, high), _PAGE)
                self.strays -= len(places)
                self.budget -= len(places)
                found = self.read(places, _SIZE)
                for place, data in zip(places, found, strict=True):
                    if data is not None:
                        yield place, data
                at, count = places.stop, min(2 * count, _BATCH)

    def _block(self, at: int, end: int, data: bytes) -> Span | None:
        size = mapped_block(data, end - at, self.form) if self.has_glibc else None
        if size is None:
            return None
        evidence, kind = (MMAP_CHUNK,), Kind.ANON
        likely, label = Confidence.LIKELY, labels.LARGE_BLOCK
        return Span(at, at + size, kind, None, None, label, evidence, likely)

    def _is_header(self, at: int, end: int) -> bool:
        data = self._read(at)
        return (
            self._block(at, end, data) is not None
            or self._arena(at, at, end, data) is not None
        )

    def _arena(self, low: int, place: int, end: int, data: bytes) -> Span | None:
        """Return what pools prove of the arena whose first one is at a place.

        It begins less than a pool's size below, at any page, and what lies there may
        be somebody else's: only CPython's own table tells. The same is true above.

        Args:
            low: The arena begins at or above.
            place: Where the pool is.
            end: The arena ends at or below.
            data: What is there.
        """
        for layout in python_pool.LAYOUTS if self.has_python else ():
            number = arena_index(data, place, layout)
            if number is None:
                continue
            if max(low, place - layout.pool + _PAGE) + layout.arena > end:
                continue  # wherever it began, it would not fit
            last = self._last_pool(place, number, layout)
            return _python(place, min(last + layout.pool, end))
        return None

    def _last_pool(self, first: int, number: int, layout: PoolLayout) -> int:
        """Return where the last pool is that says it is of this arena."""
        for count in range(layout.arena // layout.pool - 1, 0, -1):
            place = first + count * layout.pool
            if arena_index(self._read(place), place, layout) == number:
                return place
        return first

    def _read(self, at: int) -> bytes:
        self.budget -= 1
        return self.read([at], _SIZE)[0] or b""


def _unsure(span: Span) -> Span:
    return replace(span, confidence=Confidence.GUESS)


def _python(start: int, end: int) -> Span:
    evidence = (with_detail(RUNTIME_MARK, PYTHON_POOL),)
    return Span(
        start,
        end,
        Kind.ANON,
        None,
        None,
        labels.PYTHON_OBJECTS,
        evidence,
        Confidence.LIKELY,
    )


def _append(spans: list[Span], span: Span) -> None:
    """Add a span; an arena continues one that ends where it begins."""
    last = spans[-1] if spans else None
    if (
        last is not None
        and last.label == span.label == labels.PYTHON_OBJECTS
        and span.start == last.end
    ):
        spans[-1] = _python(last.start, span.end)
        return
    spans.append(span)
