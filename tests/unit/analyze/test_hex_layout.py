import pytest

from memscope.analyze.hex_layout import hex_layout
from memscope.model.page import PageState
from memscope.model.ranges import Ranges
from memscope.parse.pagemap import Pages

pytestmark = pytest.mark.unit

PAGE = 0x1000
ROWS = PAGE // 16


def pages(resident: list[tuple[int, int]], **other: list[tuple[int, int]]) -> Pages:
    ranges = {
        name: Ranges([low for low, _ in found], [high for _, high in found])
        for name, found in {"resident": resident, **other}.items()
    }
    return Pages(**ranges)  # type: ignore[arg-type]


def test_pages_in_ram_take_a_row_for_16_bytes_and_all_else_one_row() -> None:
    layout = hex_layout(0x10000, 0x20000, pages([(0x12000, 0x13000)]))

    assert layout.rows == 1 + ROWS + 1
    assert layout.bounds(0) == (0x10000, 0x12000, PageState.ABSENT)
    assert layout.bounds(1) == (0x12000, 0x12010, PageState.PRESENT)
    assert layout.bounds(ROWS) == (0x12FF0, 0x13000, PageState.PRESENT)
    assert layout.bounds(ROWS + 1) == (0x13000, 0x20000, PageState.ABSENT)


def test_a_range_that_begins_inside_a_row_keeps_rows_at_multiples_of_16() -> None:
    layout = hex_layout(0x12108, 0x12125, pages([(0x12000, 0x13000)]))

    assert [layout.bounds(row)[:2] for row in range(layout.rows)] == [
        (0x12108, 0x12110),
        (0x12110, 0x12120),
        (0x12120, 0x12125),
    ]


def test_every_address_is_on_the_row_that_shows_it() -> None:
    layout = hex_layout(
        0x10008,
        0x30000,
        pages([(0x10000, 0x11000), (0x20000, 0x22000)], guards=[(0x11000, 0x12000)]),
    )

    for row in range(layout.rows):
        low, high, _state = layout.bounds(row)
        assert layout.row_of(low) == layout.row_of(high - 1) == row
    assert layout.row_of(0) == 0
    assert layout.row_of(1 << 60) == layout.rows - 1


def test_states_are_told_apart_and_neighbours_alike_are_one() -> None:
    layout = hex_layout(
        0x10000,
        0x17000,
        pages(
            [(0x10000, 0x11000)],
            zero=[(0x11000, 0x12000)],
            guards=[(0x12000, 0x13000), (0x13000, 0x14000)],
            swapped=[(0x14000, 0x15000)],
            unread=[(0x15000, 0x16000)],
        ),
    )

    states = [layout.bounds(row)[2] for row in range(ROWS, layout.rows)]

    assert states == [
        PageState.ZERO,
        PageState.GUARD,
        PageState.SWAPPED,
        PageState.UNKNOWN,
        PageState.ABSENT,
    ]


def test_a_view_of_a_terabyte_costs_nothing() -> None:
    layout = hex_layout(0, 1 << 40, pages([(1 << 39, (1 << 39) + PAGE)]))

    assert layout.rows == ROWS + 2


def test_nothing_has_no_rows() -> None:
    layout = hex_layout(0x1000, 0x1000, pages([]))

    assert (layout.rows, layout.row_of(5)) == (0, 0)
