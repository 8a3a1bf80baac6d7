"""What a program tells its server of what is seen, and hears from it."""

import time
from dataclasses import replace

import pytest
from textual.screen import Screen

from memscope.tui.whereabouts.headline import Headline, State
from memscope.tui.whereabouts.link import Link, Watching
from memscope.tui.whereabouts.where import Sight, Whereabouts

pytestmark = pytest.mark.unit


class Driver:
    """Keeps what is told."""

    def __init__(self) -> None:
        self.told: list[dict[str, object]] = []
        self.hear = None

    def write_meta(self, what: dict[str, object]) -> None:
        self.told.append(what)


class Seen(Screen[None]):
    """A screen that an address leads to."""

    def __init__(self, spot: Whereabouts | None, head: Headline | None = None) -> None:
        super().__init__()
        self.spot = spot
        self.head = head
        self.watching: Watching | None = None

    def place(self) -> Whereabouts | None:
        return self.spot

    def headline(self) -> Headline | None:
        return self.head

    def note_watching(self, watching: Watching) -> None:
        self.watching = watching


class Spoken(Seen):
    """A screen with notes."""

    def speaker_notes(self) -> dict[str, object]:
        return {"step": 1}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


def linked(*screens: Screen[None]) -> tuple[Link, Driver, list[str]]:
    driver, gone = Driver(), list[str]()
    link = Link(driver, lambda: list(screens), gone.append, lambda at: at)  # type: ignore[arg-type]
    return link, driver, gone


def test_the_screen_in_front_says_where_one_is_and_a_box_over_it_does_not() -> None:
    home, scope = (
        Seen(Whereabouts()),
        Seen(Whereabouts(Sight.PROCESS, 7, 1), Headline("a", 4000)),
    )
    link, driver, _gone = linked(home, scope, Seen(None))

    link.tell()

    assert driver.told == [
        {"type": "seen", "path": "p/7-1", "title": "a 3.9K · memscope", "state": "live"}
    ]


def test_what_is_the_same_is_told_once(clock: list[float]) -> None:
    link, driver, _gone = linked(Seen(Whereabouts()))

    for _n in range(5):
        link.tell()
        clock[0] += 10

    assert len(driver.told) == 1


def test_a_title_is_told_every_two_seconds_at_most(clock: list[float]) -> None:
    scope = Seen(Whereabouts(Sight.PROCESS, 7, 1), Headline("a", 0))
    link, driver, _gone = linked(scope)
    for n in range(16):
        scope.head = Headline("a", n)
        link.tell()
        clock[0] += 0.25

    assert len(driver.told) == 2


def test_another_place_and_the_end_are_told_at_once(clock: list[float]) -> None:
    scope = Seen(Whereabouts(Sight.PROCESS, 7, 1), Headline("a"))
    link, driver, _gone = linked(scope)
    link.tell()
    scope.head = replace(Headline("a"), state=State.ENDED)
    link.tell()
    scope.spot, scope.head = Whereabouts(Sight.PROCESS, 8, 1), Headline("b")
    link.tell()

    assert [one["state"] for one in driver.told] == ["live", "ended", "live"]
    assert driver.told[-1]["title"] == "b · memscope"


def test_notes_are_told_while_there_is_a_lesson() -> None:
    screens: list[Screen[None]] = [Spoken(None)]
    driver = Driver()
    link = Link(driver, lambda: list(screens), print, lambda at: at)  # type: ignore[arg-type]
    link.tell()
    screens.clear()
    link.tell()

    notes = [one["notes"] for one in driver.told if one["type"] == "notes"]
    assert notes == [{"step": 1}, {}]


def test_the_server_may_lead_elsewhere_and_says_how_many_watch() -> None:
    scope = Seen(Whereabouts())
    link, _driver, gone = linked(scope)

    link.hear({"type": "go", "path": "p/1"})
    link.hear({"type": "watched", "count": 23, "shared": True, "others": False})

    assert gone == ["p/1"]
    assert link.watching == scope.watching == Watching(23)


def test_the_program_may_end_sharing_and_hand_over() -> None:
    link, driver, _gone = linked()

    link.share(on=False)
    link.hand_over()

    assert driver.told == [{"type": "share", "on": False}, {"type": "hand_over"}]
