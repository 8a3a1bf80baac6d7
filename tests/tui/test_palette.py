"""ctrl+p: everything by name, in our words, and enter does it."""

import pytest

from memscope.tui.app import MemscopeApp
from memscope.tui.colours import LIGHT_NAME
from memscope.tui.offers import Offer, found_in
from memscope.tui.screens.palette import PaletteScreen
from tests.tui.stage import burst, press, scope_on, settle
from tests.tui.test_home_screen import home, text_of

pytestmark = pytest.mark.tui


def offers(*titles: str) -> list[Offer]:
    return [Offer("command", title, "", lambda: None) for title in titles]


def titles(found: list[Offer]) -> list[str]:
    return [one.title for one in found]


def test_every_word_counts_recent_ones_come_first_then_those_it_begins() -> None:
    found = offers("sort the rows", "do sort", "sort back")

    assert titles(found_in(found, "sort", [])) == [
        "sort the rows",
        "sort back",
        "do sort",
    ]
    assert titles(found_in(found, "SORT", ["do sort"]))[0] == "do sort"
    assert titles(found_in(found, "so ck", [])) == ["sort back"]
    assert found_in(found, "nothing", []) == []


async def test_it_offers_commands_with_keys_lessons_processes_and_settings() -> None:
    async with home(size=(120, 60)) as (pilot, _desk):
        await press(pilot, "ctrl+p")

        text = text_of(pilot)
        for words in ("sort the processes", "threads", "8 large", "theme: light"):
            assert words in text
        assert "Screenshot" not in text


async def test_all_that_is_typed_in_one_burst_arrives_and_enter_does_it() -> None:
    async with home() as (pilot, _desk):
        await press(pilot, "ctrl+p")
        await burst(pilot, "theme: light")
        await press(pilot, "enter")
        await settle(pilot)

        assert pilot.app.theme == LIGHT_NAME
        assert not isinstance(pilot.app.screen, PaletteScreen)
        await press(pilot, "ctrl+p")
        assert isinstance(pilot.app.screen, PaletteScreen)
        assert pilot.app.screen.rows.found[0].title == "theme: light"


async def test_a_process_is_opened_by_its_name() -> None:
    async with home() as (pilot, desk):
        await press(pilot, "ctrl+p", *"8 large", "enter")
        await settle(pilot)

        assert desk.opened == ["large"]


async def test_a_language_is_chosen_and_remembered() -> None:
    async with home() as (pilot, _desk):
        await press(pilot, "ctrl+p", *"日本語", "enter")

        assert "レッスン" in text_of(pilot)
        assert isinstance(pilot.app, MemscopeApp)
        assert pilot.app.kept.settings.language == "ja"
        await press(pilot, "ctrl+p", "escape")
        assert not isinstance(pilot.app.screen, PaletteScreen)


async def test_own_filters_are_offered_by_name_on_the_main_screen() -> None:
    async with scope_on() as stage:
        stage.scope.panes.filter.keep({"mine": "kind:heap"})

        await stage.press("ctrl+p", *"mine:", "enter")

        assert stage.scope.panes.filter.typed.text == "kind:heap"
        assert not stage.scope.choices.matcher.is_all
