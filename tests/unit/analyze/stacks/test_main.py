"""The main stack's pieces: what mprotect cuts, and what lies right below."""

import pytest

from memscope.analyze.stacks.main import MainPieces, main_pieces, main_spans
from memscope.analyze.stacks.main import with_guard_pages as with_pages
from memscope.model.kinds import Kind
from memscope.model.ranges import Ranges
from tests.unit.analyze.mapping import mapped

pytestmark = pytest.mark.unit

TOP = "9000-b000 rw-p [stack]"
GD, NONE = ("rd", "gd"), ("rd",)


def pieces_of(rows: list[str], flags: list[tuple[str, ...]]) -> MainPieces | None:
    return main_pieces(mapped(*rows), lambda at: flags[at])


def shape(pieces: MainPieces | None) -> list[tuple[int, int, Kind]]:
    return [
        (one.start, one.end, one.kind) for one in main_spans(pieces, 7, "main stack")
    ]


def test_a_whole_stack_is_what_the_kernel_names() -> None:
    asked: list[int] = []

    def flags_of(at: int) -> None:
        asked.append(at)

    pieces = main_pieces(mapped("1000-2000 rw-p", TOP), flags_of)

    assert shape(pieces) == [(0x9000, 0xB000, Kind.STACK)]
    assert asked == []
    assert main_pieces(mapped("1000-2000 rw-p"), flags_of) is None


@pytest.mark.parametrize("perms", ["r--p", "rwxp", "rw-p"])
def test_pieces_below_that_grow_down_belong_to_it(perms: str) -> None:
    rows = ["4000-6000 rw-p", f"6000-9000 {perms}", TOP]

    pieces = pieces_of(rows, [GD, GD, GD])

    assert pieces is not None
    assert (pieces.start, pieces.end, pieces.guard) == (0x4000, 0xB000, 0)
    assert shape(pieces) == [(0x4000, 0x9000, Kind.STACK), (0x9000, 0xB000, Kind.STACK)]


def test_a_piece_without_access_inside_is_a_guard_and_the_lowest_one_is_below() -> None:
    rows = ["3000-4000 ---p", "4000-6000 rw-p", "6000-9000 ---p", TOP]

    pieces = pieces_of(rows, [GD, GD, GD, GD])

    assert pieces is not None
    assert (pieces.start, pieces.guard) == (0x4000, 0x1000)
    assert [(one.start, one.end) for one in pieces.holes] == [(0x6000, 0x9000)]
    assert shape(pieces) == [
        (0x3000, 0x4000, Kind.GUARD),
        (0x4000, 0x6000, Kind.STACK),
        (0x6000, 0x9000, Kind.GUARD),
        (0x9000, 0xB000, Kind.STACK),
    ]


def test_what_somebody_mapped_right_below_is_no_part_of_it() -> None:
    rows = ["3000-6000 rw-p", "6000-9000 rw-p", TOP]

    cases: list[list[tuple[str, ...]]] = [[GD, NONE, GD], [GD, GD, GD]]
    for flags in cases:
        pieces = pieces_of(rows, flags)
        assert pieces is not None
        assert pieces.start == (0x3000 if flags[1] is GD else 0x9000)
    unknown = main_pieces(mapped(*rows), lambda _: None)
    assert unknown is not None
    assert unknown.start == 0x9000


@pytest.mark.parametrize(
    ("below", "is_whole"), [("6000-9000", False), ("3000-5000", True)]
)
def test_without_flags_what_lies_right_below_may_be_a_piece(
    below: str, is_whole: bool
) -> None:
    pieces = main_pieces(mapped(f"{below} rw-p", TOP), lambda _: None)

    assert pieces is not None
    assert pieces.is_whole is is_whole


def test_a_foreign_mapping_without_access_guards_it_all_the_same() -> None:
    pieces = pieces_of(["3000-9000 ---p", TOP], [NONE, GD])

    assert pieces is not None
    assert (pieces.start, pieces.guard) == (0x9000, 0x6000)


def test_files_and_named_memory_below_are_no_part_of_it() -> None:
    pieces = pieces_of(["6000-9000 rw-p /x", TOP], [GD, GD])

    assert pieces is not None
    assert pieces.start == 0x9000


def test_guard_pages_cut_it_as_well() -> None:
    pieces = with_pages(pieces_of([TOP], [GD]), Ranges([0x9800], [0xA000]))

    assert shape(pieces) == [
        (0x9000, 0x9800, Kind.STACK),
        (0x9800, 0xA000, Kind.GUARD),
        (0xA000, 0xB000, Kind.STACK),
    ]
    assert with_pages(None, Ranges()) is None


def test_the_kernel_s_name_is_evidence_for_the_piece_that_bears_it() -> None:
    pieces = pieces_of(["4000-9000 rw-p", TOP], [GD, GD])

    below, named = main_spans(pieces, 7, "main stack")

    assert below.evidence == ("vmflag:gd",)
    assert named.evidence == ("kernel-name",)
