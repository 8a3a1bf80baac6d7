"""Names of rows where a column is narrow: less said, but nothing cut that matters."""

from collections.abc import Iterator

import pytest

from memscope.i18n import set_language
from memscope.model.kinds import Kind
from memscope.model.region import Region
from memscope.render.map.blocks import Block
from memscope.render.map.row import Marks, block_row, region_row
from memscope.render.map.textbook import BlockDetail, textbooks
from memscope.render.runs import plain, width_of
from tests.tui.synthetic import EXE, KIB, LIBC, MIB, process, region

pytestmark = pytest.mark.unit

NARROW = 28
"""Cells of a column where 120 hold two processes, the threads and the region."""


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    set_language("en")


def row(kind: Kind, *more: Region, width: int = NARROW, pid: int = 4242) -> str:
    """Return the row of the block of a kind that stands for most things."""
    book = textbooks(process(pid, more=more))[BlockDetail.LITTLE]
    blocks = [one for one in book.items if isinstance(one, Block)]
    found = [one for one in blocks if one.main.kind is kind]
    line = block_row(max(found, key=lambda one: one.members), width, EXE, Marks())
    assert width_of(line) == width
    return plain(line)


def named(label: str, kind: Kind) -> Region:
    return region(0x7F00_0000_0000, 2 * MIB, kind, label=label, resident=4 * KIB)


def test_a_stack_says_whose_it_is_in_both_languages() -> None:
    assert "stack 4250" in row(Kind.THREAD_STACK)

    set_language("ja")

    assert "スタック4250" in row(Kind.THREAD_STACK)


def test_where_the_word_does_not_fit_the_number_stays_whole() -> None:
    set_language("ja")

    text = row(Kind.THREAD_STACK, pid=4_194_200)

    assert "4194208" in text
    assert "…" not in text


def test_constants_are_read_only_where_data_does_not_fit() -> None:
    assert " read-only  " in row(Kind.RODATA)
    assert "read-only data" in row(Kind.RODATA, width=39)


def test_shared_memory_without_a_name_is_shared_memory() -> None:
    shared = named("shared anonymous memory", Kind.SHARED)

    assert "shared memory" in row(Kind.SHARED, shared)
    assert "shared anonymous memory" in row(Kind.SHARED, shared, width=60)


def test_a_number_of_mappings_is_not_cut() -> None:
    set_language("ja")
    many = [
        region(0x7F00_0000_0000 + at * 8 * KIB, 4 * KIB, Kind.ANON) for at in range(12)
    ]

    assert "無名11個" in row(Kind.ANON, *many)


def test_half_of_a_hall_screen_holds_pythons_objects_in_both_languages() -> None:
    objects = named("Python's objects", Kind.ANON)

    assert "Python's objects" in row(Kind.ANON, objects, width=39)

    set_language("ja")

    assert "Pythonのオブジェクト" in row(Kind.ANON, objects, width=39)


def test_a_library_loses_its_version_before_its_name() -> None:
    code = next(one for one in process().regions if one.image == LIBC)

    assert "libc.so.6 " in plain(region_row(code, 60, EXE, Marks()))
    assert "libc.so " in plain(region_row(code, NARROW, EXE, Marks()))


def test_memory_without_a_name_is_short_where_there_is_no_room() -> None:
    anonymous = region(0x7F00_0000_0000, 4 * KIB, Kind.ANON)

    assert "anonymous " in plain(region_row(anonymous, 60, EXE, Marks()))
    assert "anon " in plain(region_row(anonymous, NARROW, EXE, Marks()))


def test_the_exact_map_keeps_the_number_of_a_stack_whole_too() -> None:
    stack = next(r for r in process().regions if r.kind is Kind.THREAD_STACK)

    text = plain(region_row(stack, NARROW, EXE, Marks()))

    assert str(stack.thread) in text
    assert "…" not in text
