"""Ranges that something other than the kernel's map gave a meaning to.

ELF sections, thread descriptors, guard scans and heap headers all speak about
ranges that need not match VMAs. Each becomes a `Span`; `cut` lays them over a VMA.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from memscope.model.kinds import Confidence, Kind


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
