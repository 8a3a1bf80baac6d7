"""Memory of CPython's objects, by its own table of arenas and their pools."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from memscope.analyze.spans import Span, VmaIndex
from memscope.model import labels
from memscope.model.evidence import RUNTIME_MARK, with_detail
from memscope.model.kinds import Confidence, Kind
from memscope.model.region import Vma
from memscope.parse import python_pool
from memscope.parse.python_arenas import PythonArena
from memscope.parse.python_pool import PoolLayout, arena_index

Read = Callable[[Sequence[int], int], Sequence[bytes | None]]
"""Returns `size` bytes from each address, None where they are not in RAM."""

_MARK = with_detail(RUNTIME_MARK, "CPython's table of arenas")


def python_spans(
    vmas: Sequence[Vma], arenas: Sequence[PythonArena], read: Read
) -> list[Span]:
    """Return the arenas that table and pools agree upon, those in a row as one.

    Args:
        vmas: The whole map, in order.
        arenas: What the table says.
        read: How memory is read; absent pages are never touched.

    Returns:
        Spans in order of address; none when no pool agrees.
    """
    index = VmaIndex(vmas)
    for layout in python_pool.LAYOUTS:
        starts = list(_agreed(arenas, layout, read))
        if starts:
            return _joined(
                (start, start + layout.arena)
                for start in sorted(starts)
                if _is_anonymous(index, start, start + layout.arena)
            )
    return []


def _agreed(
    arenas: Sequence[PythonArena], layout: PoolLayout, read: Read
) -> Iterator[int]:
    """Yield where arenas begin, of which the first pool is there and says the same.

    That pool is made together with the arena, and its header stays.
    """
    firsts = [-(-one.address // layout.pool) * layout.pool for one in arenas]
    headers = read(firsts, python_pool.SIZE)
    for arena, first, header in zip(arenas, firsts, headers, strict=True):
        if header is not None and arena_index(header, first, layout) == arena.number:
            yield arena.address


def _is_anonymous(index: VmaIndex, start: int, end: int) -> bool:
    vmas = index.over(start, end) or ()
    return bool(vmas) and all(vma.perms == "rw-p" and vma.is_nameless for vma in vmas)


def _joined(bounds: Iterable[tuple[int, int]]) -> list[Span]:
    spans: list[Span] = []
    for start, end in bounds:
        if spans and spans[-1].end == start:
            start = spans.pop().start
        spans.append(
            Span(
                start,
                end,
                Kind.ANON,
                label=labels.PYTHON_OBJECTS,
                evidence=(_MARK,),
                confidence=Confidence.LIKELY,
            )
        )
    return spans
