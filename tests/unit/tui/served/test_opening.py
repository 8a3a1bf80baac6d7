"""What an address does to the screen that is shown already."""

from collections.abc import Iterator
from typing import cast

import pytest

from memscope.i18n import language, set_language
from memscope.tui.app import MemscopeApp
from memscope.tui.desk import Desk
from memscope.tui.screens.home import HomeScreen
from memscope.tui.served.opening import Opener
from memscope.tui.served.plan import ServePlan
from memscope.tui.served.shelf import Shelf

pytestmark = pytest.mark.unit


class Noting:
    """An app, and its home screen, that note what they are told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def wear(self, theme: str) -> None:
        self.told.append(f"wear {theme}")

    def redraw(self) -> None:
        self.told.append("redraw")

    def leave(self) -> None:
        self.told.append("leave")

    def open(self, _start: object) -> None:
        self.told.append("open")

    def tell_problem(self, error: Exception) -> None:
        self.told.append(type(error).__name__)


@pytest.fixture(autouse=True)
def _same_language() -> Iterator[None]:
    before = language()
    yield
    set_language(before)


def told_by(path: str) -> list[str]:
    noting = Noting()
    opener = Opener(
        cast(MemscopeApp, noting),
        cast(HomeScreen, noting),
        cast(Desk, None),
        Shelf(ServePlan()),
    )
    opener.go(path)
    return noting.told


def test_an_address_without_a_place_changes_how_is_looked_and_not_at_what() -> None:
    assert told_by("?lang=ja&theme=light") == ["wear light", "redraw"]
    assert language() == "ja"
    assert told_by("") == []


def test_a_place_is_opened_from_home() -> None:
    assert told_by("p/4242") == ["leave", "open"]
    assert told_by("lesson/process/2") == ["leave", "open"]


@pytest.mark.parametrize(
    ("path", "problem"), [("x/y/z", "UsageProblem"), ("r/none", "BadFile")]
)
def test_of_what_is_nowhere_home_tells(path: str, problem: str) -> None:
    assert told_by(path) == ["leave", problem]
