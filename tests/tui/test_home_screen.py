"""The first screen: lessons, running processes, and what opens them."""

import threading
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from memscope.errors import AccessDenied, MemscopeError, ProcessGone
from memscope.i18n import _
from memscope.lab.lab import Lab
from memscope.proc.processes import Listed
from memscope.tui.app import MemscopeApp
from memscope.tui.lesson_row import LessonRow
from memscope.tui.screens.home import HomeScreen
from memscope.tui.screens.lesson import screen_for
from memscope.tui.screens.scope.screen import ScopeScreen
from memscope.tui.session import Session
from memscope.tui.settings.file import SettingsFile
from memscope.tui.widgets.process_list import ProcessList
from tests.tui.stage import SIZES, burst, press, settle
from tests.tui.synthetic import Steps, pair

pytestmark = pytest.mark.tui

PROCESSES = (
    Listed(7, "small", "ann", 1, 1 << 20, ("/bin/small", "-x"), 1, 1 << 21),
    Listed(8, "large", "bob", 3, 1 << 30, ("/usr/bin/large",), 7, 1 << 31),
    Listed(9, "hidden", None, None, None, (), is_refused=True),
)


def no_session(lab: Lab) -> Session:
    raise AssertionError("scenes are opened through the screen's own callable")


SCENE = LessonRow(
    lambda: _("threads"), lambda: _("how to read the picture"), no_session
)


class NotingDesk:
    """Notes what the home screen opens."""

    def __init__(self, listed: Sequence[Listed] = (), *lessons: LessonRow) -> None:
        self.listed = listed or PROCESSES
        self.given = lessons or (SCENE,)
        self.opened: list[str] = []
        self.closed = threading.Event()
        self.error: MemscopeError | None = None
        self.recorded: Sequence[str] = ()

    def processes(self) -> Sequence[Listed]:
        return self.listed

    def shares(self, pids: Sequence[int]) -> Mapping[int, int | None]:
        return {7: 3 << 20, 8: 1 << 20}

    def lessons(self) -> Sequence[LessonRow]:
        return self.given

    def recordings(self) -> Sequence[str]:
        return self.recorded

    def open_lesson(self, lesson: LessonRow) -> Session:
        return self._session(lesson.title())

    def open_tour(self) -> Session:
        return self._session("tour")

    def watch(self, chosen: Sequence[Listed]) -> Session:
        return self._session(" ".join(one.name for one in chosen))

    def screen_of(self, session: Session, back: Callable[[], None]) -> Screen[None]:
        return screen_for(session, back)

    def replay(self, path: str, moment: str, back: Callable[[], None]) -> Screen[None]:
        self.opened.append(path)
        return Screen()

    def warm_up(self) -> None:
        pass

    def _session(self, name: str) -> Session:
        if self.error is not None:
            raise self.error
        self.opened.append(name)
        return Session(lambda: name, Steps(pair()), on_close=self.closed.set)


@asynccontextmanager
async def home(
    size: tuple[int, int] = (120, 36),
    *,
    recorded: Sequence[str] = (),
    focus: str = "lessons",
    offers_tour: bool = False,
) -> AsyncIterator[tuple[Pilot[int], NotingDesk]]:
    desk = NotingDesk()
    desk.recorded = recorded

    def show(app: MemscopeApp) -> None:
        app.push_screen(HomeScreen(desk, focus=focus, offers_tour=offers_tour))

    app = MemscopeApp(show, SettingsFile())
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
            "small  -x",
            "1.0G",
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


async def test_s_sorts_by_the_next_column_says_so_and_remembers() -> None:
    async with home() as (pilot, _desk):
        running = pilot.app.screen.query_one(ProcessList)
        orders = []
        for _column in range(8):
            await press(pilot, "s")
            await press(pilot, "tab", "home", "tab")
            await settle(pilot)
            selected = running.selected
            assert selected is not None
            orders.append((running.order.name, selected.name))

        assert orders == [
            ("GROWN", "small"),
            ("VIRTUAL", "large"),
            ("THREADS", "large"),
            ("NAME", "hidden"),
            ("USER", "small"),
            ("PID", "small"),
            ("PSS", "small"),
            ("RESIDENT", "large"),
        ]
        assert "by resident" in text_of(pilot)
        assert isinstance(pilot.app, MemscopeApp)
        assert pilot.app.kept.settings.home_sort == "resident"


async def test_what_is_unknown_is_a_dash_and_what_may_not_be_read_says_why() -> None:
    async with home() as (pilot, _desk):
        row = next(line for line in text_of(pilot).splitlines() if "hidden" in line)

        assert row.count("–") == 5
        assert "unreadable" in row


async def test_a_letter_that_means_nothing_else_begins_to_filter() -> None:
    async with home(focus="processes") as (pilot, _desk):
        await burst(pilot, "mall")
        await settle(pilot)

        assert pilot.app.screen.query_one(ProcessList).wanted == "mall"
        assert "large" not in text_of(pilot)


async def test_all_that_is_pasted_behind_the_slash_arrives() -> None:
    async with home(focus="processes") as (pilot, _desk):
        await burst(pilot, "/qsvtT-x")
        await settle(pilot)

        assert pilot.app.screen.query_one(ProcessList).wanted == "qsvtT-x"
        assert pilot.app.is_running


async def test_marked_processes_are_opened_together() -> None:
    async with home(focus="processes") as (pilot, desk):
        await press(pilot, "v", "v")
        assert "marked: 2" in text_of(pilot)

        await press(pilot, "enter")
        assert desk.opened == ["small large"]


async def test_t_shows_who_started_whom_and_is_remembered() -> None:
    async with home(focus="processes") as (pilot, _desk):
        await press(pilot, "t")

        assert "└ large" in text_of(pilot)
        assert isinstance(pilot.app, MemscopeApp)
        assert pilot.app.kept.settings.home_tree


async def test_the_focus_is_where_it_was_last_used() -> None:
    async with home() as (pilot, _desk):
        await press(pilot, "tab")

        assert isinstance(pilot.app, MemscopeApp)
        assert pilot.app.kept.settings.home_focus == "processes"
    async with home(focus="processes") as (pilot, desk):
        await press(pilot, "enter")
        assert desk.opened == ["large"]


async def test_a_recording_of_this_folder_is_one_key_away() -> None:
    async with home(recorded=["shell.memscope"]) as (pilot, desk):
        assert "recordings 1" in text_of(pilot)

        await press(pilot, "tab", "enter")
        assert desk.opened == ["shell.memscope"]


async def test_an_equal_list_paints_nothing() -> None:
    async with home(focus="processes") as (pilot, _desk):
        running = pilot.app.screen.query_one(ProcessList)
        running.show(PROCESSES, 100.0)
        await settle(pilot)
        asked: list[object] = []
        running.refresh = lambda *regions, **_more: asked.append(regions)  # type: ignore[assignment,method-assign] # noted
        running.show(PROCESSES, 100.2)

        assert asked == []


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


async def test_the_tour_is_offered_once_and_y_accepts() -> None:
    async with home((80, 24), offers_tour=True) as (pilot, desk):
        assert isinstance(pilot.app, MemscopeApp)
        assert pilot.app.kept.settings.tour_seen
        assert "New here?" in text_of(pilot)

        await press(pilot, "y")

        assert desk.opened == ["tour"]


@pytest.mark.parametrize(("key", "opened"), [("escape", []), ("enter", ["threads"])])
async def test_any_other_key_takes_the_offer_away_and_does_what_it_does(
    key: str, opened: list[str]
) -> None:
    async with home(offers_tour=True) as (pilot, desk):
        await press(pilot, key)
        assert desk.opened == opened
        await press(pilot, "escape")

        assert "New here?" not in text_of(pilot)
        await press(pilot, "y")
        assert desk.opened == opened


async def test_what_is_typed_in_one_burst_is_no_answer_to_the_offer() -> None:
    async with home(focus="processes", offers_tour=True) as (pilot, desk):
        await burst(pilot, "tiny")

        assert desk.opened == []


async def test_without_an_offer_y_means_nothing_and_the_palette_has_the_tour() -> None:
    async with home() as (pilot, desk):
        await press(pilot, "y")
        assert desk.opened == []

        await press(pilot, "ctrl+p", *"the tour", "enter")
        assert desk.opened == ["tour"]
