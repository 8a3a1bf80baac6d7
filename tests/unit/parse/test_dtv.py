"""The table of threads' variables: whose blocks are static, how far they may reach."""

from struct import pack

import pytest

from memscope.parse.dtv import FORMS, lowest_of, static_blocks, table_bounds

pytestmark = pytest.mark.unit

LOW, HIGH = 0x10000, 0x50000
LATER = 0x30000
"""Of a module that came later, in the same mapping by chance."""
NOT_YET = {8: (1 << 64) - 1, 4: (1 << 32) - 1}


def entries(word: int, *rows: tuple[int, int]) -> bytes:
    letter = "Q" if word == 8 else "I"
    return b"".join(pack(f"=2{letter}", *row) for row in rows)


@pytest.mark.parametrize("word", [8, 4])
def test_what_is_freed_on_its_own_is_no_static_block(word: int) -> None:
    data = entries(
        word, (0x4F000, 0), (LATER, LATER - 16), (0x4E000, 0), (NOT_YET[word], 0)
    )

    assert static_blocks(data, LOW, HIGH, FORMS[word]) == [0x4F000, 0x4E000]


def test_before_2_25_the_second_word_says_that_it_is_static() -> None:
    data = entries(8, (0x4F000, 1), (LATER, 0), (0x4E000, 1))

    assert static_blocks(data, LOW, HIGH, FORMS[8]) == [0x4F000, 0x4E000]


def test_blocks_elsewhere_do_not_count() -> None:
    data = entries(8, (LOW - 8, 0), (HIGH, 0))

    assert static_blocks(data, LOW, HIGH, FORMS[8]) == []


def test_blocks_reach_no_further_than_the_files_want() -> None:
    assert lowest_of([0x4F000, 0x4E000], HIGH, 0x2000) == 0x4E000
    assert lowest_of([0x4F000, 0x4DFFF], HIGH, 0x2000) is None
    assert lowest_of([], HIGH, 0x2000) is None


def test_the_table_begins_behind_two_entries() -> None:
    assert table_bounds(0x1000, pack("=2Q", 3, 7), FORMS[8]) == (0x1010, 48)
    assert table_bounds(0x1000, pack("=2I", 3, 7), FORMS[4]) == (0x1008, 24)


@pytest.mark.parametrize("count", [0, 4097, 1 << 63])
def test_a_table_of_a_strange_length_is_none(count: int) -> None:
    assert table_bounds(0x1000, pack("=2Q", count, 0), FORMS[8]) is None
    assert table_bounds(0x1000, b"", FORMS[8]) is None
