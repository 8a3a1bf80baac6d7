"""The region pane in an app of its own: text, pages in the background, mouse, pin."""

import pytest
from textual.pilot import Pilot

from memscope.analyze.space.row import Amounts, RowKey, SpaceRow, What
from memscope.errors import AccessDenied
from memscope.model.kinds import Kind
from memscope.model.page import PageState
from memscope.model.process import Process
from memscope.model.region import Region
from memscope.model.snapshot import Snapshot
from memscope.render.runs import plain
from memscope.tui.build import ViewBuilder
from memscope.tui.view import ProcessView
from memscope.tui.widgets.region_pane import RegionPane
from tests.tui.closer import PreparedCloser
from tests.tui.synthetic import process, snapshot
from tests.unit.tui.widgets.alone import alone

pytestmark = pytest.mark.unit


SIZE = (44, 24)


def _view(of: Process) -> ProcessView:
    look: Snapshot = snapshot(of)
    return ViewBuilder().add(1.0, look).processes[0]


def _row(of: Process, kind: Kind) -> SpaceRow:
    found = next(one for one in of.regions if one.kind is kind)
    return row_of(of, [found])


def row_of(of: Process, regions: list[Region]) -> SpaceRow:
    """Make a row of some regions."""
    first, last = regions[0], regions[-1]
    key = RowKey(
        of.identity, "region", kind=first.kind, label=first.label, start=first.start
    )
    what = What.REGION if len(regions) == 1 else What.GROUP
    resident = sum(one.usage.resident or 0 for one in regions)
    amounts = Amounts(last.end - first.start, resident)
    return SpaceRow(key, what, 0, of, first.start, last.end, regions, amounts=amounts)


def _text(pane: RegionPane) -> str:
    return "\n".join(plain(one) for one in pane.lines(44))


async def _looked(pilot: Pilot[None], pane: RegionPane) -> None:
    """Look at the pages without waiting until the cursor has rested."""
    pane._not_before = 0.0
    pane.look_again()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def test_pages_are_read_in_the_background_and_drawn_by_age() -> None:
    pane, closer, of = RegionPane(), PreparedCloser(), process()
    async with alone(pane, RegionPane.DotPicked, size=SIZE) as (_app, pilot):
        closer.states = [PageState.EXCLUSIVE] * 300
        pane.look_with(closer)
        await pilot.pause()
        pane.show(_row(of, Kind.HEAP), _view(of))
        assert "looking" in _text(pane)
        await _looked(pilot, pane)
        assert "pages 320" in _text(pane)
        assert "never touched" in _text(pane)
        assert closer.threads != {"MainThread"}


@pytest.mark.parametrize("is_shared", [True, False])
async def test_bytes_are_read_only_where_all_who_look_may_see_them(
    is_shared: bool,
) -> None:
    pane, closer, of = RegionPane(), PreparedCloser(), process()
    async with alone(pane, RegionPane.DotPicked, size=(60, 30)) as (_app, pilot):
        pane.look_with(closer, shows_bytes=is_shared)
        await pilot.pause()
        pane.show(_row(of, Kind.HEAP), _view(of))
        await _looked(pilot, pane)
        drawn = "\n".join(plain(one) for one in pane.lines(60))

    assert ("first bytes" in drawn) is is_shared
    assert ("rows" in {name for name, _about in closer.asked}) is is_shared


async def test_a_click_on_a_dot_goes_to_its_address_and_hovering_tells_it() -> None:
    pane, closer, of = RegionPane(), PreparedCloser(), process()
    async with alone(pane, RegionPane.DotPicked, size=SIZE) as (app, pilot):
        closer.states = [PageState.EXCLUSIVE] * 300
        pane.look_with(closer)
        row = _row(of, Kind.HEAP)
        await pilot.pause()
        pane.show(row, _view(of))
        await _looked(pilot, pane)
        top = pane._picture.top
        await pilot.hover(RegionPane, offset=(3, top))
        dot = pane.dot_at(3, top)
        assert dot is not None
        assert f"{dot.low:x}" in str(pane.border_title)
        await pilot.click(RegionPane, offset=(3, top))
        await pilot.pause()
        message = app.heard[0]
        assert isinstance(message, RegionPane.DotPicked)
        assert message.address == dot.low
        assert row.start <= dot.low < row.end


async def test_what_may_not_be_read_is_said() -> None:
    pane, closer, of = RegionPane(), PreparedCloser(), process()
    async with alone(pane, RegionPane.DotPicked, size=SIZE) as (_app, pilot):
        closer.problem = AccessDenied(4242, "pagemap")
        pane.look_with(closer)
        await pilot.pause()
        pane.show(_row(of, Kind.HEAP), _view(of))
        await _looked(pilot, pane)
        assert "looking" not in _text(pane)
        assert "4242" in _text(pane)


async def test_a_pinned_pane_stays_with_its_row() -> None:
    pane, of = RegionPane(), process()
    async with alone(pane, RegionPane.DotPicked, size=SIZE) as (_app, pilot):
        heap, stack = _row(of, Kind.HEAP), _row(of, Kind.STACK)
        await pilot.pause()
        pane.show(heap, _view(of))
        pane.pin()
        pane.show(stack, _view(of))
        assert pane.key == heap.key
        pane.unpin()
        pane.show(stack, _view(of))
        assert pane.key == stack.key


async def test_an_equal_look_draws_nothing() -> None:
    pane, of = RegionPane(), process()
    async with alone(pane, RegionPane.DotPicked, size=SIZE) as (_app, pilot):
        await pilot.pause()
        pane.show(_row(of, Kind.HEAP), _view(of))
        await pilot.pause()
        drawn: list[object] = []
        pane.refresh = lambda *regions, **_how: drawn.append(regions)  # type: ignore[method-assign,assignment]
        pane.show(_row(of, Kind.HEAP), _view(of))
        assert not drawn


async def test_without_anybody_to_ask_it_says_so_and_waits_for_nothing() -> None:
    pane, of = RegionPane(), process()
    async with alone(pane, size=SIZE) as (_app, pilot):
        await pilot.pause()
        pane.show(_row(of, Kind.HEAP), _view(of))
        assert "looking" not in _text(pane)
        assert "living process" in _text(pane)
