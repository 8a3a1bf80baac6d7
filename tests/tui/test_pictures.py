"""Pictures of whole screens; `pytest --snapshot-update` draws them anew.

Few on purpose: they change with every release of Textual, so they are compared with
the release that drew them only. What the panes say is tested as text elsewhere.
"""

import os
from collections.abc import Callable
from dataclasses import replace

import pytest
import textual
from textual.pilot import Pilot

from memscope.lab.catalog import find_sample
from memscope.lessons.engine import LessonRun
from memscope.tui.app import MemscopeApp
from memscope.tui.screens.home import HomeScreen
from memscope.tui.screens.lesson import screen_for
from memscope.tui.screens.scope.screen import ScopeScreen
from memscope.tui.session import Cast, LessonSession, Session
from memscope.tui.settings.file import SettingsFile
from tests.tui.stage import Obedient, press, settle
from tests.tui.synthetic import KIB, Steps, pair, process, snapshot
from tests.tui.test_home_screen import NotingDesk
from tests.tui.test_lesson_screen import Counting

DRAWN_WITH = "8.2.8"

pytestmark = [
    pytest.mark.tui,
    pytest.mark.skipif(
        textual.__version__ != DRAWN_WITH,
        reason=f"pictures are of Textual {DRAWN_WITH}: install it with make test",
    ),
]

Compare = Callable[..., bool]


@pytest.fixture(autouse=True)
def _unprivileged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)


def scope() -> tuple[MemscopeApp, Callable[..., object]]:
    """Return the app and what brings it to its second look."""
    busy = snapshot(
        process(heap=1412 * KIB, touched=2800 * KIB, threads=4),
        process(4243, base=0x5580_1000_0000),
    )
    source = Steps(pair(), busy)
    cast = Cast(Obedient(), find_sample("anatomy").actions)
    session = Session(lambda: "a lesson", source, {4242: cast})

    def show(app: MemscopeApp) -> None:
        app.push_screen(ScopeScreen(session))

    async def second_look(pilot: Pilot[int], *keys: str) -> None:
        await until(pilot, lambda one: one.view is not None)
        source.step()
        await until(pilot, lambda one: bool(one.view and one.view.events))
        await press(pilot, *keys)
        await settle(pilot)

    steady = SettingsFile()
    steady.settings = replace(steady.settings, glow="off")  # it fades by the clock
    return MemscopeApp(show, steady), second_look


async def until(pilot: Pilot[int], holds: Callable[[ScopeScreen], bool]) -> None:
    for _round in range(2000):
        screen = pilot.app.screen
        if isinstance(screen, ScopeScreen) and holds(screen):
            await pilot.pause()
            return
        await pilot.pause(0.005)
    raise AssertionError("the second look never came")


@pytest.mark.parametrize(
    ("size", "keys"),
    [
        ((160, 45), ()),
        ((80, 24), ()),
        ((160, 45), ("T",)),
        ((160, 45), ("T", "T")),
        ((120, 36), ("c", "L")),
    ],
    ids=["main", "narrow", "light", "high-contrast", "beside-japanese"],
)
def test_scope(
    snap_compare: Compare, size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    app, second_look = scope()

    assert snap_compare(
        app, terminal_size=size, run_before=lambda pilot: second_look(pilot, *keys)
    )


def test_scope_in_ascii(snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    app, second_look = scope()

    assert snap_compare(app, terminal_size=(120, 36), run_before=second_look)


def test_lesson(snap_compare: Compare) -> None:
    run = LessonRun(Counting)
    session = LessonSession(
        lambda: "counting",
        Steps(pair()),
        note=lambda: "a step starts one",
        on_close=run.close,
        keeps_ended=False,
        run=run,
    )

    def show(app: MemscopeApp) -> None:
        app.push_screen(screen_for(session))

    async def first_step(pilot: Pilot[int]) -> None:
        await until(pilot, lambda one: one.view is not None)
        await press(pilot, "n")
        await settle(pilot)

    assert snap_compare(
        MemscopeApp(show), terminal_size=(160, 45), run_before=first_step
    )
    run.close()


def test_home(snap_compare: Compare) -> None:
    def show(app: MemscopeApp) -> None:
        app.push_screen(HomeScreen(NotingDesk()))

    async def listed(pilot: Pilot[int]) -> None:
        await settle(pilot)

    assert snap_compare(MemscopeApp(show), terminal_size=(120, 36), run_before=listed)
