"""Without a terminal there is no full screen, and the way out is named."""

import pytest

from memscope.cli import output
from memscope.cli.screen import open_screen
from memscope.errors import UsageProblem
from memscope.tui import start

pytestmark = pytest.mark.unit


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which screens were opened; none is ever drawn."""
    seen: list[str] = []

    def run_app(**_: object) -> int:
        seen.append("scope")
        return 3

    def run_lesson(name: str, **given: object) -> int:
        seen.append(f"{name} {given['options']}")
        return 4

    monkeypatch.setattr(start, "run_app", run_app)
    monkeypatch.setattr(start, "run_lesson", run_lesson)
    monkeypatch.setattr(output, "is_interactive", lambda: False)
    monkeypatch.delenv("TEXTUAL_DRIVER", raising=False)
    return seen


@pytest.mark.parametrize(
    ("lesson", "way"), [("", "memscope snapshot PID"), ("pool", "--headless")]
)
def test_scripts_are_told_what_to_use_instead(
    opened: list[str], lesson: str, way: str
) -> None:
    with pytest.raises(UsageProblem, match="needs a terminal") as raised:
        open_screen(attach=[1], lesson=lesson)

    assert way in raised.value.hint
    assert raised.value.exit_code == 2
    assert opened == []


def test_on_a_terminal_a_lesson_is_given_or_a_process_shown(
    opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output, "is_interactive", lambda: True)

    assert open_screen(attach=[1]) == 3
    assert open_screen(lesson="pool") == 4
    assert open_screen(lesson="./own.py", options={"n": 2.0}) == 4
    assert opened == ["scope", "pool {}", "./own.py {'n': 2.0}"]


@pytest.mark.parametrize(
    ("driver", "is_screen"),
    [
        ("textual.drivers.web_driver:WebDriver", True),
        ("textual.drivers.linux_driver:LinuxDriver", False),
        ("WebDriver", False),
        ("", False),
    ],
)
def test_a_browser_is_a_screen_too(
    opened: list[str], monkeypatch: pytest.MonkeyPatch, driver: str, is_screen: bool
) -> None:
    monkeypatch.setenv("TEXTUAL_DRIVER", driver)

    if is_screen:
        assert open_screen(attach=[1]) == 3
    else:
        with pytest.raises(UsageProblem):
            open_screen(attach=[1])
    assert opened == ["scope"] * is_screen
