"""One program and many eyes, without a program: what each page is sent and told."""

import json

import pytest

from memscope.tui.served import show as show_module
from memscope.tui.served.frames import SeenUpTo
from memscope.tui.served.guest import Guest
from memscope.tui.served.plan import ServePlan
from memscope.tui.served.show import MODES, Show

pytestmark = pytest.mark.unit


class Silent:
    """A program that starts and says nothing."""

    def __init__(self, *_how: object) -> None:
        self.told: list[object] = []

    async def start(self, width: int, height: int) -> None:
        """Start it."""

    async def send_meta(self, what: object) -> None:
        """Tell it something."""
        self.told.append(what)


def draw_whole(show: Show, data: bytes) -> None:
    show.told({"type": "whole", "width": 80, "height": 24})
    show.drawn(data)


def seen_by(show: Show, guest: Guest) -> bytes:
    news = show.frames_for(guest).since(SeenUpTo())
    assert news is not None
    assert news.whole is not None
    return news.whole.data + news.changes


def told_to(show: Show, guest: Guest) -> dict[str, object]:
    kind, facts = json.loads(show.facts_for(guest))
    assert kind == "facts"
    assert isinstance(facts, dict)
    return facts


@pytest.fixture
def driver() -> Guest:
    return Guest("driver", may_drive=True)


@pytest.fixture
def show(monkeypatch: pytest.MonkeyPatch) -> Show:
    monkeypatch.setattr(show_module, "GRACE_S", 0.0)
    return Show(ServePlan())


async def test_all_see_the_same_and_the_mouse_is_the_drivers(
    show: Show, driver: Guest
) -> None:
    draw_whole(show, b"whole")
    show.drawn(b"change")

    assert seen_by(show, driver) == MODES + b"wholechange"
    assert seen_by(show, Guest()) == b"\x1b[?25lwholechange"


async def test_what_is_private_is_kept_from_those_who_follow(
    show: Show, driver: Guest
) -> None:
    draw_whole(show, b"public")
    show.told({"type": "cover", "on": True})
    show.drawn(b"secret")
    draw_whole(show, b"secret")

    assert b"secret" in seen_by(show, driver)
    covered = seen_by(show, Guest())
    assert b"secret" not in covered
    assert b"not shared" in covered

    show.told({"type": "cover", "on": False})
    show.drawn(b"half of the next")
    assert show.frames_for(Guest()).since(SeenUpTo()) is None
    draw_whole(show, b"public again")
    assert b"secret" not in seen_by(show, Guest())


async def test_the_drivers_clipboard_is_nobody_elses(show: Show, driver: Guest) -> None:
    other = Guest("other", may_drive=True)
    show.come(driver)
    show.come(other)
    show.told({"type": "aside", "data": "\x1b]52;c;YQ==\x07"})

    assert show.aside(Guest()) == show.aside(other) == ""
    assert show.aside(driver) == "\x1b]52;c;YQ==\x07"
    assert show.aside(driver) == ""


async def test_who_follows_is_told_no_address_and_who_drives_how_many_watch(
    show: Show, driver: Guest
) -> None:
    follower = Guest()
    show.come(driver)
    show.come(follower)
    show.told({"type": "seen", "path": "p/1-2", "title": "a", "state": "past"})

    told, drives = told_to(show, follower), told_to(show, driver)

    assert (told["role"], told["title"], told["state"]) == ("follower", "a", "past")
    assert not {"path", "watching", "others", "shared"} & set(told)
    assert (drives["role"], drives["path"], drives["watching"]) == (
        "driver",
        "p/1-2",
        1,
    )


async def test_a_program_may_end_sharing_and_hand_over(
    show: Show, driver: Guest
) -> None:
    other = Guest("other", may_drive=True)
    show.come(driver)
    show.come(other)

    show.told({"type": "share", "on": False})
    show.told({"type": "hand_over"})

    assert not show.is_shared
    assert show.wheel.driver is other


async def test_there_is_something_to_see_from_the_first_picture_on(
    monkeypatch: pytest.MonkeyPatch, driver: Guest
) -> None:
    monkeypatch.setattr(show_module, "Visit", Silent)
    show = Show(ServePlan())
    await show.start()

    assert told_to(show, driver)["begun"] is False
    assert show.frames_for(driver).since(SeenUpTo()) is None
    show.drawn(b"picture")
    assert told_to(show, driver)["begun"] is True
    assert seen_by(show, driver) == MODES + b"\x1b[2Jpicture"


async def test_what_is_drawn_for_another_size_begins_nothing(
    monkeypatch: pytest.MonkeyPatch, driver: Guest
) -> None:
    monkeypatch.setattr(show_module, "Visit", Silent)
    show = Show(ServePlan())
    await show.start()
    show.resize(80, 24)
    show.drawn(b"of the usual size")

    assert show.frames_for(driver).since(SeenUpTo()) is None
    draw_whole(show, b"whole")
    assert seen_by(show, driver) == MODES + b"whole"


async def test_all_who_follow_are_told_one_and_the_same_text(show: Show) -> None:
    draw_whole(show, b"whole")
    one, other = Guest("one"), Guest("other")

    assert show.facts_for(one) is show.facts_for(other)
    show.drawn(b"change")
    assert show.facts_for(one) is show.facts_for(other)


@pytest.mark.parametrize(
    "said", [{}, {"type": "?"}, {"type": "cover"}, {"type": "whole", "width": "80"}]
)
async def test_what_a_program_says_wrongly_changes_nothing(
    show: Show, said: dict[str, object]
) -> None:
    draw_whole(show, b"whole")
    show.told(said)
    show.drawn(b"change")

    assert seen_by(show, Guest()).endswith(b"wholechange")
