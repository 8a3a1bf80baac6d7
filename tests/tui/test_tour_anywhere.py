"""The tour begins from the main screen, too; at its end the reader is where he was."""

import pytest

from memscope.errors import SampleFailed
from memscope.tui.app import MemscopeApp
from memscope.tui.screens.scope.screen import ScopeScreen
from memscope.tui.screens.tour import TourScreen
from memscope.tui.session import Session
from memscope.tui.tour.session import TourSession
from tests.tui.stage import Obedient, Stage
from tests.tui.synthetic import Steps, pair

pytestmark = pytest.mark.tui
WAYS = [("ctrl+p", *"tour again", "enter"), ("question_mark", "question_mark", "t")]


def show(app: MemscopeApp, session: Session) -> None:
    app.push_screen(ScopeScreen(session))


@pytest.mark.parametrize("keys", WAYS)
async def test_it_begins_by_name_and_from_the_list_of_keys(keys: list[str]) -> None:
    ended: list[str] = []
    given = TourSession(
        lambda: "tour", Steps(pair()), on_close=lambda: ended.append("tour")
    )
    session = Session(lambda: "4242", Steps(pair()), tour=lambda: given)
    app = MemscopeApp(lambda app: show(app, session))
    async with app.run_test(size=(120, 36)) as pilot:
        stage = Stage(pilot, Steps(), Obedient())
        await stage.until(lambda: stage.scope.view is not None)
        await stage.settle()
        scope = stage.scope
        await stage.press("down", "down", "down")
        row = stage.selected.key
        await stage.press(*keys)
        await stage.until(lambda: isinstance(app.screen, TourScreen))
        await stage.settle()
        assert scope.can_guide

        await stage.press("escape")
        assert app.screen is scope
        assert stage.selected.key == row
        assert app.focused is scope.panes.table
        await stage.until(lambda: ended == ["tour"])


async def test_a_program_that_does_not_start_is_no_end() -> None:
    def fails() -> Session:
        raise SampleFailed("anatomy: cannot start")

    session = Session(lambda: "4242", Steps(pair()), tour=fails)
    app = MemscopeApp(lambda app: show(app, session))
    async with app.run_test(size=(120, 36)) as pilot:
        stage = Stage(pilot, Steps(), Obedient())
        await stage.until(lambda: stage.scope.view is not None)
        stage.scope.open_tour()
        await stage.sees("cannot start")
        assert app.screen is stage.scope
