"""A grid made straight from a look is the grid made from its runs."""

from array import array

import pytest

from memscope.model.page import CODES, HUGE, PageChange, PageMap, PagePiece, PageState
from memscope.model.ranges import Ranges
from memscope.render.pages.layout import (
    lay_out,
    lay_out_pages,
    pages_per_cell_for,
)

pytestmark = pytest.mark.unit

BASE, SIZE = 0x10000, 4096
OWN, FILE = CODES[PageState.EXCLUSIVE], CODES[PageState.FILE]


def look(*states: int, pages: int = 16, unread: Ranges | None = None) -> PageMap:
    """Return a look at so many pages; the states begin at the third."""
    words = array("Q", [0]) * len(states)
    pieces = (PagePiece(BASE + 2 * SIZE, bytes(states), words),) if states else ()
    end = BASE + pages * SIZE
    return PageMap(BASE, end, SIZE, pieces, unread or Ranges())


LOOKS = [
    look(),
    look(OWN, OWN, FILE),
    look(OWN | HUGE, OWN | HUGE, OWN, FILE, FILE, FILE),
    look(OWN, unread=Ranges([BASE + 8 * SIZE], [BASE + 11 * SIZE])),
    look(unread=Ranges([BASE], [BASE + 16 * SIZE])),
    look(OWN, pages=3),
]


@pytest.mark.parametrize("pages", LOOKS)
@pytest.mark.parametrize(("columns", "rows"), [(1, 1), (3, 1), (4, 2), (16, 1), (5, 9)])
def test_both_ways_lead_to_the_same_grid(
    pages: PageMap, columns: int, rows: int
) -> None:
    changes = {BASE + 3 * SIZE: PageChange.COPIED}

    quick = lay_out_pages(pages, columns=columns, rows=rows, changes=changes)
    slow = lay_out(
        BASE, SIZE, pages.runs(), columns=columns, rows=rows, changes=changes
    )

    shapes = [
        [(one.start, one.pages, one.mixed, one.change) for one in grid.cells]
        for grid in (quick, slow)
    ]
    assert shapes[0] == shapes[1]
    assert (quick.columns, quick.pages_per_cell) == (columns, slow.pages_per_cell)


def test_a_cell_says_what_most_of_its_pages_are() -> None:
    (cell,) = lay_out_pages(LOOKS[2], columns=1, rows=1).cells
    absent, huge = lay_out_pages(LOOKS[2], columns=8, rows=1).cells[:2]

    assert (cell.state, cell.huge, cell.mixed) == (PageState.ABSENT, False, True)
    assert (absent.state, absent.mixed) == (PageState.ABSENT, False)
    assert (huge.state, huge.huge, huge.mixed) == (PageState.EXCLUSIVE, True, False)


def test_what_nobody_read_is_unknown() -> None:
    states = [one.state for one in lay_out_pages(LOOKS[3], columns=16, rows=1).cells]

    absent, unknown = PageState.ABSENT, PageState.UNKNOWN
    own = [absent, absent, PageState.EXCLUSIVE]
    assert states == own + [absent] * 5 + [unknown] * 3 + [absent] * 5


def test_who_wants_few_pages_in_a_cell_gets_more_rows() -> None:
    grid = lay_out_pages(LOOKS[0], columns=4, rows=1, pages_per_cell=1)

    assert [len(row) for row in grid.rows] == [4] * 4


@pytest.mark.parametrize(
    ("pages", "cells", "each"), [(0, 1, 1), (4, 4, 1), (5, 4, 2), (8, 4, 2), (9, 4, 4)]
)
def test_a_cell_stands_for_no_more_pages_than_needed(
    pages: int, cells: int, each: int
) -> None:
    assert pages_per_cell_for(pages, cells) == each
