"""The first screen: lessons, running processes, and what opens them."""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot

from memscope.errors import AccessDenied, MemscopeError, ProcessGone
from memscope.i18n import _
from memscope.lab.lab import Lab
from memscope.proc.processes import Listed
from memscope.tui.app import MemscopeApp
from memscope.tui.scenes import LessonRow
from memscope.tui.screens.home import HomeScreen
from memscope.tui.screens.scope.screen import ScopeScreen
from memscope.tui.session import Session
from memscope.tui.widgets.pick_lists import ProcessList
from tests.tui.stage import SIZES, press, settle
from tests.tui.synthetic import Steps, pair

pytestmark = pytest.mark.tui

PROCESSES = (
    Listed(7, "small", "ann", 1, 1 << 20, ("/bin/small", "-x")),
    Listed(8, "large", "bob", 3, 1 << 30, ("/usr/bin/large",)),
    Listed(9, "hidden", None, None, None, ()),
)


def no_session(lab: Lab) -> Session:
    raise AssertionError("scenes are opened through the screen's own callable")


SCENE = LessonRow(
    lambda: _("threads"), lambda: _("how to read the picture"), no_session
)


class Desk:
    """Notes what the home screen opens."""

    def __init__(self) -> None:
        self.opened: list[str] = []
        self.closed = threading.Event()
        self.error: MemscopeError | None = None

    def open_scene(self, scene: LessonRow) -> Session:
        return self._session(scene.title())

    def watch(self, one: Listed) -> Session:
        return self._session(one.name)

    def _session(self, name: str) -> Session:
        if self.error is not None:
            raise self.error
        self.opened.append(name)
        return Session(lambda: name, Steps(pair()), on_close=self.closed.set)


@asynccontextmanager
async def home(
    size: tuple[int, int] = (120, 36),
) -> AsyncIterator[tuple[Pilot[int], Desk]]:
    desk = Desk()

    def show(app: MemscopeApp) -> None:
        screen = HomeScreen([SCENE], lambda: PROCESSES, desk.open_scene, desk.watch)
        app.push_screen(screen)

    app = MemscopeApp(show)
    async with app.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        yield pilot, desk


def text_of(pilot: Pilot[int]) -> str:
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join(strip.text for strip in strips)


@pytest.mark.parametrize("size", SIZES)
async def test_lessons_and_processes_are_both_shown(size: tuple[int, int]) -> None:
    async with home(size) as (pilot, _desk):
        text = text_of(pilot)

        for words in (
            "lessons",
            "threads",
            "running processes: 3",
            "small -x",
            "1 GiB",
        ):
            assert words in text


async def test_enter_opens_the_lesson() -> None:
    async with home() as (pilot, desk):
        await press(pilot, "enter")

        assert desk.opened == ["threads"]
        assert isinstance(pilot.app.screen, ScopeScreen)


async def test_a_digit_opens_the_lesson_of_that_number() -> None:
    async with home() as (pilot, desk):
        await press(pilot, "9")
        assert desk.opened == []

        await press(pilot, "1")
        assert desk.opened == ["threads"]


async def test_enter_watches_the_selected_process_the_largest_first() -> None:
    async with home() as (pilot, desk):
        await press(pilot, "tab", "enter")

        assert desk.opened == ["large"]


async def test_escape_comes_back_and_lets_the_samples_go() -> None:
    async with home() as (pilot, desk):
        await press(pilot, "enter")
        await press(pilot, "escape")

        assert isinstance(pilot.app.screen, HomeScreen)
        assert desk.closed.is_set()


async def test_a_session_that_cannot_start_leaves_a_message_and_the_screen() -> None:
    async with home() as (pilot, desk):
        desk.error = AccessDenied(7, "maps [x]")
        await press(pilot, "tab", "enter")

        assert isinstance(pilot.app.screen, HomeScreen)
        assert "maps [x]" in text_of(pilot).replace("\n", "")


async def test_what_went_wrong_is_said_in_the_readers_language() -> None:
    async with home() as (pilot, desk):
        desk.error = ProcessGone(7)
        await press(pilot, "L", "tab", "enter")
        (said,) = pilot.app._notifications

    assert said.message == "プロセス 7: そのようなプロセスはありません"


async def test_the_list_is_filtered_by_what_is_typed() -> None:
    async with home() as (pilot, desk):
        await press(pilot, "slash", *"ANN")
        assert "small" in text_of(pilot)
        assert "large" not in text_of(pilot)

        await press(pilot, "enter", "enter")
        assert desk.opened == ["small"]


async def test_escape_takes_the_filter_away() -> None:
    async with home() as (pilot, _desk):
        await press(pilot, "slash", *"ann", "escape", "escape")

        assert "large" in text_of(pilot)


async def test_s_sorts_by_the_next_column_and_says_so() -> None:
    async with home() as (pilot, _desk):
        running = pilot.app.screen.query_one(ProcessList)
        orders = []
        for _column in range(4):
            await press(pilot, "s")
            await press(pilot, "tab", "home", "tab")
            selected = running.selected
            assert selected is not None
            orders.append((running.order.value, selected.name))

        assert orders == [
            ("threads", "large"),
            ("name", "hidden"),
            ("pid", "small"),
            ("resident", "large"),
        ]
        assert "by resident" in text_of(pilot)


async def test_what_is_unknown_is_a_dash() -> None:
    async with home() as (pilot, _desk):
        row = next(line for line in text_of(pilot).splitlines() if "hidden" in line)

        assert row.count("–") == 3


async def test_the_language_changes_on_the_fly() -> None:
    async with home() as (pilot, _desk):
        await press(pilot, "L")
        assert "レッスン" in text_of(pilot)

        await press(pilot, "L")
        assert "lessons" in text_of(pilot)


@pytest.mark.parametrize("key", ["q", "ctrl+c"])
async def test_it_ends_when_told_to(key: str) -> None:
    async with home() as (pilot, _desk):
        await press(pilot, key)

        assert pilot.app.return_value == {"q": 0, "ctrl+c": 130}[key]


async def test_a_terminal_too_small_gets_a_sentence() -> None:
    async with home((30, 6)) as (pilot, _desk):
        assert "too small" in text_of(pilot)


async def test_a_terminal_that_was_too_small_has_its_focus_again() -> None:
    async with home() as (pilot, desk):
        await press(pilot, "tab")
        for size in [(20, 5), (120, 36)]:
            await pilot.resize_terminal(*size)
            await settle(pilot)
        await press(pilot, "enter")

        assert desk.opened == ["large"]
