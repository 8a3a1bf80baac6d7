from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memscope.model.kinds import Kind, Segment
from memscope.model.region import Region
from memscope.render.map.exact import (
    Hole,
    Order,
    exact_map,
    large_holes,
)
from tests.tui.synthetic import process, region

pytestmark = pytest.mark.unit

LOW = region(0x1000, 0x1000, Kind.CODE, perms="r-xp", resident=0x1000)
HEAP = region(0x2000, 0x3000, Kind.HEAP, resident=None)
TOP = region(0x9000, 0x2000, Kind.STACK, resident=0x800)
ALL = (LOW, HEAP, TOP)


def shown(regions: Sequence[Region], **options: object) -> list[Region | Hole]:
    plan = exact_map(regions, **options)  # type: ignore[arg-type]
    return [plan.at(row) for row in range(len(plan))]


def test_high_addresses_come_first_and_holes_lie_between() -> None:
    assert shown(ALL) == [TOP, Hole(0x5000, 0x9000), HEAP, LOW]


def test_neighbours_that_touch_have_no_hole_between_them() -> None:
    assert Hole(0x2000, 0x2000) not in shown(ALL)


def test_one_segment_alone_shows_no_holes() -> None:
    assert shown(ALL, segment=Segment.HEAP) == [HEAP]


def test_the_largest_come_first_when_asked() -> None:
    assert shown(ALL, order=Order.SIZE) == [HEAP, TOP, LOW]


def test_what_is_unknown_comes_after_what_is_known() -> None:
    assert shown(ALL, order=Order.RESIDENT) == [LOW, TOP, HEAP]


@pytest.mark.parametrize(
    ("address", "row"),
    [(0x9000, 0), (0xAFFF, 0), (0x5000, 1), (0x8FFF, 1), (0x2000, 2), (0x1000, 3)],
)
def test_an_address_is_found_in_its_row(address: int, row: int) -> None:
    assert exact_map(ALL).row_at(address) == row


@pytest.mark.parametrize("address", [0, 0xFFF, 0xB000, (1 << 64) - 1])
def test_an_address_outside_of_everything_has_no_row(address: int) -> None:
    assert exact_map(ALL).row_at(address) is None


def test_an_address_that_is_filtered_out_has_no_row() -> None:
    assert exact_map(ALL, segment=Segment.HEAP).row_at(0x9000) is None
    assert exact_map(ALL, segment=Segment.HEAP).row_at(0x6000) is None


def test_an_empty_address_space_has_no_rows() -> None:
    plan = exact_map(())

    assert len(plan) == 0
    assert plan.row_at(0x1000) is None


def test_the_last_page_of_all_is_no_problem() -> None:
    last = region(0xFFFF_FFFF_FF60_0000, 0x1000, Kind.VSYSCALL, perms="--xp")

    assert exact_map((LOW, last)).row_at(0xFFFF_FFFF_FF60_0800) == 0


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 3)), max_size=30))
def test_rows_cover_everything_from_the_first_region_to_the_last(
    gaps_and_sizes: list[tuple[int, int]],
) -> None:
    at, regions = 0x10000, []
    for gap, pages in gaps_and_sizes:
        at += gap * 4096
        regions.append(region(at, pages * 4096, Kind.ANON))
        at += pages * 4096

    rows = shown(regions)

    for above, below in pairwise(rows):
        assert below.end == above.start
    assert [one for one in rows if isinstance(one, Region)] == regions[::-1]


def test_only_large_holes_are_told_to_the_textbook() -> None:
    holes = large_holes(process().regions)

    assert all(hole.size >= 1 << 20 for hole in holes)
    assert any(hole.size > 1 << 40 for hole in holes)
