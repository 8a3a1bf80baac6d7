"""Take anonymous memory apart: large malloc blocks and CPython's arenas, in a row.

Both ask the kernel for mappings, which it merges. Walking from the start of a mapping
from one header to the next parts them again, exactly: each tells where the next
begins. Where the row breaks, nothing is guessed.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from memscope.analyze.spans import Span
from memscope.model import labels
from memscope.model.evidence import MMAP_CHUNK, RUNTIME_MARK, with_detail
from memscope.model.kinds import Confidence, Kind
from memscope.parse import glibc_malloc, python_pool
from memscope.parse.glibc_malloc import MallocForm
from memscope.parse.python_pool import PoolLayout, arena_index

Read = Callable[[Sequence[int], int], Sequence[bytes | None]]
"""Returns `size` bytes from each address, None where they are not in RAM."""

_PAGE = 0x1000
_BATCH = 64
PYTHON_POOL = "pool header of CPython"


@dataclass(slots=True)
class BlockWalk:
    """Walks pieces of anonymous memory.

    Attributes:
        read: How memory is read; absent pages are never touched.
        has_glibc: malloc is glibc's.
        has_python: CPython is loaded.
        budget: Headers to look at before giving up.
        form: How malloc lays out its headers.
    """

    read: Read
    has_glibc: bool
    has_python: bool
    budget: int = 4096
    form: MallocForm = glibc_malloc.FORM_64

    def over(self, start: int, end: int) -> list[Span]:
        """Return what lies in a row in [start, end), arenas in a row as one."""
        spans: list[Span] = []
        at = start
        while at < end and self.budget > 0:
            found = self._block_at(at, end) or self._arena_at(at, end)
            if found is None and self.has_python:
                found = self._next_arena(at, end)
            if found is None:
                break
            _append(spans, found)
            at = found.end
        return spans

    def _block_at(self, at: int, end: int) -> Span | None:
        if not self.has_glibc or end - at < glibc_malloc.SMALLEST:
            return None
        header = self._read(at, glibc_malloc.SIZE)
        size = glibc_malloc.mapped_block(header, end - at, self.form)
        if size is None:
            return None
        evidence = (MMAP_CHUNK,)
        return Span(
            at,
            at + size,
            Kind.ANON,
            None,
            None,
            labels.LARGE_BLOCK,
            evidence,
            Confidence.LIKELY,
        )

    def _arena_at(self, at: int, end: int) -> Span | None:
        """Return the arena that begins exactly here."""
        if not self.has_python:
            return None
        for layout in python_pool.LAYOUTS:
            first = -(-at // layout.pool) * layout.pool
            if at + layout.arena > end:
                continue
            if (
                arena_index(self._read(first, python_pool.SIZE), first, layout)
                is not None
            ):
                return _arena(at, at + layout.arena)
        return None

    def _next_arena(self, at: int, end: int) -> Span | None:
        """Return the next arena after memory that nothing explains.

        Its first pool is at most a pool's size above its begin, so that much at
        either end may be missing.
        """
        for layout in python_pool.LAYOUTS:
            first = -(-at // layout.pool) * layout.pool
            reach = end - layout.arena + layout.pool
            for place, number in self._pools(first, reach, layout):
                if max(at, place - layout.pool + _PAGE) + layout.arena > end:
                    continue  # wherever it began, it would not fit
                last = place + layout.arena - layout.pool
                tail = arena_index(self._read(last, python_pool.SIZE), last, layout)
                stop = last + layout.pool if tail == number else last
                return _arena(place, min(stop, end))
        return None

    def _pools(
        self, first: int, end: int, layout: PoolLayout
    ) -> Iterator[tuple[int, int]]:
        """Yield places and arena numbers of pools, as far as the budget goes."""
        for low in range(first, end, layout.pool * _BATCH):
            if self.budget <= 0:
                return
            high = min(low + layout.pool * _BATCH, end)
            places = range(low, high, layout.pool)
            self.budget -= len(places)
            for place, data in zip(
                places, self.read(places, python_pool.SIZE), strict=True
            ):
                number = arena_index(data or b"", place, layout)
                if number is not None:
                    yield place, number

    def _read(self, at: int, size: int) -> bytes:
        self.budget -= 1
        return self.read([at], size)[0] or b""


def _arena(start: int, end: int) -> Span:
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
    """Add a span; an arena continues the one before, over less than a pool's rest."""
    last = spans[-1] if spans else None
    reach = python_pool.LAYOUTS[0].pool
    if (
        last is not None
        and last.label == span.label == labels.PYTHON_OBJECTS
        and span.start - last.end < reach
    ):
        spans[-1] = _arena(last.start, span.end)
        return
    spans.append(span)
