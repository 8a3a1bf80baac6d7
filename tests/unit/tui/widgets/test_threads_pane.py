"""The pane of threads keeps its cursor on a thread, and does what a click asks for."""

import pytest
from msgspec.structs import replace

from memscope.analyze.lanes.order import ThreadOrder
from memscope.model.process import Process
from memscope.tui.build import ViewBuilder
from memscope.tui.view import View
from memscope.tui.widgets.rows import Rows
from memscope.tui.widgets.threads_pane import ThreadsPane
from tests.tui.synthetic import process, snapshot
from tests.unit.render.threads.shop import PID, process_at
from tests.unit.tui.widgets.alone import alone

pytestmark = pytest.mark.unit


def view_of(*processes: Process) -> View:
    return ViewBuilder().add(0.0, snapshot(*processes))


def selected(pane: ThreadsPane) -> tuple[int, int]:
    row = pane.selected
    assert row is not None
    return row.process.pid, row.key.tid


async def test_before_the_first_look_nothing_is_selected() -> None:
    pane = ThreadsPane()
    async with alone(pane) as (_app, pilot):
        pane.select(4242, None)
        pane.follow((4242, 1))
        await pilot.press("down", "enter")

        assert pane.selected is None
        assert pane.row_count() == 0


async def test_each_thread_has_a_line_below_the_heads() -> None:
    pane = ThreadsPane()
    async with alone(pane) as (app, pilot):
        pane.show(view_of(process()))
        await pilot.pause()

        lines = app.text()
        assert "waits for" in lines[0]
        assert "4242 main" in lines[1]
        assert "4250 worker-1" in lines[2]
        assert pane.border_title is not None
        assert str(pane.border_title) == "threads 3 · by CPU"


async def test_threads_of_several_processes_stand_below_their_own() -> None:
    pane = ThreadsPane()
    async with alone(pane, size=(80, 12)) as (app, pilot):
        pane.show(view_of(process(4242), process(4343)))
        await pilot.pause()

        lines = app.text()
        assert "A  4242 anatomy" in lines[1]
        assert "3 threads" in lines[1]
        assert "B  4343 anatomy" in lines[5]
        pane.select(4343, None)
        assert selected(pane) == (4343, 0)


async def test_a_fold_opens_and_its_threads_can_be_selected_without() -> None:
    pane = ThreadsPane()
    async with alone(pane, size=(80, 12)) as (app, pilot):
        pane.show(view_of(process(threads=10)))
        await pilot.pause()
        assert pane.row_count() == 3
        assert "8 more alike" in app.text()[3]

        pane.select(4242, 4255)
        await pilot.pause()
        assert selected(pane) == (4242, 4255)
        assert "7 more alike" in app.text()[4]

        pane.select(4242, 4242)
        await pilot.press("end", "enter")
        await pilot.pause()
        assert pane.row_count() == 11
        await pilot.press("end")
        await pilot.pause()
        assert "4258" in app.text()[-2]


async def test_the_cursor_stays_on_its_thread_however_they_are_sorted() -> None:
    pane = ThreadsPane()
    async with alone(pane) as (_app, pilot):
        pane.show(view_of(process()))
        pane.select(4242, 4250)
        pane.sort()
        pane.turn()
        await pilot.pause()

        assert pane.order is ThreadOrder.NAME
        assert selected(pane) == (4242, 4250)
        assert str(pane.border_title) == "threads 3 · by name"


async def test_a_click_on_a_head_sorts_and_a_double_click_chooses() -> None:
    pane = ThreadsPane()
    async with alone(pane, Rows.Chosen) as (app, pilot):
        pane.show(view_of(process()))
        await pilot.click(offset=(10, 0))
        assert pane.order is ThreadOrder.NAME

        await pilot.click(offset=(10, 3), times=2)
        assert selected(pane) == (4242, 4251)
        assert len(app.heard) == 1


async def test_a_thread_that_is_gone_leaves_the_cursor_where_it_was() -> None:
    one = process()
    pane = ThreadsPane()
    async with alone(pane) as (_app, pilot):
        builder = ViewBuilder()
        pane.show(builder.add(0.0, snapshot(one)))
        pane.select(4242, 4250)
        fewer = replace(one, threads=(one.threads[0], one.threads[2]))
        pane.show(builder.add(1.0, snapshot(fewer)))
        await pilot.pause()

        assert selected(pane) == (4242, 4251)


@pytest.mark.parametrize("name", ["[heap]", "[/]", "[bold red]x", "a\x1b[2J"])
async def test_a_name_is_drawn_as_it_is(name: str) -> None:
    one = process()
    pane = ThreadsPane()
    async with alone(pane) as (app, pilot):
        threads = (one.threads[0], replace(one.threads[1], name=name))
        pane.show(view_of(replace(one, threads=threads)))
        await pilot.pause()

        assert name.replace("\x1b", "\\x1b") in app.text()[2]


async def test_a_click_on_whose_lock_it_is_selects_that_thread() -> None:
    pane = ThreadsPane()
    async with alone(pane, size=(80, 20)) as (app, pilot):
        one = process_at(60)
        pane.show(view_of(one))
        await pilot.pause()
        lines = app.text()
        y = next(at for at, line in enumerate(lines) if "lock of" in line)

        await pilot.click(offset=(lines[y].index("lock of"), y))

        assert selected(pane) == (PID, PID + 4)


async def test_the_mouse_on_a_strip_is_told_which_second_it_is() -> None:
    pane = ThreadsPane()
    async with alone(pane, size=(80, 20)) as (app, pilot):
        pane.show(view_of(process()))
        await pilot.pause()
        head = app.text()[0]
        x = head.index("now") + 2

        await pilot.hover(offset=(x, 1))
        await pilot.pause()
        assert "now – sleeps" in app.text()[0]
        await pilot.hover(offset=(x - 2, 1))
        await pilot.pause()
        assert "-6 s –" in app.text()[0]
        await pilot.hover(offset=(1, 1))
        await pilot.pause()
        assert app.text()[0] == head


async def test_a_key_draws_two_rows_and_the_same_look_none() -> None:
    pane = ThreadsPane()
    async with alone(pane, size=(80, 20)) as (_app, pilot):
        builder, one = ViewBuilder(), snapshot(process_at(60))
        for at in (10.0, 10.2):
            pane.show(builder.add(at, one))
            await pilot.pause()
        before = dict(pane._painted)

        def drawn_since() -> set[int]:
            return {y for y, line in pane._painted.items() if line is not before[y]}

        pane.show(builder.add(10.4, one))
        await pilot.pause()
        assert drawn_since() == set()

        await pilot.press("down")
        await pilot.pause()
        assert drawn_since() == {1, 2}


def two() -> View:
    return view_of(process(4242), process(4343))


async def test_a_thread_is_selected_by_its_number_and_a_process_without_one() -> None:
    pane = ThreadsPane()
    async with alone(pane, Rows.Moved) as (app, pilot):
        pane.show(two())
        await pilot.pause()
        app.heard.clear()
        pane.select(4343, 4351)
        assert selected(pane) == (4343, 4351)
        await pilot.pause()
        pane.select(4343, None)
        assert selected(pane) == (4343, 0)
        pane.select(4343, 4250)
        assert selected(pane) == (4343, 0)
        await pilot.pause()

        assert len(app.heard) == 2


async def test_when_its_thread_ended_the_cursor_is_on_the_process() -> None:
    pane = ThreadsPane()
    async with alone(pane):
        pane.show(two())
        pane.select(4343, 4351)
        pane.show(view_of(process(4242, threads=9), process(4343)))
        assert selected(pane) == (4343, 4351)

        pane.show(view_of(process(4242), process(4343, threads=1)))

        assert selected(pane) == (4343, 0)


async def test_when_its_process_is_gone_the_cursor_is_on_the_first_line() -> None:
    pane = ThreadsPane()
    async with alone(pane):
        pane.show(two())
        pane.select(4343, 4351)
        later = replace(process(4343), start_ticks=99_999)
        pane.show(view_of(process(4242), later))
        assert selected(pane) == (4242, 0)

        pane.show(view_of())

        assert pane.selected is None


async def test_it_follows_the_memory_but_keeps_a_thread_of_that_process() -> None:
    pane = ThreadsPane()
    async with alone(pane, Rows.Moved) as (app, pilot):
        view = two()
        pane.show(view)
        pane.follow(view.processes[1].key)
        assert selected(pane) == (4343, 0)
        pane.select(4343, 4351)
        await pilot.pause()
        app.heard.clear()
        pane.follow(view.processes[1].key)
        await pilot.pause()

        assert selected(pane) == (4343, 4351)
        assert app.heard == []
