"""Counting frames once: whole pages, parts of pages, hidden numbers."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memscope.analyze.sharing.once import OnceTally, PagesOf
from memscope.model.kinds import Kind
from memscope.model.page import CODES, PageState
from memscope.parse.pagemap import EXCLUSIVE, PRESENT
from tests.unit.analyze.regions import region

pytestmark = pytest.mark.unit

PAGE = 4096
START = 0x7F00_0000_0000
SHARED = CODES[PageState.SHARED]


def add(
    tally: OnceTally,
    owner: object,
    words: Sequence[int],
    *,
    begins: int = 0,
    lacks: int = 0,
    states: bytes = b"",
) -> None:
    """Add a region that begins and ends so many bytes inside of its pages."""
    low = START + begins
    one = region(Kind.ANON, low, end=START + len(words) * PAGE - lacks)
    codes = states or bytes([SHARED]) * len(words)
    tally.add(PagesOf(owner, one, PAGE, [(START, codes, words)]))


def page(frame: int, *, is_own: bool = False) -> int:
    return PRESENT | frame | (EXCLUSIVE if is_own else 0)


def test_a_frame_of_two_processes_counts_once() -> None:
    tally = OnceTally()
    add(tally, "a", [page(7), page(8), page(9, is_own=True)])
    add(tally, "b", [page(7), page(40_000), 0, page(10, is_own=True)])
    assert (tally.shared, tally.own, tally.hides) == (3 * PAGE, 2 * PAGE, 0)


def test_the_page_of_zeros_is_nobodys() -> None:
    tally = OnceTally()
    zero = bytes([CODES[PageState.ZERO], SHARED])
    add(tally, "a", [page(1), page(7)], states=zero)
    assert (tally.shared, tally.own) == (PAGE, 0)


def test_where_numbers_are_hidden_it_is_a_bound() -> None:
    tally = OnceTally()
    for owner in "ab":
        add(tally, owner, [page(0), page(0, is_own=True)])
    assert (tally.shared, tally.own, tally.hides) == (2 * PAGE, 2 * PAGE, 4)


def test_of_a_page_at_an_edge_its_part_counts() -> None:
    tally = OnceTally()
    add(tally, "a", [page(5), page(6), page(7)], begins=1000, lacks=96)
    assert tally.shared == 3 * PAGE - 1096
    add(tally, "b", [page(5)], begins=3000)
    assert tally.shared == 3 * PAGE - 1096
    add(tally, "a", [page(5)], lacks=PAGE - 1000)
    assert tally.shared == 3 * PAGE - 96
    add(tally, "b", [page(7)])
    assert tally.shared == 3 * PAGE


@given(st.lists(st.lists(st.integers(0, 1 << 20), max_size=9), max_size=5))
def test_it_is_as_many_as_there_are_different_ones(several: list[list[int]]) -> None:
    tally = OnceTally()
    for owner, frames in enumerate(several):
        add(tally, owner, [page(frame + 1) for frame in frames])
    assert tally.shared == len({one for some in several for one in some}) * PAGE
