from pathlib import Path

import pytest

from memscope.analyze.classify import Piece, classify
from memscope.analyze.spans import Span
from memscope.model.kinds import Confidence, Kind
from memscope.parse.maps import parse_maps
from memscope.parse.stat import parse_stat
from tests.data.captured import CAPTURES, having, name_of
from tests.unit.analyze.mapping import mapped

pytestmark = pytest.mark.unit

VMAS = mapped("1000-3000 rw-p", "3000-5000 r--p 0 7 /x", "8000-9000 rw-p [heap]")


def shape(pieces: list[Piece]) -> list[tuple[int, int, int, Kind]]:
    return [(p.start, p.end, p.vma, p.meaning.kind) for p in pieces]


def test_without_spans_every_mapping_is_one_piece() -> None:
    assert shape(classify(VMAS, [], start_brk=None)) == [
        (0x1000, 0x3000, 0, Kind.ANON),
        (0x3000, 0x5000, 1, Kind.FILE),
        (0x8000, 0x9000, 2, Kind.HEAP),
    ]


def test_a_span_over_two_mappings_is_a_piece_of_each() -> None:
    spans = [Span(0x2000, 0x4000, Kind.THREAD_STACK, thread=7)]

    assert shape(classify(VMAS, [spans], start_brk=None)) == [
        (0x1000, 0x2000, 0, Kind.ANON),
        (0x2000, 0x3000, 0, Kind.THREAD_STACK),
        (0x3000, 0x4000, 1, Kind.THREAD_STACK),
        (0x4000, 0x5000, 1, Kind.FILE),
        (0x8000, 0x9000, 2, Kind.HEAP),
    ]


def test_an_earlier_layer_wins_and_a_later_one_gets_the_rest() -> None:
    stacks = [Span(0x1800, 0x2000, Kind.THREAD_STACK)]
    images = [Span(0x1000, 0x3000, Kind.BSS)]

    assert shape(classify(VMAS[:1], [stacks, images], start_brk=None)) == [
        (0x1000, 0x1800, 0, Kind.BSS),
        (0x1800, 0x2000, 0, Kind.THREAD_STACK),
        (0x2000, 0x3000, 0, Kind.BSS),
    ]


def test_spans_where_nothing_is_mapped_show_nothing() -> None:
    spans = [Span(0x5000, 0x8000, Kind.BSS), Span(0xA000, 0xB000, Kind.BSS)]

    pieces = classify(VMAS, [spans], start_brk=None)

    assert pieces == classify(VMAS, [], start_brk=None)


def test_what_a_span_knows_is_what_the_piece_says() -> None:
    span = Span(
        *(0x1000, 0x3000, Kind.ARENA, 7, "/lib/x", "an arena", ("heap-info",)),
        Confidence.LIKELY,
    )

    (piece, *_) = classify(VMAS, [[span]], start_brk=None)

    assert piece.meaning.thread == 7
    assert piece.meaning.image == "/lib/x"
    assert piece.meaning.label == "an arena"
    assert piece.meaning.evidence == ("heap-info",)
    assert piece.meaning.confidence is Confidence.LIKELY


def test_an_empty_map_has_no_pieces() -> None:
    assert classify([], [[Span(0, 10, Kind.BSS)]], start_brk=None) == []


def test_musls_two_mappings_called_heap_are_told_apart() -> None:
    folder = CAPTURES / "threads-musl"
    vmas = parse_maps((folder / "maps").read_bytes())
    stat = parse_stat((folder / "stat").read_bytes())

    pieces = classify(vmas, [], start_brk=stat.start_brk)

    assert [
        (vmas[piece.vma].perms, piece.meaning.kind)
        for piece in pieces
        if vmas[piece.vma].path == "[heap]"
    ] == [("---p", Kind.RESERVED), ("rw-p", Kind.HEAP)]


@pytest.mark.parametrize("capture", having("maps", "auxv"), ids=name_of)
def test_of_a_real_program_nothing_stays_unknown(capture: Path) -> None:
    vmas = parse_maps((capture / "maps").read_bytes())
    stat = parse_stat((capture / "stat").read_bytes())

    pieces = classify(vmas, [], start_brk=stat.start_brk)

    assert Kind.UNKNOWN not in {piece.meaning.kind for piece in pieces}
    assert [piece.meaning.kind for piece in pieces].count(Kind.STACK) == 1
    for piece in pieces:
        assert piece.meaning.evidence
        assert piece.meaning.label
