"""A grid of pages: its cursor stays in the region, its scale a power of two."""

from collections.abc import Mapping

import pytest

from memscope.model.kinds import Kind
from memscope.model.page import PageChange, PageState
from memscope.tui.watches import PageLook, PageWatch
from memscope.tui.widgets.page_cells import PageCells
from tests.tui.closer import PAGE, PreparedCloser
from tests.tui.synthetic import region
from tests.unit.tui.widgets.alone import alone

pytestmark = pytest.mark.unit
START = 0x1000_0000
SIZE = (14 + 16, 4)
"""Room for 16 cells in a row, and for four rows."""


def look(pages: int, changes: Mapping[int, PageChange] | None = None) -> PageLook:
    closer = PreparedCloser()
    one = PageWatch(closer).look(1, region(START, pages * PAGE, Kind.ANON), None)
    return PageLook(one.region, one.pages, one.counts, 0, changes or {}, one.page)


def page(cells: PageCells) -> int:
    """Return the number of the page under the cursor."""
    assert cells.cursor is not None
    assert cells.cursor % PAGE == 0
    return (cells.cursor - START) // PAGE


async def test_before_the_first_look_keys_do_nothing() -> None:
    cells = PageCells()
    async with alone(cells, PageCells.Pointed, size=SIZE) as (app, pilot):
        await pilot.press("down", "right", "pagedown", "end", "plus", "minus")
        await pilot.click(cells, offset=(15, 0))

        assert (cells.cursor, cells.cell, cells.pages_per_cell) == (None, None, 1)
        assert app.heard == []
        assert "".join(app.text()).strip() == ""


async def test_a_row_shows_its_address_and_a_letter_a_page() -> None:
    cells = PageCells()
    async with alone(cells, size=SIZE) as (app, pilot):
        cells.show(look(20))
        await pilot.pause()

        assert [text.rstrip() for text in app.text()] == [
            "000010000000  XS··············",
            "000010010000  ····",
            "",
            "",
        ]


@pytest.mark.parametrize(
    ("keys", "at"),
    [
        (["right"], 1),
        (["left"], 0),
        (["down"], 16),
        (["j", "k"], 0),
        (["right", "down", "left"], 16),
        (["up"], 0),
        (["end"], 39),
        (["end", "right"], 39),
        (["end", "home"], 0),
        (["pagedown"], 39),
        (["end", "pageup"], 0),
    ],
)
async def test_keys_move_the_cursor_within_the_region(keys: list[str], at: int) -> None:
    cells = PageCells()
    async with alone(cells, PageCells.Pointed, size=SIZE) as (app, pilot):
        cells.show(look(40))
        await pilot.press(*keys)

        assert page(cells) == at
        assert len(app.heard) == len(keys)


@pytest.mark.parametrize(
    ("address", "at"), [(START + 5 * PAGE + 77, 5), (0, 0), (1 << 46, 19)]
)
async def test_the_cursor_goes_to_the_nearest_page_of_the_region(
    address: int, at: int
) -> None:
    cells = PageCells()
    async with alone(cells, size=SIZE):
        cells.show(look(20))
        cells.move_to(address)

        assert page(cells) == at


async def test_the_cursor_stays_at_its_address_and_in_a_region_that_shrank() -> None:
    cells = PageCells()
    async with alone(cells, size=SIZE):
        cells.show(look(40))
        cells.move_to(START + 30 * PAGE)
        cells.show(look(64))
        assert page(cells) == 30

        cells.show(look(20))

        assert page(cells) == 19


@pytest.mark.parametrize(("pages", "scale"), [(64, 1), (65, 2), (128, 2), (129, 4)])
async def test_a_cell_stands_for_so_many_pages_that_all_fit(
    pages: int, scale: int
) -> None:
    cells = PageCells()
    async with alone(cells, size=SIZE):
        cells.show(look(pages))

        assert cells.pages_per_cell == scale
        cell = cells.cell
        assert cell is not None
        assert cell.pages == scale


async def test_zooming_in_ends_at_one_page_a_cell_and_out_where_all_fit() -> None:
    cells = PageCells()
    async with alone(cells, PageCells.Pointed, size=SIZE) as (app, pilot):
        cells.show(look(200))
        scales = [cells.pages_per_cell]
        for key in ("plus", "plus", "plus", "minus", "minus", "minus"):
            await pilot.press(key)
            scales.append(cells.pages_per_cell)

        assert scales == [4, 2, 1, 1, 2, 4, 4]
        assert len(app.heard) == 5


async def test_a_step_goes_from_cell_to_cell_whatever_a_cell_stands_for() -> None:
    cells = PageCells()
    async with alone(cells, size=SIZE) as (_app, pilot):
        cells.show(look(200))
        cells.move_to(START + 3 * PAGE)

        await pilot.press("right")

        assert page(cells) == 4


async def test_the_grid_scrolls_after_its_cursor() -> None:
    cells = PageCells()
    async with alone(cells, size=SIZE) as (app, pilot):
        cells.show(look(200))
        await pilot.press("plus", "plus", "end")
        assert app.text()[-1].startswith("0000100c0000")
        assert cells.cell is not None

        await pilot.press("home")

        assert app.text()[0].startswith("000010000000")


async def test_a_click_puts_the_cursor_on_its_cell_and_nowhere_beside_it() -> None:
    cells = PageCells()
    async with alone(cells, size=SIZE) as (_app, pilot):
        cells.show(look(20))
        await pilot.click(cells, offset=(14 + 3, 1))
        assert page(cells) == 19

        await pilot.click(cells, offset=(3, 0))

        assert page(cells) == 19


async def test_cursor_and_changes_are_seen_on_every_colour() -> None:
    cells = PageCells()
    async with alone(cells, size=SIZE) as (_app, pilot):
        cells.show(look(20, {START + PAGE: PageChange.APPEARED}))
        await pilot.pause()
        _address, first, second, *_rest = cells.render_line(0)

        assert (first.text, second.text) == ("X", "+")
        assert first.style is not None
        assert second.style is not None
        assert first.style.bold
        assert not first.style.reverse
        assert second.style.reverse


def test_a_title_is_no_markup() -> None:
    cells = PageCells()
    cells.set_title("[heap] [/]")

    assert cells._border_title is not None
    assert cells._border_title.plain == "[heap] [/]"


def test_the_prepared_pages_are_what_the_letters_say() -> None:
    assert look(3).counts == {
        PageState.ABSENT: 1,
        PageState.EXCLUSIVE: 1,
        PageState.SHARED: 1,
    }
