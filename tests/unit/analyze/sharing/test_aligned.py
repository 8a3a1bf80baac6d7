"""Pages of two address spaces side by side: which ones, and where."""

import pytest

from memscope.analyze.sharing.aligned import aligned, pairs_of_pages
from memscope.model.page import PageMap
from tests.unit.analyze.pages import BASE, SIZE, page_map

pytestmark = pytest.mark.unit

FAR = BASE + 64 * SIZE


def addresses(first: PageMap, second: PageMap, shift: int = 0) -> list[int]:
    """Return where the pairs are on the first side, in pages from `BASE`."""
    found = pairs_of_pages(first, second, first.start, first.end, shift)
    return [(address - BASE) // SIZE for address, *_states in found]


def test_each_pair_of_a_run_has_the_address_of_its_page() -> None:
    assert addresses(page_map("XXX"), page_map("SSS")) == [0, 1, 2]


def test_a_page_that_is_on_one_side_only_is_no_pair() -> None:
    assert addresses(page_map("X.XXZ"), page_map("XXX.X")) == [0, 2, 4]


def test_the_counterpart_may_lie_elsewhere() -> None:
    second = page_map(".SS", start=FAR, frames={1: 51, 2: 52})

    pairs = pairs_of_pages(page_map("XXX"), second, BASE, BASE + 3 * SIZE, FAR - BASE)

    assert [(one[0], one[4] & 0xFFF) for one in pairs] == [
        (BASE + SIZE, 51),
        (BASE + 2 * SIZE, 52),
    ]


def test_pages_before_and_after_the_counterparts_are_left_out() -> None:
    second = page_map("SS", start=BASE + 2 * SIZE)

    assert addresses(page_map("XXXXX"), second) == [2, 3]


@pytest.mark.parametrize("shift", [0, 2, -1])
def test_pieces_have_as_many_pages_on_both_sides(shift: int) -> None:
    first = [page_map("XXX"), page_map("XX", start=BASE + 4 * SIZE)]
    second = [page_map("SSSSSS", start=BASE + (shift + 1) * SIZE)]
    parts, others = (
        [(one.start, one.pieces[0].states, one.pieces[0].words) for one in side]
        for side in (first, second)
    )

    pieces = list(aligned(parts, others, SIZE, shift * SIZE))

    assert [(low - BASE) // SIZE for low, *_rest in pieces] == [1, 4]
    assert [[len(one) for one in rest] for _low, *rest in pieces] == [[2] * 4] * 2
