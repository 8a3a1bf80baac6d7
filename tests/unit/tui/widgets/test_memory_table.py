"""The memory table: opening, sorting, marking, going to; by key and by mouse."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from textual.strip import Strip

from memscope.analyze.filter.matching import Matcher
from memscope.analyze.filter.parse import parse
from memscope.analyze.space.reading import Axis, Order, Reading
from memscope.analyze.space.row import SpaceRow, What
from memscope.model.kinds import Kind
from memscope.model.process import Process
from memscope.model.region import Region
from memscope.render.space.strip import Shades
from memscope.tui.build import ViewBuilder
from memscope.tui.screens.scope.filtering import bearings
from memscope.tui.view import ProcessView, View
from memscope.tui.widgets.memory_table import MemoryTable
from memscope.tui.widgets.rows import Rows
from tests.tui.synthetic import KIB, MIB, crowd, process, snapshot
from tests.unit.tui.widgets.alone import alone

pytestmark = pytest.mark.unit

SIZE = (96, 30)


def view_of(*processes: Process) -> View:
    return ViewBuilder().add(0.0, snapshot(*processes))


def looks(*processes: Process) -> list[View]:
    builder = ViewBuilder()
    return [builder.add(at * 0.5, snapshot(one)) for at, one in enumerate(processes)]


def selected(table: MemoryTable) -> SpaceRow:
    row = table.selected
    assert row is not None
    return row


def select(table: MemoryTable, kind: str) -> int:
    number = next(at for at, r in enumerate(table.rows.rows()) if r.key.kind == kind)
    table.move_cursor(number)
    return number


async def test_before_the_first_look_there_is_a_head_and_no_row() -> None:
    table = MemoryTable()
    async with alone(table, size=SIZE) as (app, pilot):
        await pilot.press("right", "left", "v", "down", "enter")

        assert table.selected is None
        assert "what" in app.text()[0]
        assert table.marked_rows() == []


async def test_an_open_group_shows_what_is_inside_and_closes_again() -> None:
    table = MemoryTable()
    async with alone(table, MemoryTable.Changed, size=SIZE) as (app, pilot):
        table.show(view_of(process(threads=3)))
        select(table, "thread-stack")
        closed = len(table.rows)

        await pilot.press("right")
        await pilot.pause()
        assert len(table.rows) == closed + 2
        assert any("4250 worker-1" in line for line in app.text())
        await pilot.press("right", "left")
        assert selected(table).members == 2
        assert not selected(table).is_inside

        await pilot.press("left")
        assert len(table.rows) == closed
        assert [m.table for m in app.heard if isinstance(m, MemoryTable.Changed)] == [
            table
        ] * 2


async def test_all_open_is_every_region_and_hole_and_the_cursor_stays() -> None:
    one = process()
    table = MemoryTable()
    async with alone(table, size=SIZE) as (_app, pilot):
        table.show(view_of(one))
        select(table, "heap")

        await pilot.press("m")
        assert len([r for r in table.rows.rows() if r.regions]) == len(one.regions)
        await pilot.press("m")

        assert selected(table).regions[0].kind is Kind.HEAP


@pytest.mark.parametrize("order", Order)
async def test_sorting_keeps_the_cursor_s_row_and_shows_it(order: Order) -> None:
    table = MemoryTable()
    async with alone(table, size=(96, 7)) as (_app, pilot):
        table.show(view_of(process(threads=9)))
        select(table, "heap")
        table.sort_by(order)
        await pilot.pause()

        assert selected(table).key.kind == "heap"
        assert selected(table).key in [row.key for row in table.seen_rows()]


async def test_the_keys_sort_turn_and_change_the_axis() -> None:
    table = MemoryTable()
    async with alone(table, size=SIZE) as (_app, pilot):
        table.show(view_of(process()))
        await pilot.press("s", "S", "a")

        assert table.reading.order is Order.RESIDENT
        assert table.reading.is_turned
        assert table.reading.axis is Axis.MAPPED
        assert "by resident" in table.title_text()


async def test_marked_rows_are_told_from_the_top_whatever_the_order() -> None:
    table = MemoryTable()
    async with alone(table, size=SIZE) as (_app, pilot):
        table.show(view_of(process()))
        select(table, "heap")
        await pilot.press("v")
        select(table, "library")
        await pilot.press("v", "s")

        assert {row.key.kind for row in table.marked_rows()} == {"heap", "library"}
        await pilot.press("V")
        assert len(table.marked_rows()) == len(table.rows)
        assert table.unmark()
        assert not table.unmark()


async def test_rows_are_dragged_over_to_mark_them() -> None:
    table = MemoryTable()
    async with alone(table, size=SIZE) as (_app, pilot):
        table.show(view_of(process()))
        await pilot.pause()
        await pilot.mouse_down(table, offset=(20, 2))
        await pilot.hover(table, offset=(20, 4))
        await pilot.mouse_up(table, offset=(20, 4))

        marked = [row.key for row in table.marked_rows()]
        assert marked == [table.rows.row(at).key for at in (1, 2, 3)]


async def test_a_click_selects_and_a_double_click_opens() -> None:
    table = MemoryTable()
    async with alone(table, MemoryTable.KindWanted, size=SIZE) as (app, pilot):
        table.show(view_of(process(threads=3)))
        number = select(table, "thread-stack")
        table.move_cursor(0)
        await pilot.pause()

        await pilot.click(table, offset=(20, number + 1))
        assert table.cursor == number
        assert not selected(table).is_open
        await pilot.click(table, offset=(20, number + 1), times=2)
        assert selected(table).is_open
        await pilot.click(table, offset=(2, number + 1))

        wanted = [m for m in app.heard if isinstance(m, MemoryTable.KindWanted)]
        assert [m.kind for m in wanted] == ["thread-stack"]


async def test_a_click_on_a_head_sorts_and_on_the_axis_changes_it() -> None:
    table = MemoryTable()
    async with alone(table, size=SIZE) as (app, pilot):
        table.show(view_of(process()))
        await pilot.pause()
        head = app.text()[0]

        await pilot.click(table, offset=(head.index("resident") + 2, 0))
        assert table.reading.order is Order.RESIDENT
        await pilot.click(table, offset=(head.index("resident") + 2, 0))
        assert table.reading.is_turned
        await pilot.click(table, offset=(table.table.layout.bar_at + 1, 0))
        assert table.reading.axis is Axis.MAPPED


@pytest.mark.parametrize("threads", [3, 5000])
async def test_going_to_a_stack_opens_what_it_is_in(threads: int) -> None:
    one = process(threads=threads)
    table = MemoryTable()
    async with alone(table, size=SIZE) as (app, pilot):
        table.show(view_of(one))
        thread = one.threads[threads // 2]
        assert thread.sp is not None
        table.point(one.identity, [(thread.sp, "SP 8K deep")])

        assert table.go_to(one.identity, thread.sp)
        await pilot.pause()

        assert {r.thread for r in selected(table).regions} == {thread.tid}
        assert any("SP 8K deep" in line for line in app.text())
        assert any(f"{thread.tid} worker" in line for line in app.text())
        assert not table.go_to(one.identity, 0x10)


async def test_the_cursor_stays_on_its_region_when_others_come_before_it() -> None:
    table = MemoryTable()
    async with alone(table, size=SIZE):
        before, after = looks(process(threads=2), process(threads=40))
        table.show(before)
        select(table, "library")
        table.action_open()

        table.show(after)

        assert selected(table).key.kind == "library"
        assert selected(table).is_open


async def test_a_filter_shows_what_it_leaves() -> None:
    def stacks(one: ProcessView) -> list[Region]:
        return [r for r in one.process.regions if r.kind is Kind.THREAD_STACK]

    table = MemoryTable()
    async with alone(table, size=SIZE):
        table.show(view_of(process(threads=3)), Reading(), stacks)

        assert [row.key.kind for row in table.rows.rows()] == ["thread-stack"]
        assert "1 group · 2 regions" in table.title_text()


async def test_shift_and_wheel_bring_other_columns() -> None:
    table = MemoryTable()
    async with alone(table, size=SIZE) as (app, pilot):
        table.show(view_of(process()))
        await pilot.pause()
        before = app.text()[0]
        table.shift_columns(2)
        await pilot.pause()

        assert "from" in before
        assert "own" in app.text()[0].partition("Δ")[2] or "perms" in app.text()[0]
        assert app.text()[0] != before


async def test_a_change_glows_and_fades() -> None:
    table = MemoryTable()
    async with alone(table, size=SIZE):
        for view in looks(process(touched=12 * KIB), process(touched=64 * KIB)):
            table.show(view)
        row = table.rows.row(select(table, "thread-stack"))

        steps = []
        for seconds in (0.0, 0.8, 1.6, 2.4, 3.2):
            table.glow.fade(table.glow.began + seconds)
            steps.append(table.glow.of(row))

        assert steps == [4, 3, 2, 1, 0]


async def test_a_key_paints_two_rows_and_an_equal_look_none() -> None:
    drawn: list[int] = []

    class Counted(MemoryTable):
        def render_line(self, y: int) -> Strip:
            drawn.append(y)
            return super().render_line(y)

    table = Counted()
    async with alone(table, size=SIZE) as (_app, pilot):
        still, larger = process(heap=MIB), process(heap=2 * MIB)
        views = looks(still, still, still, larger)
        table.show(views[1])
        await pilot.pause()
        drawn.clear()

        await pilot.press("down")
        await pilot.pause()
        assert sorted(drawn) == [1, 2]
        drawn.clear()
        table.show(views[2])
        await pilot.pause()
        # The head says over how long differences are known by now.
        assert set(drawn) <= {0}
        drawn.clear()
        table.show(views[3])
        await pilot.pause()
        assert 0 < len(set(drawn)) <= 5


async def test_many_regions_are_only_drawn_where_they_are_seen() -> None:
    table = MemoryTable()
    async with alone(table, Rows.Moved, size=SIZE) as (_app, pilot):
        table.show(ViewBuilder().add(0.0, crowd(6_000)))
        await pilot.press("m", "end")
        await pilot.pause()

        assert len(table.rows) > 12_000
        assert len(table._drawn) < 100
        assert selected(table).what is What.REGION


async def test_where_one_went_stays_a_row_when_the_thread_moves_on() -> None:
    one = process(threads=400)
    table = MemoryTable()
    async with alone(table, size=SIZE):
        table.show(view_of(one))
        stack, other = one.threads[77].stack, one.threads[200].stack
        assert stack is not None
        assert other is not None
        table.go_to(one.identity, stack.start)

        table.point(one.identity, [(other.start, "SP 4K deep")])
        table.show(view_of(process(threads=401)))

        assert {r.thread for r in selected(table).regions} == {one.threads[77].tid}


async def test_several_processes_are_rows_that_open() -> None:
    table = MemoryTable()
    async with alone(table, size=SIZE) as (app, pilot):
        table.show(view_of(process(4242), process(4343)))
        await pilot.pause()
        assert len(table.rows) == 2
        assert "4343 anatomy" in app.text()[2]
        assert "2 processes · " in table.title_text()

        await pilot.press("right", "down")
        assert selected(table).what is What.GROUP
        await pilot.press("left", "left")

        assert selected(table).what is What.PROCESS
        assert len(table.rows) == 2


async def test_the_pages_of_an_open_region_are_a_strip_below_it() -> None:
    one = process()
    table = MemoryTable()
    async with alone(table, size=SIZE) as (app, pilot):
        table.show(view_of(one))
        select(table, "heap")
        heap = selected(table)
        await pilot.press("right")
        await pilot.pause()
        line = app.text()[table.cursor + 2]
        assert "320 pages" in line
        assert "not looked" in line

        table.show_shades(heap.key.process, heap.start, Shades([0, 5] * 160, 320))
        await pilot.pause()

        assert "high → low" in app.text()[table.cursor + 2]


async def test_of_equal_regions_a_filter_shows_what_grew_lately() -> None:
    grown = process(touched=64 * KIB)
    views = looks(process(), grown, *[grown] * 80)
    matcher, now = Matcher(parse("grew>0")), [views[1]]

    def match(one: ProcessView) -> Sequence[Region]:
        return matcher.regions(bearings(one, now[0].at))

    table = MemoryTable()
    async with alone(table, size=SIZE):
        table.show(views[1], match=match)
        assert [row.key.kind for row in table.rows.rows()] == ["thread-stack"]
        last = views[1].processes[0].space
        assert views[-1].processes[0].space is last
        now[0] = views[-1]
        table.show(views[-1], match=match)
        assert list(table.rows.rows()) == []


async def test_what_a_filter_leaves_is_made_once_by_whoever_asks_first() -> None:
    matcher, views = Matcher(parse("kind:heap")), looks(process(), process(heap=MIB))
    table, at = MemoryTable(), views[-1].at

    def match(one: ProcessView) -> Sequence[Region]:
        return matcher.regions(bearings(one, at))

    async with alone(table, size=SIZE) as (_app, _pilot):
        table.show(views[0], match=match)
        (one,) = views[1].processes
        part = table.part_with(one.space, match(one))  # on the thread of the feed
        table.show(views[1], match=match)

        assert table.part(one) is part
        assert list(table.rows.spaces) == [part]


async def test_ages_go_on_where_nothing_else_does() -> None:
    view, table = looks(process(), process())[-1], MemoryTable()
    async with alone(table, size=(200, 20)) as (_app, _pilot):
        table.show(view)
        assert ">0s" in table.render_line(2).text

        table.go_on(replace(view, at=view.at + 7200))
        assert ">2h" in table.render_line(2).text
