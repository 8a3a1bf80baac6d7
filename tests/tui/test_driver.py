"""A terminal that goes away is noticed once and never waited for."""

import asyncio
import io
import pty
import signal
import termios
import threading
from collections.abc import Iterator
from typing import IO

import pytest
from textual import constants
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

from memscope.tui import start
from memscope.tui.app import MemscopeApp
from memscope.tui.driver import SteadyDriver, SteadyWebDriver, VanishingFile

pytestmark = pytest.mark.tui


class Gone(io.StringIO):
    """A terminal whose window was closed."""

    def write(self, text: str) -> int:
        raise OSError(5, "Input/output error")

    def flush(self) -> None:
        raise OSError(5, "Input/output error")


def test_what_is_written_arrives() -> None:
    file, ends = io.StringIO(), []

    terminal = VanishingFile(file, lambda: ends.append(1))
    terminal.write("hello")
    terminal.flush()

    assert file.getvalue() == "hello"
    assert ends == []


def test_the_end_is_told_once_and_the_rest_is_dropped() -> None:
    ends: list[int] = []
    terminal = VanishingFile(Gone(), lambda: ends.append(1))

    for _time in range(100):
        assert terminal.write("hello") == 5
        terminal.flush()

    assert ends == [1]


def test_other_questions_go_to_the_file() -> None:
    assert VanishingFile(io.StringIO(), lambda: None).isatty() is False


@pytest.mark.parametrize(("quits", "resumed"), [(False, 1), (True, 0)])
def test_who_has_quit_does_not_take_the_terminal_again(
    quits: bool, resumed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    times: list[int] = []
    monkeypatch.setattr(
        SteadyDriver, "resume_application_mode", lambda _driver: times.append(1)
    )
    driver = SteadyDriver.__new__(SteadyDriver)
    driver._app = MemscopeApp(lambda app: None)
    driver._auto_restart = True
    driver._app._exit = quits

    driver._sigcont_application(signal.SIGCONT, None)

    assert len(times) == resumed


def test_the_app_uses_the_driver_where_textual_would_use_its_own() -> None:
    app = MemscopeApp(lambda app: None)

    assert app.get_driver_class() is SteadyDriver
    assert issubclass(SteadyDriver, LinuxDriver)


def test_the_app_uses_the_driver_where_textual_would_use_its_own_for_browsers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(constants, "DRIVER", "textual.drivers.web_driver:WebDriver")

    assert MemscopeApp(lambda app: None).get_driver_class() is SteadyWebDriver


def test_what_nobody_expected_is_raised_and_not_drawn(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def run(app: MemscopeApp) -> int | None:
        return App.run(app, headless=True)

    def fail(*_arguments: object, **_by_name: object) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(MemscopeApp, "run", run)
    monkeypatch.setattr(start, "HomeScreen", fail)

    with pytest.raises(RuntimeError, match="new thread"):
        start.run_app()

    assert capfd.readouterr() == ("", "")


@pytest.fixture
def stops_as_before() -> Iterator[None]:
    """Textual takes Ctrl-Z and its end for good: an app has a process of its own."""
    numbers = (signal.SIGTSTP, signal.SIGCONT)
    before = [signal.getsignal(one) for one in numbers]
    yield
    for one, handler in zip(numbers, before, strict=True):
        signal.signal(one, handler)


@pytest.mark.usefixtures("stops_as_before")
@pytest.mark.parametrize("started", [0, 1], ids=["writer", "reader"])
def test_a_limit_on_threads_leaves_the_terminal_as_it_was(
    started: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = [threading.Thread.start] * started

    def start_or_refuse(thread: threading.Thread) -> None:
        if not left:
            raise RuntimeError("can't start new thread")
        left.pop()(thread)

    async def take(terminal: IO[str]) -> SteadyDriver:
        driver = SteadyDriver(MemscopeApp(lambda _app: None))
        driver.fileno = terminal.fileno()
        driver._file = terminal
        monkeypatch.setattr(threading.Thread, "start", start_or_refuse)
        with pytest.raises(RuntimeError, match="new thread"):
            driver.start_application_mode()
        return driver

    window, terminal_fd = pty.openpty()
    with open(window, "rb", buffering=0), open(terminal_fd, "w") as terminal:  # noqa: PTH123
        before = termios.tcgetattr(terminal)
        driver = asyncio.run(take(terminal))

        assert termios.tcgetattr(terminal) == before
        driver.disable_input()
        driver.close()
