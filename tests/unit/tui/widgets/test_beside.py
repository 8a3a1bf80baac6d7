"""Processes beside each other: rows that open, differences, a comparison to end."""

import pytest
from msgspec.structs import replace

from memscope.analyze.beside.rows import Aligner
from memscope.tui.widgets.beside import Beside
from memscope.tui.widgets.rows import Rows
from tests.unit.analyze.beside.scene import WORKERS, compared, process, scene
from tests.unit.tui.widgets.alone import alone

pytestmark = pytest.mark.unit


def name(beside: Beside) -> str:
    row = beside.selected
    assert row is not None
    return row.key.name or row.key.sort


async def test_it_begins_on_an_object_and_draws_heads_above() -> None:
    beside = Beside()
    async with alone(beside, size=(120, 20)) as (app, pilot):
        beside.show(scene(), None)
        await pilot.pause()

        lines = app.text()
        assert "Δ B−A" in lines[0]
        assert "stack" in lines[1]
        assert name(beside) == "stack"
        assert "11 objects" in str(beside.border_title)


async def test_rows_open_and_close_and_the_cursor_stays_on_its_object() -> None:
    beside = Beside()
    async with alone(beside, Beside.Changed, size=(120, 20)) as (app, pilot):
        beside.show(scene(), compared())
        await pilot.press("down", "down")
        assert name(beside) == "library"

        beside.open()
        beside.open()
        assert name(beside) == "/lib/libz.so"
        beside.close()
        assert name(beside) == "library"
        beside.close()
        await pilot.pause()

        assert not beside.opened
        assert len(app.heard) == 2
        beside.toggle_all()
        assert name(beside) == "library"
        assert beside.row_count() > len(scene().rows)
        beside.toggle_all()
        assert beside.row_count() == len(scene().rows)


async def test_one_goes_to_an_address_before_it_was_ever_shown() -> None:
    beside = Beside()
    beside.display = False
    async with alone(beside, size=(120, 20)):
        beside.show(scene(), None)
        last = next(
            part.regions[0].start
            for row in reversed(beside.side.rows if beside.side else ())
            for part in row.parts
            if part is not None
        )

        assert beside.go_to(last)


async def test_differences_are_found_in_both_directions() -> None:
    beside = Beside()
    async with alone(beside, size=(120, 20)):
        beside.show(scene(), None)

        assert beside.next_difference()
        first = name(beside)
        assert beside.next_difference()
        assert name(beside) == "thread-stack"
        assert beside.next_difference(-1)
        assert name(beside) == first


async def test_without_a_difference_the_cursor_stays() -> None:
    one = process(27510, WORKERS[0])
    twin = replace(one, pid=27511)
    beside = Beside()
    async with alone(beside, size=(120, 20)):
        beside.show(Aligner().align("AB", [one, twin]), None)

        assert not beside.next_difference()
        assert name(beside) == "stack"


async def test_all_rows_can_be_reached_below_the_heads() -> None:
    beside = Beside()
    async with alone(beside, size=(70, 6)) as (app, pilot):
        beside.show(scene(), compared())
        await pilot.pause()  # laid out: it knows how far there is to scroll
        beside.focus()
        await pilot.press("end")
        await pilot.pause()

        assert name(beside) == "code"
        assert app.text()[-1].strip().startswith("B")


async def test_a_click_selects_what_is_under_the_mouse() -> None:
    beside = Beside()
    async with alone(beside, Rows.Moved, size=(120, 20)) as (_app, pilot):
        beside.show(scene(), None)
        await pilot.pause()
        await pilot.click(Beside, offset=(10, 3))
        assert name(beside) == "library"
        await pilot.click(Beside, offset=(10, 0))
        assert name(beside) == "library"


async def test_an_equal_look_is_not_drawn_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    beside, side, found = Beside(), scene(), compared()
    async with alone(beside, size=(120, 20)) as (_app, pilot):
        beside.show(side, found)
        await pilot.pause()
        drawn: list[object] = []
        monkeypatch.setattr(beside, "refresh", lambda *args, **_: drawn.append(args))

        beside.show(side, found)

        assert drawn == []


async def test_without_two_processes_there_is_nothing() -> None:
    beside = Beside()
    async with alone(beside, size=(80, 8)) as (app, pilot):
        beside.show(None, None)
        await pilot.pause()

        assert beside.selected is None
        assert not "".join(app.text()).strip()
