"""What the kernel calls [heap] and is none: memory mapped next to the brk area.

The kernel makes one mapping of neighbours that are alike, and names it as a whole.
"""

from bisect import bisect_left
from collections.abc import Sequence

from memscope.analyze.spans import Span
from memscope.model import labels
from memscope.model.evidence import PRIVATE_ANON
from memscope.model.kinds import Confidence, Kind
from memscope.model.region import Vma


def below_brk(vmas: Sequence[Vma], start_brk: int | None, page_size: int) -> list[Span]:
    """Return the parts of [heap] that lie below the brk area.

    Args:
        vmas: The whole map, in order.
        start_brk: Where the brk area begins; None when the kernel would not say.
        page_size: Bytes.
    """
    if start_brk is None:
        return []
    low = start_brk - start_brk % page_size
    at = bisect_left(vmas, low, key=_start) - 1
    if at < 0 or low >= vmas[at].end:
        return []
    vma = vmas[at]
    if vma.path != "[heap]" or not vma.is_readable:
        return []
    return [
        Span(
            vma.start,
            low,
            Kind.ANON,
            label=labels.ANONYMOUS,
            evidence=(PRIVATE_ANON,),
            confidence=Confidence.LIKELY,
        )
    ]


def _start(vma: Vma) -> int:
    return vma.start
