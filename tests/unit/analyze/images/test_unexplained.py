"""Mappings that the headers of today do not explain."""

import pytest

from memscope.analyze.images.spans import image_spans
from memscope.analyze.images.unexplained import (
    by_permissions,
    contradicted,
    groups_of,
    less_sure,
    replaced,
    with_data,
)
from memscope.model.evidence import EXECUTABLE_FILE, FILE_CHANGED, MAPPED_FILE
from memscope.model.kinds import Confidence, Kind
from tests.unit.analyze.images.test_spans import KEY, PROGRAM, image
from tests.unit.analyze.mapping import mapped
from tests.unit.parse.elf_bytes import LOAD, RW, SEGMENTS, Seg, elf_bytes

pytestmark = pytest.mark.unit

READING = "7f0000000000-7f0000005000 r--p 0 7 /bin/prog"
SHORTER = image(elf_bytes((*SEGMENTS[:3], Seg(LOAD, RW, 0x4D00, 0x5D00, 8, 8)), ()))
"""Headers of another version, which put the data elsewhere."""


def test_a_loaded_copy_is_what_lies_in_order_and_holds_code() -> None:
    (group,) = groups_of(mapped(READING, *PROGRAM))

    assert [one.start & 0xFFFFFF for one in group] == [
        0x0,
        0x1000,
        0x2000,
        0x3000,
        0x4000,
    ]


def test_copies_that_touch_are_told_apart_by_their_begin() -> None:
    again = [line.replace("55500000", "55500001") for line in PROGRAM]

    assert len(list(groups_of(mapped(*PROGRAM, *again)))) == 2


def test_permissions_and_order_say_the_kinds_and_nothing_for_sure() -> None:
    vmas = mapped(*PROGRAM)
    spans = by_permissions(vmas, next(groups_of(vmas)), (FILE_CHANGED,))

    assert [one.kind for one in spans] == [
        *(Kind.RODATA, Kind.CODE, Kind.RODATA, Kind.RODATA, Kind.DATA, Kind.BSS)
    ]
    assert Confidence.CERTAIN not in {one.confidence for one in spans}
    assert {one.evidence for one in spans} == {(FILE_CHANGED,)}
    assert {one.image for one in spans} == {"/bin/prog"}


@pytest.mark.parametrize(
    "behind",
    ["555000005000-555000006000 rw-p [heap]", "555000006000-555000007000 rw-p"],
)
def test_what_is_named_or_lies_further_on_is_no_bss(behind: str) -> None:
    vmas = mapped(*PROGRAM[:-1], behind)
    spans = by_permissions(vmas, next(groups_of(vmas)), (FILE_CHANGED,))

    assert Kind.BSS not in {one.kind for one in spans}


def test_headers_that_explain_all_are_not_contradicted() -> None:
    vmas = mapped(READING, *PROGRAM)

    assert contradicted(vmas, image(), image_spans(vmas, image())) == []


def test_headers_that_explain_a_part_are_not_believed_at_all() -> None:
    vmas = mapped(*PROGRAM)
    spans = image_spans(vmas, SHORTER)
    odd = contradicted(vmas, SHORTER, spans)
    anew = replaced(vmas, spans, odd, {KEY})

    assert spans
    assert len(odd) == 1
    assert [one.kind for one in anew][-2:] == [Kind.DATA, Kind.BSS]
    assert {one.evidence for one in anew} == {(FILE_CHANGED,)}


def test_without_a_change_the_loader_was_no_ordinary_one() -> None:
    vmas = mapped(*PROGRAM)
    spans = image_spans(vmas, SHORTER)
    anew = replaced(vmas, spans, contradicted(vmas, SHORTER, spans), set())

    assert {one.evidence for one in anew} == {(EXECUTABLE_FILE,)}


def test_a_part_of_the_code_mapped_once_more_is_left_to_others() -> None:
    odd = "7f0000000000-7f0000001000 r-xp 1000 7 /bin/prog"
    vmas = mapped(*PROGRAM, odd)

    assert contradicted(vmas, image(), image_spans(vmas, image())) == []


def test_an_elf_file_that_is_read_is_called_so() -> None:
    vmas = mapped(*PROGRAM, READING)
    spans = with_data(vmas, image(), image_spans(vmas, image()))

    assert spans[-1].label == "ELF file prog, mapped as data"
    assert (spans[-1].kind, spans[-1].evidence) == (Kind.FILE, (MAPPED_FILE,))
    assert spans[-1].image is None


def test_a_file_without_data_may_be_loaded_in_one_piece() -> None:
    files = image(elf_bytes(SEGMENTS[:3], ()))

    assert with_data(mapped(READING), files, []) == []


def test_only_the_files_in_doubt_are_less_sure() -> None:
    spans = image_spans(mapped(*PROGRAM), image())

    assert less_sure(spans, {"/bin/other"}) == spans
    doubted = less_sure(spans, {"/bin/prog"})
    assert {one.confidence for one in doubted} == {Confidence.LIKELY}
    assert all(one.evidence[-1] == FILE_CHANGED for one in doubted)
