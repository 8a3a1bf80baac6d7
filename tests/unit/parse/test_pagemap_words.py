import pytest

from memscope.parse.pagemap import (
    EXCLUSIVE,
    FILE,
    GUARD,
    KSM,
    PRESENT,
    SOFT_DIRTY,
    SWAPPED,
    ZERO_PAGE,
    frame_flag_names,
    frame_of,
)

pytestmark = pytest.mark.unit


def test_a_frame_is_read_whatever_else_the_entry_says() -> None:
    assert frame_of(PRESENT | FILE | EXCLUSIVE | 1 << 55 | 0x14962B) == 0x14962B


def test_frame_0_is_unknown_and_never_a_frame() -> None:
    assert frame_of(PRESENT | EXCLUSIVE) is None


@pytest.mark.parametrize("word", [0, SWAPPED | 0x9F, SWAPPED | GUARD | 0x9F])
def test_what_is_not_in_ram_has_no_frame(word: int) -> None:
    assert frame_of(word) is None


def test_flags_have_the_kernels_names_and_new_ones_their_number() -> None:
    assert frame_flag_names(1 << 12 | KSM | 1 << 22) == ("anon", "ksm", "thp")
    assert frame_flag_names(ZERO_PAGE | 1 << 30) == ("zero-page", "bit-30")


def test_the_kernels_internal_flags_are_left_out() -> None:
    assert frame_flag_names(1 << 33 | 1 << 5) == ("lru",)


def test_the_bits_are_those_of_the_kernel() -> None:
    bits = (PRESENT, SWAPPED, FILE, GUARD, EXCLUSIVE, SOFT_DIRTY, KSM, ZERO_PAGE)

    assert [one.bit_length() - 1 for one in bits] == [63, 62, 61, 58, 56, 55, 21, 24]
    assert all(one.bit_count() == 1 for one in bits)
