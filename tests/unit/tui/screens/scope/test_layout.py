"""Which pane is in front, and which has the focus."""

import pytest

from memscope.tui.screens.scope.layout import PANES
from tests.tui.synthetic import process, snapshot
from tests.unit.tui.screens.scope.parts import bare_parts, parts_on

pytestmark = pytest.mark.unit


async def test_the_maps_are_in_front_until_told_otherwise() -> None:
    async with bare_parts() as parts:
        for name in PANES:
            parts.screen.remove_class(f"-on-{name}")

        assert parts.layout.pane == "maps"


@pytest.mark.parametrize("pane", PANES)
async def test_the_pane_in_front_has_the_focus_and_is_the_only_one(pane: str) -> None:
    async with parts_on() as parts:
        parts.layout.show_pane(pane)
        await parts.settle()

        focused = parts.screen.focused
        assert parts.layout.pane == pane
        assert [one for one in PANES if parts.screen.has_class(f"-on-{one}")] == [pane]
        assert focused is not None
        if pane == "maps":
            assert focused is parts.deck.active
        else:
            assert focused.id == pane


async def test_maps_without_a_process_are_in_front_without_the_focus() -> None:
    async with bare_parts() as parts:
        before = parts.screen.focused
        parts.layout.show_pane("maps")
        await parts.settle()

        assert parts.layout.pane == "maps"
        assert parts.screen.focused is before


async def test_a_click_on_a_pane_brings_it_to_the_front() -> None:
    async with parts_on() as parts:
        parts.layout.note_focus(parts.layout.card)
        assert parts.layout.pane == "card"
        parts.layout.note_focus(parts.layout.totals)
        assert parts.layout.pane == "card"
        assert parts.deck.active is not None
        parts.layout.note_focus(parts.deck.active)

        assert parts.layout.pane == "maps"


async def test_the_focus_is_taken_only_with_the_map_that_goes() -> None:
    async with parts_on() as parts:
        both = parts.host.view
        assert both is not None
        parts.builder.forget()
        alone = parts.builder.add(9.0, snapshot(process(4243)))
        parts.layout.show_pane("maps")
        await parts.settle()

        assert not parts.layout.takes_focused_map(both)
        assert parts.layout.takes_focused_map(alone)
        parts.layout.show_pane("tree")
        await parts.settle()
        assert not parts.layout.takes_focused_map(alone)


async def test_titles_are_written_when_all_is_drawn_again() -> None:
    async with bare_parts() as parts:
        parts.layout.redraw()

        titles = {
            pane.id: pane._border_title.plain if pane._border_title else None
            for pane in (parts.layout.card, parts.layout.actions, parts.layout.threads)
        }
        assert titles == {
            "card": "region",
            "actions": "actions",
            "tree": "processes and threads",
        }
