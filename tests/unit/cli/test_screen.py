"""When the full screen is opened, and what is said where there is no terminal."""

import pytest

from memscope.cli import output
from memscope.cli.screen import open_screen
from memscope.errors import UsageProblem
from memscope.tui import start

pytestmark = pytest.mark.unit


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """Note what would be opened; there is no terminal."""
    calls: list[tuple[object, ...]] = []

    def run_app(**about: object) -> int:
        calls.append(("app", about))
        return 3

    def run_lesson(name: str, **about: object) -> int:
        calls.append(("lesson", name, about))
        return 4

    def run_served() -> int:
        calls.append(("served",))
        return 5

    monkeypatch.setattr(start, "run_app", run_app)
    monkeypatch.setattr(start, "run_served", run_served)
    monkeypatch.setattr(start, "run_lesson", run_lesson)
    monkeypatch.setattr(output, "is_interactive", lambda: False)
    monkeypatch.delenv("TEXTUAL_DRIVER", raising=False)
    return calls


@pytest.mark.parametrize(
    ("lesson", "instead"),
    [("", "memscope snapshot PID"), ("process", "memscope lesson NAME --headless")],
)
def test_without_a_terminal_the_hint_is_what_does_without(
    opened: list[tuple[object, ...]], lesson: str, instead: str
) -> None:
    with pytest.raises(UsageProblem, match="needs a terminal") as caught:
        open_screen(lesson=lesson)

    assert instead in caught.value.hint
    assert caught.value.exit_code == 2
    assert opened == []


def test_on_a_terminal_the_processes_are_shown(
    opened: list[tuple[object, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output, "is_interactive", lambda: True)

    assert open_screen(attach=[7], command=["a", "b"], keep=True) == 3
    assert opened == [
        ("app", {"attach": [7], "follow": "", "command": ["a", "b"], "keep": True}),
    ]


def test_a_lesson_goes_before_everything_else(
    opened: list[tuple[object, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output, "is_interactive", lambda: True)

    assert open_screen(attach=[7], lesson="pool", sample="c", film="x", force=True) == 4
    about = {"sample": "c", "options": {}, "film": "x", "force": True}
    assert opened == [("lesson", "pool", about)]


@pytest.mark.parametrize(
    ("driver", "is_served"),
    [
        ("textual.drivers.web_driver:WebDriver", True),
        ("textual.drivers.linux_driver:LinuxDriver", False),
        ("WebDriver", False),
        ("", False),
    ],
)
def test_a_browser_does_for_a_terminal(
    opened: list[tuple[object, ...]],
    monkeypatch: pytest.MonkeyPatch,
    driver: str,
    is_served: bool,
) -> None:
    monkeypatch.setenv("TEXTUAL_DRIVER", driver)

    if is_served:
        assert open_screen() == 5
    else:
        with pytest.raises(UsageProblem):
            open_screen()
    assert len(opened) == is_served
