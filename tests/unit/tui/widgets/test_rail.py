"""The rail in an app of its own: what is drawn, where a click goes, the zoom."""

import pytest

from memscope.model.kinds import Kind
from memscope.model.process import Process
from memscope.render.space.rail import RailMarks
from memscope.tui.widgets.rail import Rail
from tests.tui.synthetic import crowd, process
from tests.unit.tui.widgets.alone import alone

pytestmark = pytest.mark.unit


SIZE = (20, 20)


def _heap(of: Process) -> tuple[int, int]:
    found = next(one for one in of.regions if one.kind is Kind.HEAP)
    return found.start, found.end


async def test_a_click_goes_to_the_address_of_its_line() -> None:
    rail, shown = Rail(), process()
    async with alone(rail, Rail.Sought, size=SIZE) as (app, pilot):
        rail.show(shown)
        line = rail.line_at(_heap(shown)[0])
        assert line is not None
        await pilot.click(Rail, offset=(10, line))
        await pilot.pause()
        assert len(app.heard) == 1
        message = app.heard[0]
        assert isinstance(message, Rail.Sought)
        assert rail.line_at(message.address) == line
        assert shown.region_at(message.address) is not None


async def test_an_equal_look_draws_nothing() -> None:
    rail = Rail()
    async with alone(rail, Rail.Sought, size=SIZE) as (_app, pilot):
        rail.show(process(), RailMarks(sp=1))
        await pilot.pause()
        drawn: list[object] = []
        rail.refresh = lambda *regions, **_how: drawn.append(regions)  # type: ignore[method-assign,assignment]
        rail.show(process(), RailMarks(sp=1))
        assert not drawn


async def test_a_mark_that_moves_draws_the_lines_it_leaves_and_reaches() -> None:
    rail, shown = Rail(), process()
    async with alone(rail, Rail.Sought, size=SIZE) as (_app, pilot):
        rail.show(shown, RailMarks(sp=shown.regions[0].start))
        await pilot.pause()
        drawn: list[object] = []
        rail.refresh = lambda *regions, **_how: drawn.append(regions)  # type: ignore[method-assign,assignment]
        rail.show(shown, RailMarks(sp=shown.regions[-1].start))
        assert len(drawn) == 2


async def test_zoom_goes_from_the_whole_space_to_a_page_a_slice_and_back() -> None:
    rail, shown = Rail(), process()
    async with alone(rail, Rail.Sought, size=SIZE) as (_app, _pilot):
        heap = _heap(shown)
        rail.show(shown, RailMarks(selected=(heap,)))
        was = rail.scale_words
        for _step in range(20):
            rail.zoom_in()
            line = rail.line_at(heap[1] - 1)
            assert line is not None
            assert 0 <= line < 20
        assert rail.slices is not None
        assert rail.slices.scale == 4096
        for _step in range(20):
            rail.zoom_out()
        assert rail.is_whole
        assert rail.scale_words == was


async def test_the_point_that_is_magnified_stays_where_it_is() -> None:
    rail = Rail()
    async with alone(rail, Rail.Sought, size=SIZE) as (_app, pilot):
        rail.show(process(threads=30))
        await pilot.pause()
        address = rail.address_at(9)
        rail.zoom_in(address)
        await pilot.pause()
        assert address is not None
        assert rail.line_at(address) == 9


async def test_the_logarithm_and_the_whole_come_and_go() -> None:
    rail = Rail()
    async with alone(rail, Rail.Sought, size=SIZE) as (_app, _pilot):
        rail.show(process())
        linear = rail.scale_words
        rail.toggle_log()
        assert "log" in rail.scale_words
        rail.toggle_log()
        assert rail.scale_words == linear
        rail.zoom_in()
        rail.whole()
        assert rail.is_whole


async def test_dragging_pans_and_goes_nowhere() -> None:
    rail, shown = Rail(), process()
    async with alone(rail, Rail.Sought, size=SIZE) as (app, pilot):
        rail.show(shown)
        for _step in range(4):
            rail.zoom_in(_heap(shown)[1] - 1)
        await pilot.pause()
        top = rail.scroll_offset.y
        await pilot.mouse_down(Rail, offset=(8, 12))
        await pilot.hover(Rail, offset=(8, 7))
        await pilot.mouse_up(Rail, offset=(8, 7))
        await pilot.pause()
        assert rail.scroll_offset.y == top + 5
        assert not app.heard


async def test_of_very_many_regions_what_is_magnified_goes_on_at_its_ends() -> None:
    rail, shown = Rail(), crowd(9_000).processes[0]
    async with alone(rail, Rail.Sought, size=SIZE) as (_app, pilot):
        rail.show(shown)
        middle = shown.regions[4_000].start
        for _step in range(12):
            rail.zoom_in(middle)
        assert rail.slices is not None
        low = rail.slices.start
        assert low > shown.regions[0].start
        rail.scroll_end(animate=False, immediate=True, force=True)
        await pilot.pause()
        assert rail.slices.start < low


async def test_another_look_has_other_colours() -> None:
    rail = Rail()
    async with alone(rail, size=SIZE) as (app, pilot):
        rail.show(process(touched=0))
        await pilot.pause()
        before = list(app.screen._compositor.render_strips())
        rail.show(process(touched=8 << 20))
        await pilot.pause()
        assert list(app.screen._compositor.render_strips()) != before
