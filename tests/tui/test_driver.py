"""A terminal that goes away is noticed once and never waited for."""

import io
import signal

import pytest
from textual import constants
from textual.drivers.linux_driver import LinuxDriver

from memscope.tui.app import MemscopeApp
from memscope.tui.driver import SteadyDriver, VanishingFile
from memscope.tui.web_driver import SteadyWebDriver

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
