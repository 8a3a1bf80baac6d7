"""ctrl+p: everything by name, in our words, and enter does it."""

import threading
from collections.abc import Callable
from functools import partial

import pytest

from memscope.model.kinds import Kind
from memscope.tui.app import MemscopeApp
from memscope.tui.colours import LIGHT_NAME
from memscope.tui.offers import Offer, found_in
from memscope.tui.screens.palette import PaletteScreen
from tests.tui.closer import PreparedCloser
from tests.tui.stage import burst, press, scope_on, settle
from tests.tui.synthetic import pair
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


async def test_symbols_follow_what_is_offered_at_once_and_lead_there() -> None:
    asked: list[str] = []
    heap = next(one for one in pair().processes[0].regions if one.kind is Kind.HEAP)

    async with scope_on(closer=PreparedCloser()) as stage:
        gate = threading.Event()

        def find(
            wanted: str,
            told: Callable[[int, int], None],
            is_stopped: Callable[[], bool],
        ) -> list[Offer]:
            asked.append(wanted)
            told(1, 3)
            gate.wait(10)
            go_to = stage.scope.ways.to_address
            process = pair().processes[0]
            run = partial(go_to, process.identity, heap.start)
            return [] if is_stopped() else [Offer("symbol", "heap_top", "g", run)]

        offered = [Offer("command", "heap first", "", lambda: None)]
        palette = PaletteScreen(offered, [], find)
        await stage.app.push_screen(palette)
        await stage.pilot.press(*"heap")
        await stage.sees("symbols: 1 of 3 files")
        assert titles(list(palette.rows.found)) == ["heap first"]
        gate.set()
        await stage.until(
            lambda: titles(list(palette.rows.found)) == ["heap first", "heap_top"]
        )
        await stage.press("down", "enter")
        assert stage.selected.start == heap.start


async def test_the_palette_of_a_living_process_knows_its_symbols() -> None:
    async with scope_on(closer=PreparedCloser()) as stage:
        assert stage.scope.symbol_finder() is not None
    async with scope_on() as stage:
        assert stage.scope.symbol_finder() is None
