"""The tree of processes and threads keeps its cursor on a thread, not on a row."""

import pytest
from msgspec.structs import replace

from memscope.model.process import Process
from memscope.render.runs import EMPTY, plain
from memscope.tui.build import ViewBuilder
from memscope.tui.view import View
from memscope.tui.widgets.rows import Rows
from memscope.tui.widgets.thread_tree import ThreadTree
from tests.tui.synthetic import process, snapshot
from tests.unit.tui.widgets.alone import alone

pytestmark = pytest.mark.unit


def view_of(*processes: Process) -> View:
    return ViewBuilder().add(0.0, snapshot(*processes))


def two() -> View:
    return view_of(process(4242), process(4343))


def selected(tree: ThreadTree) -> tuple[int, int | None]:
    branch = tree.selected
    assert branch is not None
    return branch.process.pid, branch.thread.tid if branch.thread else None


async def test_before_the_first_look_nothing_is_selected() -> None:
    tree = ThreadTree()
    async with alone(tree) as (app, _pilot):
        tree.select(4242, None)
        tree.follow((4242, 1))

        assert tree.selected is None
        assert tree.row_count() == 0
        assert tree.draw_row(0, 0, 40) == EMPTY
        assert "".join(app.text()).strip() == ""


async def test_each_process_and_each_thread_has_a_line() -> None:
    tree = ThreadTree()
    async with alone(tree) as (app, pilot):
        tree.show(two())
        await pilot.pause()

        assert tree.row_count() == 8
        assert selected(tree) == (4242, None)
        lines = app.text()
        assert "4242 anatomy" in lines[0]
        assert "4250" in lines[2]
        assert "worker-1" in lines[2]
        assert "4343 anatomy" in lines[4]


@pytest.mark.parametrize("name", ["[heap]", "[/]", "[bold red]x", "$accent"])
def test_a_name_is_drawn_as_it_is(name: str) -> None:
    tree = ThreadTree()
    tree._branches = view_of(process(name=name)).processes[0].branches

    assert f"4242 {name}" in plain(tree.draw_row(0, 0, 60))


async def test_a_thread_is_selected_by_its_number_and_a_process_without_one() -> None:
    tree = ThreadTree()
    async with alone(tree, Rows.Moved) as (app, pilot):
        tree.show(two())
        await pilot.pause()
        app.heard.clear()
        tree.select(4343, 4351)
        assert selected(tree) == (4343, 4351)
        tree.select(4343, None)
        assert selected(tree) == (4343, None)
        tree.select(4343, 4250)
        assert selected(tree) == (4343, None)
        await pilot.pause()

        assert len(app.heard) == 2


async def test_the_cursor_stays_on_its_thread_when_lines_come_before_it() -> None:
    tree = ThreadTree()
    async with alone(tree):
        tree.show(two())
        tree.select(4343, 4351)

        tree.show(view_of(process(4242, threads=9), process(4343)))

        assert selected(tree) == (4343, 4351)


async def test_of_a_thread_that_ended_the_process_is_selected() -> None:
    tree = ThreadTree()
    async with alone(tree):
        tree.show(two())
        tree.select(4343, 4351)

        tree.show(view_of(process(4242), process(4343, threads=1)))

        assert selected(tree) == (4343, None)


async def test_of_a_process_that_is_gone_the_first_line_is_selected() -> None:
    tree = ThreadTree()
    async with alone(tree):
        tree.show(two())
        tree.select(4343, 4351)

        tree.show(view_of(process(4242)))
        assert selected(tree) == (4242, None)
        tree.show(view_of())
        assert tree.selected is None


async def test_another_process_of_the_same_number_is_not_the_one_selected() -> None:
    tree = ThreadTree()
    async with alone(tree):
        tree.show(two())
        tree.select(4343, 4351)

        later = replace(process(4343), start_ticks=99_999)
        tree.show(view_of(process(4242), later))

        assert selected(tree) == (4242, None)


async def test_the_tree_follows_the_maps_but_keeps_a_thread_of_that_process() -> None:
    tree = ThreadTree()
    async with alone(tree, Rows.Moved) as (app, pilot):
        view = two()
        tree.show(view)
        tree.follow(view.processes[1].key)
        assert selected(tree) == (4343, None)
        tree.select(4343, 4351)
        await pilot.pause()
        app.heard.clear()
        tree.follow(view.processes[1].key)
        tree.follow((1, 1))
        await pilot.pause()

        assert selected(tree) == (4343, 4351)
        assert app.heard == []
