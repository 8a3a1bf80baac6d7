"""The rail in an app of its own: what is drawn, where a click goes, the zoom."""

import pytest
from textual.app import App, ComposeResult

from memscope.model.kinds import Kind
from memscope.model.process import Process
from memscope.render.space.rail import RailMarks
from memscope.tui.colours import themes
from memscope.tui.widgets.rail import Rail
from tests.tui.synthetic import crowd, process

pytestmark = pytest.mark.tui


class Alone(App[None]):
    """Nothing but the rail."""

    CSS = "Rail { width: 20; height: 20; }"

    def __init__(self) -> None:
        super().__init__()
        self.went: list[int] = []

    def compose(self) -> ComposeResult:
        """The rail."""
        yield Rail()

    def on_mount(self) -> None:
        """Our themes."""
        for theme in themes():
            self.register_theme(theme)
        self.theme = themes()[0].name

    def on_rail_went(self, message: Rail.Went) -> None:
        """Note where the reader wants to go."""
        self.went.append(message.address)

    @property
    def rail(self) -> Rail:
        """It."""
        return self.query_one(Rail)


def _heap(of: Process) -> tuple[int, int]:
    found = next(one for one in of.regions if one.kind is Kind.HEAP)
    return found.start, found.end


async def test_a_click_goes_to_the_address_of_its_line() -> None:
    async with Alone().run_test(size=(40, 24)) as pilot:
        rail, shown = pilot.app.query_one(Rail), process()
        rail.show(shown)
        start, end = _heap(shown)
        line = rail.line_at(end - 1)
        assert line is not None
        await pilot.click(Rail, offset=(10, line))
        await pilot.pause()
        assert isinstance(pilot.app, Alone)
        assert len(pilot.app.went) == 1
        found = shown.region_at(pilot.app.went[0])
        assert found is not None
        assert rail.line_at(found.start) == line or start <= pilot.app.went[0] < end


async def test_an_equal_look_draws_nothing() -> None:
    async with Alone().run_test(size=(40, 24)) as pilot:
        rail = pilot.app.query_one(Rail)
        rail.show(process(), RailMarks(sp=1))
        await pilot.pause()
        drawn: list[object] = []
        rail.refresh = lambda *regions, **_how: drawn.append(regions)  # type: ignore[method-assign,assignment]
        rail.show(process(), RailMarks(sp=1))
        assert not drawn


async def test_a_mark_that_moves_draws_the_lines_it_leaves_and_reaches() -> None:
    async with Alone().run_test(size=(40, 24)) as pilot:
        rail, shown = pilot.app.query_one(Rail), process()
        rail.show(shown, RailMarks(sp=shown.regions[0].start))
        await pilot.pause()
        drawn: list[object] = []
        rail.refresh = lambda *regions, **_how: drawn.append(regions)  # type: ignore[method-assign,assignment]
        rail.show(shown, RailMarks(sp=shown.regions[-1].start))
        assert len(drawn) == 2


async def test_zoom_goes_from_the_whole_space_to_a_page_a_slice_and_back() -> None:
    async with Alone().run_test(size=(40, 24)) as pilot:
        rail, shown = pilot.app.query_one(Rail), process()
        heap = _heap(shown)
        rail.show(shown, RailMarks(selected=heap))
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
    async with Alone().run_test(size=(40, 24)) as pilot:
        rail = pilot.app.query_one(Rail)
        rail.show(process(threads=30))
        await pilot.pause()
        address = rail.address_at(9)
        rail.zoom_in(address)
        await pilot.pause()
        assert address is not None
        assert rail.line_at(address) == 9


async def test_the_logarithm_and_the_whole_come_and_go() -> None:
    async with Alone().run_test(size=(40, 24)) as pilot:
        rail = pilot.app.query_one(Rail)
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
    async with Alone().run_test(size=(40, 24)) as pilot:
        rail, shown = pilot.app.query_one(Rail), process()
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
        assert isinstance(pilot.app, Alone)
        assert not pilot.app.went


async def test_of_very_many_regions_what_is_magnified_goes_on_at_its_ends() -> None:
    async with Alone().run_test(size=(40, 24)) as pilot:
        rail, shown = pilot.app.query_one(Rail), crowd(9_000).processes[0]
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
