"""Whether the brk heap is tcmalloc's (gperftools), by the pointers it keeps into it.

tcmalloc grows the break like glibc's malloc, so the kernel calls its memory the heap,
rightly. Its lists of free pieces are among its library's variables and lead there; no
library keeps a list of another one's pieces.
"""

from collections.abc import Iterable, Sequence

from memscope.analyze.anonymous.allocators import TCMALLOC
from memscope.analyze.spans import Span
from memscope.model import labels
from memscope.model.evidence import BRK_RANGE, KERNEL_NAME, RUNTIME_MARK, with_detail
from memscope.model.kinds import Confidence, Kind
from memscope.model.region import Vma

_FEWEST = 8
"""Pointers at different pieces, from which on they are no accident."""
_MARK = with_detail(RUNTIME_MARK, "pointers of tcmalloc's variables")


def tcmalloc_spans(
    vmas: Sequence[Vma],
    variables: Iterable[tuple[int, bytes]],
    start_brk: int | None,
    end_brk: int | None,
) -> list[Span]:
    """Return the heap when it is tcmalloc's.

    Args:
        vmas: The whole map, in order.
        variables: Address and bytes of what is in RAM of the library's variables.
        start_brk: Where the brk heap begins; None: not known, so nothing is said.
        end_brk: Where it ends; None likewise.
    """
    if start_brk is None or end_brk is None:
        return []
    heap = range(start_brk, end_brk)
    found: set[int] = set()
    for _, data in variables:
        words = memoryview(data[: len(data) // 8 * 8]).cast("Q")
        found.update(word for word in words if word in heap)
    if len(found) < _FEWEST:
        return []
    return [
        Span(
            max(vma.start, start_brk),
            min(vma.end, end_brk),
            Kind.HEAP,
            label=labels.HEAP_OF.format(name=TCMALLOC),
            evidence=(KERNEL_NAME, BRK_RANGE, _MARK),
            confidence=Confidence.LIKELY,
        )
        for vma in vmas
        if vma.path == "[heap]"
        and vma.is_writable
        and max(vma.start, start_brk) < min(vma.end, end_brk)
    ]
