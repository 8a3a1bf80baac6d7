"""What the regions of a saved map are, by those who say so of a live one.

Memory and ELF files are of another machine and another time: only the map speaks, so
that nothing is certain.
"""

from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter

from msgspec.structs import replace

from memscope.analyze.anonymous.arenas import (
    arena_spans,
    find_slots,
    has_glibc,
    possible_rows,
)
from memscope.analyze.anonymous.runtimes import zgc_spans
from memscope.analyze.brk import BrkArea, brk_spans, heap_rows
from memscope.analyze.classify import Piece, classify
from memscope.analyze.images.unexplained import by_permissions, groups_of
from memscope.analyze.meanings import file_name
from memscope.analyze.spans import Span
from memscope.analyze.stacks.main import main_pieces, main_spans
from memscope.analyze.stacks.unmarked import unasked_reservations, unmarked_spans
from memscope.model import labels
from memscope.model.evidence import EXECUTABLE_FILE, PRIVATE_ANON
from memscope.model.kinds import Confidence, Kind
from memscope.model.ranges import Ranges
from memscope.model.region import Vma
from memscope.parse.glibc_malloc import HEAP_MAX
from memscope.parse.saved.rows import UNKNOWN_PERMS
from memscope.parse.smaps import Smaps

_UNKNOWN_PERMS = UNKNOWN_PERMS.decode("ascii")
_LIBJVM = "libjvm.so"


def label_saved(table: Smaps, start_brk: int | None, page_size: int) -> list[Piece]:
    """Cut a map into pieces with a meaning; none of them is certain.

    Args:
        table: The map, with or without numbers.
        start_brk: Where the brk heap begins; None: unknown.
        page_size: Bytes.
    """
    vmas, flags = table.vmas, table.flags
    pairs = zip(vmas, table.usages, strict=False)
    copies = {vma.start: usage.copies for vma, usage in pairs if usage.copies}
    brk = brk_spans(heap_rows(vmas), BrkArea(start_brk, None), page_size)
    layers = (
        _main_stack(vmas, flags),
        _of_files(vmas, copies),
        _arenas(vmas),
        zgc_spans(vmas) if _has_java(vmas) else [],
        _without_permissions(vmas),
        unmarked_spans(vmas, Ranges(), all_known=False),
        brk,
        unasked_reservations(vmas),
    )
    pieces = classify(vmas, layers, start_brk=start_brk)
    return [_less_sure(one) for one in pieces]


def _less_sure(piece: Piece) -> Piece:
    if piece.meaning.confidence is not Confidence.CERTAIN:
        return piece
    meaning = replace(piece.meaning, confidence=Confidence.LIKELY)
    return replace(piece, meaning=meaning)


def _main_stack(vmas: Sequence[Vma], flags: Sequence[tuple[str, ...]]) -> list[Span]:
    pieces = main_pieces(vmas, lambda at: flags[at] if flags else None)
    return main_spans(pieces, None, labels.MAIN_STACK, Confidence.LIKELY)


def _of_files(vmas: Sequence[Vma], copies: Mapping[int, int | None]) -> list[Span]:
    """Say of loaded files what permissions and order say; nobody has their headers."""
    spans = [
        span
        for group in groups_of(vmas)
        for span in by_permissions(vmas, group, (EXECUTABLE_FILE,))
    ]
    return sorted((_relro(one, copies) for one in spans), key=_start)


def _relro(span: Span, copies: Mapping[int, int | None]) -> Span:
    """What was written to and cannot be any more was made read-only after that."""
    if span.kind is not Kind.RODATA or not copies.get(span.start):
        return span
    label = labels.RELRO_OF.format(name=file_name(span.image or ""))
    return replace(span, kind=Kind.RELRO, label=label)


def _arenas(vmas: Sequence[Vma]) -> list[Span]:
    """What looks like arenas, where nothing can be read: a reservation goes with it."""
    if not has_glibc(vmas):
        return []
    rows = [one for one in possible_rows(vmas, HEAP_MAX) if vmas[one].size < HEAP_MAX]
    return arena_spans(find_slots(vmas, HEAP_MAX, rows=rows), {}, has_glibc=True)


def _has_java(vmas: Sequence[Vma]) -> bool:
    return any(vma.path.endswith(_LIBJVM) for vma in vmas)


def _without_permissions(vmas: Sequence[Vma]) -> list[Span]:
    return [
        Span(
            vma.start,
            vma.end,
            Kind.ANON,
            label=labels.ANONYMOUS,
            evidence=(PRIVATE_ANON,),
            confidence=Confidence.GUESS,
        )
        for vma in vmas
        if vma.perms == _UNKNOWN_PERMS and vma.is_nameless
    ]


def pieces_of(pieces: Sequence[Piece]) -> Iterator[tuple[int, int]]:
    """Yield first and last index of the pieces of each mapping that was cut."""
    first = 0
    for at in range(1, len(pieces) + 1):
        if at == len(pieces) or pieces[at].vma != pieces[first].vma:
            if at - first > 1:
                yield first, at
            first = at


_start = attrgetter("start")
