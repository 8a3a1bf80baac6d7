"""Ranges with a meaning, and questions about the maps they lie in.

ELF sections, thread descriptors, guard scans and heap headers all speak about
ranges that need not match VMAs. Each becomes a `Span`; `cut` lays them over a VMA.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from msgspec import Struct

from memscope.model.kinds import Confidence, Kind
from memscope.model.region import Vma


class Span(Struct, frozen=True, gc=False):
    """A half-open range [start, end) with a meaning.

    Attributes:
        start: First address.
        end: First address after it.
        kind: What lies there.
        thread: TID of the owner, None when there is none.
        image: Path of the ELF file it comes from.
        label: Short name for people.
        evidence: How we know; see `model/evidence.py`.
        confidence: How sure we are.
    """

    start: int
    end: int
    kind: Kind
    thread: int | None = None
    image: str | None = None
    label: str = ""
    evidence: tuple[str, ...] = ()
    confidence: Confidence = Confidence.CERTAIN


def cut(
    start: int, end: int, spans: Sequence[Span]
) -> Iterator[tuple[int, int, Span | None]]:
    """Cut [start, end) along `spans`; what none of them covers comes with None.

    The pieces cover the range exactly, in order. Where spans overlap, the one that
    starts first keeps its ground; a later one gets what is left of it.

    Args:
        start: First address.
        end: First address after it.
        spans: Sorted by start.
    """
    at = start
    for span in spans:
        low, high = max(span.start, at), min(span.end, end)
        if low >= high:
            continue
        if at < low:
            yield at, low, None
        yield low, high, span
        at = high
    if at < end:
        yield at, end, None


class VmaIndex:
    """Finds VMAs by address."""

    def __init__(self, vmas: Sequence[Vma]) -> None:
        self.vmas = vmas
        self._starts = [vma.start for vma in vmas]

    def at(self, address: int) -> int | None:
        """Return the index of the VMA that holds an address."""
        index = bisect_right(self._starts, address) - 1
        if index < 0 or address >= self.vmas[index].end:
            return None
        return index

    def reaching_into(self, start: int, end: int) -> range:
        """Return the indices of the VMAs that reach into [start, end)."""
        first = bisect_right(self._starts, start) - 1
        if first < 0 or self.vmas[first].end <= start:
            first += 1
        return range(first, bisect_left(self._starts, end, lo=first))

    def over(self, start: int, end: int) -> Sequence[Vma] | None:
        """Return the VMAs that cover [start, end); None when there is a hole."""
        first = self.at(start)
        if first is None:
            return None
        last, at = first, self.vmas[first].end
        while at < end:
            last += 1
            if last >= len(self.vmas) or self.vmas[last].start != at:
                return None
            at = self.vmas[last].end
        return self.vmas[first : last + 1]
