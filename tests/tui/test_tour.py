"""The tour on a living sample: every key that it names leads on, and esc ends it."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from memscope.i18n import _, set_language
from memscope.tui.app import MemscopeApp
from memscope.tui.desk import Desk
from memscope.tui.screens.home import HomeScreen
from memscope.tui.screens.tour import TourScreen
from memscope.tui.settings.file import SettingsFile
from tests.patience import PATIENCE_S
from tests.tui.stage import Obedient, Stage
from tests.tui.synthetic import Steps

pytestmark = [pytest.mark.tui, pytest.mark.live]

KEYS = {
    "→": "right",
    "[": "left_square_bracket",
    "]": "right_square_bracket",
    "/": "slash",
    "esc": "escape",
}
_AGAIN_S = 1.0
"""After that a key is pressed once more, as the tour says of some."""


@asynccontextmanager
async def tour(size: tuple[int, int]) -> AsyncIterator[tuple[Stage, TourScreen]]:
    with Desk() as desk:

        def show(app: MemscopeApp) -> None:
            app.push_screen(HomeScreen(desk, offers_tour=True))

        app = MemscopeApp(show, SettingsFile())
        async with app.run_test(size=size) as pilot:
            stage = Stage(pilot, Steps(), Obedient())
            await pilot.press("y")
            await stage.until(lambda: isinstance(app.screen, TourScreen))
            screen = app.screen
            assert isinstance(screen, TourScreen)
            await stage.until(lambda: screen.view is not None)
            yield stage, screen


async def press_what_it_names(stage: Stage, screen: TourScreen) -> None:
    part = screen.guide.standing.part
    assert part is not None
    assert part.key in stage.text()
    assert _(part.what) in stage.text()
    assert _(part.why) in stage.text()
    deadline = time.monotonic() + PATIENCE_S
    while screen.guide.standing.part is part:
        assert time.monotonic() < deadline, f"{part.key}:\n{stage.text()}"
        await stage.pilot.press(KEYS.get(part.key, part.key))
        again = time.monotonic() + _AGAIN_S
        while screen.guide.standing.part is part and time.monotonic() < again:
            await stage.pilot.pause(0.02)


async def until_gone(stage: Stage, pid: int) -> None:
    await stage.until(lambda: not Path(f"/proc/{pid}").exists())


@pytest.mark.parametrize(("code", "size"), [("ja", (80, 24)), ("en", (120, 36))])
async def test_each_step_is_done_by_the_key_that_it_names(
    code: str, size: tuple[int, int]
) -> None:
    set_language(code)
    async with tour(size) as (stage, screen):
        (pid,) = screen.session.casts
        while screen.guide.standing.part is not None:
            await press_what_it_names(stage, screen)

        await stage.sees(_("done: this program is yours to play with"))
        await stage.press("escape")
        await stage.until(lambda: isinstance(stage.app.screen, HomeScreen))
        await until_gone(stage, pid)


async def test_other_keys_lead_nowhere_and_esc_ends_it_at_once() -> None:
    async with tour((120, 36)) as (stage, screen):
        (pid,) = screen.session.casts
        await stage.press("down", "up", "s", "a")
        assert screen.guide.standing.number == 1

        await stage.press("escape")
        await stage.until(lambda: isinstance(stage.app.screen, HomeScreen))
        await until_gone(stage, pid)
