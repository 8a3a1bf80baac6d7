"""Back and forward: every place is shown again as it looked."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from memscope.analyze.space.reading import Order
from memscope.model.kinds import Kind
from memscope.tui.screens.bytes import BytesScreen
from memscope.tui.screens.look import CloseLookScreen
from memscope.tui.screens.pages import PagesScreen
from memscope.tui.screens.scope.screen import ScopeScreen
from memscope.tui.screens.where import WhereScreen
from tests.tui.closer import PreparedCloser
from tests.tui.stage import Stage, scope_on
from tests.tui.synthetic import KIB, pair

pytestmark = pytest.mark.tui


@asynccontextmanager
async def scope() -> AsyncIterator[tuple[Stage, int]]:
    """Open it with the cursor on the heap; give that address, too."""
    closer = PreparedCloser()
    closer.process = pair().processes[0]
    regions = closer.process.regions
    heap = next(one.start for one in regions if one.kind is Kind.HEAP)
    async with scope_on(pair(), pair(heap=1412 * KIB), closer=closer) as stage:
        await stage.go_to(heap, 4242)
        yield stage, heap


def page(stage: Stage) -> CloseLookScreen:
    """Return the closer look that is open."""
    assert isinstance(stage.app.screen, CloseLookScreen)
    return stage.app.screen


async def test_hex_opens_again_at_the_address_that_was_left() -> None:
    async with scope() as (stage, heap):
        await stage.press("x", "g", *f"{heap + 0x400:x}", "enter", "escape")
        assert isinstance(stage.app.screen, ScopeScreen)

        await stage.press("alt+left")
        assert isinstance(stage.app.screen, BytesScreen)
        assert page(stage).spot() == heap + 0x400
        await stage.press("alt+left")
        assert isinstance(stage.app.screen, BytesScreen)
        assert page(stage).spot() == heap
        await stage.press("alt+left")
        assert isinstance(stage.app.screen, ScopeScreen)
        assert stage.selected.start == heap
        await stage.press("alt+right", "alt+right")
        assert isinstance(stage.app.screen, BytesScreen)
        assert page(stage).spot() == heap + 0x400


async def test_an_address_of_where_is_a_place_between() -> None:
    async with scope() as (stage, heap):
        await stage.press("w", "ctrl+u", *"7fff", "backspace")
        await stage.press("ctrl+u", *f"{heap + 0x1000:x}", "enter")
        assert page(stage).spot() == heap + 0x1000
        await stage.press("enter")
        assert isinstance(stage.app.screen, ScopeScreen)

        await stage.press("alt+left")
        assert isinstance(stage.app.screen, WhereScreen)
        assert page(stage).spot() == heap + 0x1000
        await stage.press("alt+left")
        assert page(stage).spot() == heap
        await stage.press("alt+left")
        assert isinstance(stage.app.screen, ScopeScreen)


async def test_pages_open_at_the_page_that_was_left() -> None:
    async with scope() as (stage, heap):
        await stage.press("enter", "right", "escape", "alt+left")
        assert isinstance(stage.app.screen, PagesScreen)
        assert page(stage).spot() == heap + 4096


async def test_zooming_several_times_is_one_step() -> None:
    async with scope() as (stage, _heap):
        rail = stage.scope.panes.rail
        await stage.press("plus", "plus", "plus")
        near = rail.zoom
        await stage.press("alt+left")
        assert rail.is_whole
        await stage.press("alt+right")
        assert rail.zoom == near
        await stage.press("0", "alt+left")
        assert rail.zoom == near


async def test_a_question_and_its_order_are_left_and_found_again() -> None:
    async with scope() as (stage, heap):
        await stage.press("slash", "5", "enter")
        shared = stage.table.reading
        assert shared.order is Order.SHARED
        await stage.press("alt+left")
        assert (stage.table.reading.filter, stage.table.reading.order) == (
            "",
            Order.ADDRESS,
        )
        assert stage.selected.start == heap
        await stage.press("alt+right")
        assert stage.table.reading == shared


async def test_another_order_and_another_moment_are_steps() -> None:
    async with scope() as (stage, _heap):
        await stage.press("s", "s")
        assert stage.table.reading.order in {*Order} - {Order.ADDRESS}
        await stage.press("alt+left")
        assert stage.table.reading.order is Order.ADDRESS

        await stage.next_look()
        await stage.press("comma", "comma")
        assert stage.scope.is_back
        await stage.press("alt+left")
        assert not stage.scope.is_back


async def test_what_esc_took_away_comes_back() -> None:
    async with scope() as (stage, _heap):
        await stage.press("slash", *"kind:heap", "enter", "escape")
        assert len(stage.table.reading.filter) == 0
        await stage.press("alt+left")
        assert stage.table.reading.filter == "kind:heap"
        assert stage.selected.key.kind == "heap"


async def test_where_there_is_nothing_before_it_is_said() -> None:
    async with scope() as (stage, _heap):
        await stage.press("alt+left")
        assert "nowhere else" in stage.text()
        await stage.press("x", "alt+left")
        assert isinstance(stage.app.screen, ScopeScreen)
        await stage.press("alt+right", "alt+right")
        assert "no place to go forward" in stage.text()


async def test_esc_leads_from_the_past_to_now_before_anything_else() -> None:
    async with scope() as (stage, _heap):
        await stage.next_look()
        await stage.press("slash", *"kind:heap", "enter", "comma")
        assert stage.scope.is_back
        await stage.press("escape")
        assert not stage.scope.is_back
        assert stage.table.reading.filter == "kind:heap"
        await stage.press("escape")
        assert not stage.table.reading.filter
