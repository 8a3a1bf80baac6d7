"""Steps from block to block, and what their sizes may be."""

from collections import Counter

import pytest

from memscope.parse.glibc_chunks import (
    CHUNKS,
    IS_MMAPPED,
    NON_MAIN_ARENA,
    Steps,
    sizes_of,
    step_through,
    wrong_bits,
)
from memscope.parse.memory_words import words_in
from tests.unit.parse.malloc_bytes import FREE, LIVE, blocks

pytestmark = pytest.mark.unit


def steps_through(data: bytes) -> tuple[int, Steps]:
    steps = Steps()
    return step_through(words_in(data, 8), 1, steps), steps


def test_every_size_is_seen_and_which_header_says_that_the_block_before_is_free() -> (
    None
):
    data = blocks((64, LIVE), (0x420, FREE), (32, LIVE))

    after, steps = steps_through(data)

    assert [word & ~7 for word in steps.words] == [64, 0x420, 32, 0x1000]
    assert steps.behind == [(64 + 0x420) // 8 + 1]
    assert after == len(data) // 8 + 1


@pytest.mark.parametrize("size", [0, 1, 7, 8, 15, 16, 24, 31])
def test_a_size_that_no_block_has_ends_the_steps(size: int) -> None:
    data = blocks((64, LIVE)) + bytes(8) + size.to_bytes(8, "little") + bytes(64)
    after, _ = steps_through(data)

    assert after == (64 + 0x1000) // 8 + 1


@pytest.mark.parametrize("size", [2**64 - 1, 2**64 - 16, 2**63, 2**40 + 1])
def test_a_size_beyond_everything_ends_them_too(size: int) -> None:
    after, steps = steps_through(bytes(8) + size.to_bytes(8, "little") + bytes(64))

    assert len(steps.words) == 1
    assert after > 10


def test_words_of_four_bytes_are_stepped_through_as_well() -> None:
    data = b"".join(
        word.to_bytes(4, "little") for word in (0, 0x11, 0, 0, 0, 0x21, *[0] * 6)
    )
    steps = Steps()

    assert step_through(words_in(data, 4), 1, steps, CHUNKS[4]) == 13
    assert steps.words == [0x11, 0x21]


def test_blocks_of_the_main_arena_are_of_no_other() -> None:
    assert wrong_bits(CHUNKS[8], is_main=True) & NON_MAIN_ARENA
    assert wrong_bits(CHUNKS[8], is_main=False) == IS_MMAPPED | 8
    assert wrong_bits(CHUNKS[4], is_main=False) == IS_MMAPPED


def test_flags_are_no_part_of_a_size() -> None:
    assert sizes_of(Counter({0x21: 3, 0x25: 2, 0x40: 1})) == {0x20: 5, 0x40: 1}


@pytest.mark.parametrize(
    ("word", "address", "first"), [(8, 0x1000, 0x1000), (8, 0x1008, 0x1010),
                                   (4, 0x1000, 0x1008), (4, 0x1009, 0x1018)],
)  # fmt: skip
def test_where_a_first_block_can_be(word: int, address: int, first: int) -> None:
    assert CHUNKS[word].first_from(address) == first
    assert CHUNKS[word].fits(first)
    assert not CHUNKS[word].fits(first + word)
