"""Give every byte of an address space its kind, with evidence and confidence.

VMAs are cut along what is known about ranges inside them (spans); whatever no span
covers is named by what the kernel's map itself says about the VMA.
"""

from collections.abc import Iterator, Sequence
from operator import attrgetter

from msgspec import Struct

from memscope.analyze.meanings import Meaning, meaning_of_vma
from memscope.analyze.spans import Span, cut
from memscope.model.region import Vma


class Piece(Struct, frozen=True, gc=False):
    """A VMA or a part of one, with its meaning.

    Attributes:
        start: First address.
        end: First address after it.
        vma: Index of the VMA in the map.
        meaning: What it is; a span says so by fields of the same names.
    """

    start: int
    end: int
    vma: int
    meaning: Meaning | Span


def classify(
    vmas: Sequence[Vma], layers: Sequence[Sequence[Span]], *, start_brk: int | None
) -> list[Piece]:
    """Cut the VMAs into pieces with a meaning.

    Args:
        vmas: The whole map, in order.
        layers: Lists of spans, each in order of address and free of overlaps; an
            earlier list wins over a later one.
        start_brk: Where the brk heap begins; None when the kernel would not say.

    Returns:
        Pieces in order of address that cover the VMAs exactly.
    """
    cursors = [_Cursor(layer) for layer in layers if layer]
    quiet_until = min((cursor.next_start for cursor in cursors), default=_TOP)
    pieces: list[Piece] = []
    for index, vma in enumerate(vmas):
        if vma.end > quiet_until:
            touching = [
                spans
                for cursor in cursors
                if cursor.next_start < vma.end and (spans := cursor.over(vma))
            ]
            quiet_until = min(map(_next_start, cursors))
            if touching:
                pieces += _cut_vma(vma, index, touching, start_brk)
                continue
        meaning = meaning_of_vma(vma, start_brk)
        pieces.append(Piece(vma.start, vma.end, index, meaning))
    return pieces


_TOP = 1 << 65


class _Cursor:
    """Walks one layer in step with the VMAs, so that nothing is searched twice.

    Attributes:
        next_start: Below this address no further span begins.
    """

    def __init__(self, spans: Sequence[Span]) -> None:
        self._spans = spans
        self._at = 0
        self.next_start = spans[0].start

    def over(self, vma: Vma) -> list[Span]:
        """Return the spans that overlap the VMA."""
        spans, at = self._spans, self._at
        while at < len(spans) and spans[at].end <= vma.start:
            at += 1
        self._at = at
        self.next_start = spans[at].start if at < len(spans) else _TOP
        found = []
        while at < len(spans) and spans[at].start < vma.end:
            found.append(spans[at])
            at += 1
        return found


_next_start = attrgetter("next_start")


def _cut_vma(
    vma: Vma, index: int, layers: list[list[Span]], start_brk: int | None
) -> list[Piece]:
    first = layers[0][0]
    # A stack, a guard, an arena: mostly one span covers the whole.
    if first.start <= vma.start and first.end >= vma.end:
        return [Piece(vma.start, vma.end, index, first)]
    return [
        Piece(
            start,
            end,
            index,
            span or meaning_of_vma(vma, start_brk),
        )
        for start, end, span in _cut_layers(vma.start, vma.end, layers)
    ]


def _cut_layers(
    start: int, end: int, layers: list[list[Span]]
) -> Iterator[tuple[int, int, Span | None]]:
    if not layers:
        yield start, end, None
        return
    for low, high, span in cut(start, end, layers[0]):
        if span is None:
            yield from _cut_layers(low, high, layers[1:])
        else:
            yield low, high, span
