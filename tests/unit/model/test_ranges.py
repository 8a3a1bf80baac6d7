from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memscope.model.ranges import Ranges

pytestmark = pytest.mark.unit

PAGES = Ranges([0x1000, 0x3000, 0x4000, 0x9000], [0x3000, 0x4000, 0x5000, 0xA000])


def test_bytes_in_counts_only_what_lies_inside() -> None:
    assert PAGES.bytes_in(0, 0x10000) == 0x5000
    assert PAGES.bytes_in(0x1800, 0x2000) == 0x800
    assert PAGES.bytes_in(0x5000, 0x9000) == 0


def test_one_walk_gives_what_each_question_alone_gives() -> None:
    bounds = [(0, 0x1200), (0x1200, 0x3800), (0x3800, 0x9001), (0x9001, 0xB000)]

    together = PAGES.bytes_in_each(bounds)

    assert together == [PAGES.bytes_in(*bound) for bound in bounds]


def test_parts_that_share_a_page_add_up_to_the_whole() -> None:
    cuts = [0x1000, 0x1001, 0x1FFF, 0x2345, 0x4001, 0x9800, 0xA000]

    parts = PAGES.bytes_in_each(list(pairwise(cuts)))

    assert sum(parts) == PAGES.bytes_in(cuts[0], cuts[-1])


def test_a_range_over_several_bounds_counts_in_each_of_them() -> None:
    one = Ranges([0x1000], [0x5000])

    assert one.bytes_in_each(
        [(0x1000, 0x2000), (0x2000, 0x3000), (0x4000, 0x9000)]
    ) == [
        0x1000,
        0x1000,
        0x1000,
    ]


def test_touching_ranges_join_and_others_stay() -> None:
    assert list(PAGES.joined()) == [(0x1000, 0x5000), (0x9000, 0xA000)]


def test_an_address_is_in_a_range_up_to_but_not_at_its_end() -> None:
    assert 0x1000 in PAGES
    assert 0x4FFF in PAGES
    assert 0x5000 not in PAGES
    assert 0xFFF not in PAGES


pages = st.sets(st.integers(0, 40))


def ranges_of(numbers: set[int]) -> Ranges:
    """Pages as the fewest ranges that cover them."""
    starts = sorted(n for n in numbers if n - 1 not in numbers)
    ends = sorted(n + 1 for n in numbers if n + 1 not in numbers)
    return Ranges(starts, ends)


@given(pages, pages)
def test_the_change_reaches_from_the_first_difference_to_the_last(
    before: set[int], after: set[int]
) -> None:
    changed = ranges_of(after).changed_since(ranges_of(before))

    different = before ^ after
    if different:
        assert changed == (min(different), max(different) + 1)
    else:
        assert changed is None
