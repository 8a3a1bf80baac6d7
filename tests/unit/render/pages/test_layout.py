import pytest

from memscope.model.page import PageChange, PageRun, PageState
from memscope.render.pages.layout import count_states, lay_out

pytestmark = pytest.mark.unit

BASE, SIZE = 0x10000, 4096
ABSENT, OWN, FILE = PageState.ABSENT, PageState.EXCLUSIVE, PageState.FILE


def test_a_small_region_has_a_cell_for_each_page() -> None:
    grid = lay_out(BASE, SIZE, [PageRun(OWN, 2), PageRun(ABSENT, 1)], columns=2, rows=4)

    assert grid.pages_per_cell == 1
    assert [[cell.state for cell in row] for row in grid.rows] == [[OWN, OWN], [ABSENT]]
    assert [cell.start for cell in grid.cells] == [BASE, BASE + SIZE, BASE + 2 * SIZE]
    assert not any(cell.mixed for cell in grid.cells)


def test_a_large_region_says_what_most_pages_of_a_cell_are() -> None:
    runs = [PageRun(OWN, 3), PageRun(FILE, 4), PageRun(ABSENT, 2)]

    grid = lay_out(BASE, SIZE, runs, columns=3, rows=1)

    assert grid.pages_per_cell == 4
    assert [(cell.state, cell.mixed, cell.pages) for cell in grid.cells] == [
        (OWN, True, 4),
        (FILE, True, 4),
        (ABSENT, False, 1),
    ]


@pytest.mark.parametrize("pages", [1, 63, 64, 65, 1 << 20, (1 << 34) + 1])
def test_every_page_is_in_one_cell_and_the_cells_fit(pages: int) -> None:
    grid = lay_out(BASE, SIZE, [PageRun(ABSENT, pages)], columns=16, rows=4)

    assert len(grid.cells) <= 64
    assert sum(cell.pages for cell in grid.cells) == pages
    assert grid.pages_per_cell & (grid.pages_per_cell - 1) == 0


def test_huge_pages_and_small_ones_in_a_cell_are_a_mixture() -> None:
    runs = [PageRun(OWN, 3, huge=True), PageRun(OWN, 1)]

    (cell,) = lay_out(BASE, SIZE, runs, columns=1, rows=1).cells

    assert (cell.state, cell.huge, cell.mixed) == (OWN, True, True)


def test_a_cell_shows_what_happened_to_most_of_its_changed_pages() -> None:
    changes = {
        BASE: PageChange.COPIED,
        BASE + SIZE: PageChange.APPEARED,
        BASE + 2 * SIZE: PageChange.APPEARED,
    }

    grid = lay_out(BASE, SIZE, [PageRun(OWN, 8)], columns=2, rows=1, changes=changes)

    assert [cell.change for cell in grid.cells] == [PageChange.APPEARED, None]


def test_a_region_that_begins_inside_a_page_shows_that_page() -> None:
    grid = lay_out(BASE + 100, SIZE, [PageRun(OWN, 1)], columns=8, rows=1)

    assert grid.cells[0].start == BASE


def test_the_cell_of_an_address_is_found() -> None:
    grid = lay_out(BASE, SIZE, [PageRun(OWN, 5)], columns=2, rows=1)

    assert grid.pages_per_cell == 4
    assert grid.cell_at(BASE + 4 * SIZE + 8) is grid.cells[1]
    assert grid.cell_at(BASE - 1) is None
    assert grid.cell_at(BASE + 5 * SIZE) is None


def test_a_region_without_pages_is_an_empty_grid() -> None:
    grid = lay_out(BASE, SIZE, [], columns=8, rows=8)

    assert grid.rows == ()
    assert grid.cell_at(BASE) is None


def test_states_are_counted_in_their_own_order() -> None:
    runs = [PageRun(OWN, 2), PageRun(ABSENT, 5), PageRun(OWN, 1, huge=True)]

    assert list(count_states(runs).items()) == [(ABSENT, 5), (OWN, 3)]
