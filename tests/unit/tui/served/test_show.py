"""One program and many eyes, without a program: what each page is sent and told."""

import pytest

from memscope.tui.served import show as show_module
from memscope.tui.served.frames import SeenUpTo
from memscope.tui.served.guest import Guest
from memscope.tui.served.plan import ServePlan
from memscope.tui.served.show import MODES, Show

pytestmark = pytest.mark.unit


def draw_whole(show: Show, data: bytes) -> None:
    show.told({"type": "whole", "width": 80, "height": 24})
    show.drawn(data)


def seen_by(show: Show, guest: Guest) -> bytes:
    news = show.frames_for(guest).since(SeenUpTo())
    assert news is not None
    assert news.whole is not None
    return news.whole.data + news.changes


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

    told, drives = show.facts_for(follower), show.facts_for(driver)

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
