"""The region pane in an app of its own: text, pages in the background, mouse, pin."""

import pytest
from textual.app import App, ComposeResult

from memscope.analyze.space.row import Amounts, RowKey, SpaceRow, What
from memscope.errors import AccessDenied
from memscope.model.kinds import Kind
from memscope.model.page import PageState
from memscope.model.process import Process
from memscope.model.region import Region
from memscope.model.snapshot import Snapshot
from memscope.render.runs import plain
from memscope.tui.build import ViewBuilder
from memscope.tui.colours import themes
from memscope.tui.view import ProcessView
from memscope.tui.widgets.region_pane import RegionPane
from tests.tui.closer import PreparedCloser
from tests.tui.stage import settle
from tests.tui.synthetic import process, snapshot

pytestmark = pytest.mark.tui


class Alone(App[int]):
    """Nothing but the pane."""

    CSS = "RegionPane { width: 44; height: 24; border: none; }"

    def __init__(self) -> None:
        super().__init__()
        self.went: list[int] = []

    def compose(self) -> ComposeResult:
        """The pane."""
        yield RegionPane()

    def on_mount(self) -> None:
        """Our themes."""
        for theme in themes():
            self.register_theme(theme)
        self.theme = themes()[0].name

    def on_region_pane_dot_picked(self, message: RegionPane.DotPicked) -> None:
        """Note where the reader wants to go."""
        self.went.append(message.address)


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


async def _looked(pilot, pane: RegionPane) -> None:  # type: ignore[no-untyped-def]
    pane._not_before = 0.0
    pane._read()
    await settle(pilot)


async def test_pages_are_read_in_the_background_and_drawn_by_age() -> None:
    async with Alone().run_test(size=(60, 30)) as pilot:
        pane, closer, of = pilot.app.query_one(RegionPane), PreparedCloser(), process()
        closer.states = [PageState.EXCLUSIVE] * 300
        pane.look_with(closer)
        await pilot.pause()
        pane.show(_row(of, Kind.HEAP), _view(of))
        assert "looking" in _text(pane)
        await _looked(pilot, pane)
        assert "pages 320" in _text(pane)
        assert "never touched" in _text(pane)
        assert closer.threads != {"MainThread"}


async def test_a_click_on_a_dot_goes_to_its_address_and_hovering_tells_it() -> None:
    async with Alone().run_test(size=(60, 30)) as pilot:
        pane, closer, of = pilot.app.query_one(RegionPane), PreparedCloser(), process()
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
        assert isinstance(pilot.app, Alone)
        assert pilot.app.went == [dot.low]
        assert row.start <= dot.low < row.end


async def test_what_may_not_be_read_is_said() -> None:
    async with Alone().run_test(size=(60, 30)) as pilot:
        pane, closer, of = pilot.app.query_one(RegionPane), PreparedCloser(), process()
        closer.problem = AccessDenied(4242, "pagemap")
        pane.look_with(closer)
        await pilot.pause()
        pane.show(_row(of, Kind.HEAP), _view(of))
        await _looked(pilot, pane)
        assert "looking" not in _text(pane)
        assert "4242" in _text(pane)


async def test_a_pinned_pane_stays_with_its_row() -> None:
    async with Alone().run_test(size=(60, 30)) as pilot:
        pane, of = pilot.app.query_one(RegionPane), process()
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
    async with Alone().run_test(size=(60, 30)) as pilot:
        pane, of = pilot.app.query_one(RegionPane), process()
        await pilot.pause()
        pane.show(_row(of, Kind.HEAP), _view(of))
        await pilot.pause()
        drawn: list[object] = []
        pane.refresh = lambda *regions, **_how: drawn.append(regions)  # type: ignore[method-assign,assignment]
        pane.show(_row(of, Kind.HEAP), _view(of))
        assert not drawn
