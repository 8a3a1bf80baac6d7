"""Lines between panes are dragged, and stay where they were left."""

import pytest

from memscope.tui.screens.scope.splitters import Splitters
from tests.tui.stage import Stage, scope_on
from tests.tui.synthetic import process, snapshot

pytestmark = pytest.mark.tui


async def drag(stage: Stage, start: tuple[int, int], end: tuple[int, int]) -> None:
    await stage.pilot.mouse_down(offset=start)
    await stage.pilot.hover(offset=end)
    await stage.pilot.mouse_up(offset=end)
    await stage.settle()


async def test_the_region_pane_grows_and_shrinks() -> None:
    async with scope_on(snapshot(process()), size=(160, 45)) as stage:
        region = stage.scope.panes.region
        edge = region.region

        await drag(stage, (edge.x, edge.y + 5), (edge.x - 10, edge.y + 5))
        assert region.region.width == edge.width + 10

        await drag(stage, (edge.x - 10, edge.y + 5), (159, edge.y + 5))
        assert region.region.width == 24


async def test_time_gets_more_lines_or_fewer() -> None:
    async with scope_on(snapshot(process()), size=(160, 45)) as stage:
        bottom, threads = stage.scope.panes.bottom, stage.scope.panes.threads.region
        before = bottom.region.height

        await drag(stage, (threads.x + 40, threads.y), (threads.x + 40, threads.y - 4))

        assert bottom.region.height == before + 4


async def test_a_narrow_terminal_has_its_own_sizes() -> None:
    async with scope_on(snapshot(process()), size=(160, 45)) as stage:
        splitters: Splitters = stage.scope.splitters
        splitters.begin({"bottom": 30, "region": 90, "nonsense": 4})
        await stage.pilot.resize_terminal(161, 45)
        await stage.settle()
        assert stage.scope.panes.bottom.region.height == 27
        assert stage.scope.panes.region.region.width == 90

        await stage.pilot.resize_terminal(80, 24)
        await stage.settle()
        assert stage.scope.panes.bottom.region.height == 8
