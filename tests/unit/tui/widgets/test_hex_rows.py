"""Rows of bytes: those in sight are asked for, and the cursor stays at its address."""

import pytest

from memscope.analyze.hex_layout import HexLayout
from memscope.model.kinds import Kind
from memscope.model.place import ROW, HexRow
from memscope.model.region import Region
from memscope.render.runs import EMPTY, Run, plain
from memscope.tui.widgets.hex_rows import HexRows
from tests.tui.closer import NAME, PAGE, PreparedCloser
from tests.tui.synthetic import process, region
from tests.unit.tui.widgets.alone import alone

pytestmark = pytest.mark.unit
START = 0x1000_0000
ROWS = 2 * PAGE // ROW + 1
"""Two pages are in RAM; the rest takes one row."""
CLOSER, PROCESS = PreparedCloser(), process()


def anonymous(start: int = START, pages: int = 16) -> Region:
    return region(start, pages * PAGE, Kind.ANON)


def laid_out(start: int = START) -> HexLayout:
    one = anonymous(start)
    return CLOSER.layout(PROCESS, one.start, one.end)


def show(
    rows: HexRows,
    first: int = 0,
    count: int = 40,
    before: dict[int, bytes] | None = None,
    start: int = START,
) -> None:
    layout = laid_out(start)
    read = CLOSER.rows(PROCESS, layout, first, count)
    rows.show(layout, first, read, before or {})


async def test_before_the_first_look_there_is_no_row() -> None:
    rows = HexRows()
    async with alone(rows) as (app, _pilot):
        rows.go_to(START)

        assert (rows.row_count(), rows.selected) == (0, None)
        assert (rows.address, rows.top_address) == (None, None)
        assert rows.draw_row(0, 0, 80) == EMPTY
        assert "".join(app.text()).strip() == ""


async def test_a_row_that_was_read_shows_its_bytes_and_one_that_was_not_waits() -> None:
    rows = HexRows()
    async with alone(rows, size=(100, 4)) as (app, pilot):
        show(rows, count=3)
        await pilot.pause()

        assert app.text()[0].startswith("000010000000  2a 2a 2a")
        assert app.text()[3].rstrip() == "000010000030  …"
        assert rows.row_count() == ROWS
        selected = rows.selected
        assert isinstance(selected, HexRow)
        assert selected.address == START


async def test_what_is_not_in_ram_is_one_row_that_says_so() -> None:
    rows = HexRows()
    async with alone(rows, size=(100, 4)):
        show(rows, first=ROWS - 1)

        assert "56 KiB · not mapped here" in plain(rows.draw_row(ROWS - 1, 0, 100))
        assert rows.draw_row(ROWS, 0, 100) == EMPTY


async def test_names_that_look_like_markup_stay_names() -> None:
    rows = HexRows()
    async with alone(rows, size=(140, 4)) as (app, pilot):
        show(rows)
        await pilot.pause()

        assert NAME in app.text()[0]


async def test_only_bytes_that_differ_from_before_are_marked() -> None:
    rows = HexRows()
    async with alone(rows, size=(100, 4)):
        before = b"\x2a" * (ROW - 1) + b"\x2b"
        show(rows, before={START: before, START + ROW: b"\x2a" * ROW})

        changed = [
            [run.text for run in rows.draw_row(row, 0, 100) if "warn" in run.style]
            for row in range(3)
        ]
        assert changed == [["2a", "*"], [], []]


@pytest.mark.parametrize("width", [81, 82])
async def test_a_narrow_row_gives_up_a_blank_and_nothing_else(width: int) -> None:
    rows = HexRows()
    async with alone(rows, size=(100, 4)):
        show(rows)
        address, gap, *rest = rows.draw_row(0, 0, width)

        assert address.text == "000010000000"
        assert gap == Run(" " if width < 82 else "  ")
        assert plain(rest).startswith("2a 2a")


async def test_rows_in_sight_that_are_not_known_are_asked_for() -> None:
    rows = HexRows()
    async with alone(rows, HexRows.Wanted, size=(100, 4)) as (app, pilot):
        show(rows, count=10)
        await pilot.pause()
        assert app.heard == []

        rows.scroll_to(y=7, animate=False, immediate=True)
        await pilot.pause()

        assert app.heard
        assert rows.window() == (3, 12)


async def test_at_the_end_no_row_is_missing() -> None:
    rows = HexRows()
    async with alone(rows, HexRows.Wanted, size=(100, 4)) as (app, pilot):
        show(rows, first=0, count=ROWS)
        rows.move_cursor(ROWS - 1)
        await pilot.pause()

        assert app.heard == []


async def test_a_row_is_shown_by_its_address_with_what_follows() -> None:
    rows = HexRows()
    async with alone(rows, size=(100, 8)) as (_app, pilot):
        show(rows, count=ROWS)
        await pilot.pause()
        rows.go_to(START + 50 * ROW + 3)
        await pilot.pause()

        assert rows.address == START + 50 * ROW
        assert rows.top_address == START + 48 * ROW


async def test_cursor_and_top_stay_at_their_addresses_in_another_layout() -> None:
    rows = HexRows()
    async with alone(rows, size=(100, 8)) as (_app, pilot):
        show(rows, count=ROWS)
        await pilot.pause()
        rows.go_to(START + 50 * ROW)
        await pilot.pause()

        show(rows, count=ROWS, start=START - PAGE)
        await pilot.pause()

        assert rows.cursor == 50 + PAGE // ROW
        assert rows.address == START + 50 * ROW
        assert rows.top_address == START + 48 * ROW
