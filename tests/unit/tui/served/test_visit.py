"""A program speaks the server's language, and ends when asked in any case."""

import asyncio
from pathlib import Path

import pytest

from memscope.i18n import set_language
from memscope.tui.served import visit
from memscope.tui.served.plan import ServePlan
from memscope.tui.served.visit import Visit

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visit, "PATIENCE_S", 0.02)


@pytest.fixture
def japanese() -> None:
    set_language("ja")


class Program:
    """Ends by the named signal only; notes those that it gets."""

    def __init__(self, ends_by: str = "", returncode: int | None = None) -> None:
        self.returncode = returncode
        self.got: list[str] = []
        self._ends_by = ends_by
        self._over = asyncio.Event()
        if not ends_by:
            self._over.set()

    async def wait(self) -> int:
        await self._over.wait()
        self.returncode = 0
        return 0

    def terminate(self) -> None:
        self._get("terminate")

    def kill(self) -> None:
        self._get("kill")

    def _get(self, signal: str) -> None:
        self.got.append(signal)
        if signal == self._ends_by:
            self._over.set()


class Listener:
    """Hears what a program draws and says, and keeps it."""

    def __init__(self) -> None:
        self.heard: list[object] = []

    def drawn(self, data: bytes) -> None:
        self.heard.append(data)

    def told(self, what: dict[str, object]) -> None:
        self.heard.append(what)

    def over(self) -> None:
        self.heard.append("over")


def visiting(program: Program | None = None, place: str = "") -> Visit:
    one = Visit(ServePlan(place), Listener())
    one._process = program  # type: ignore[assignment]
    return one


async def test_the_program_is_told_the_size_of_the_page_and_that_it_is_served() -> None:
    environment = visiting(place="p/7-1")._build_environment(101, 37)

    assert (environment["COLUMNS"], environment["ROWS"]) == ("101", "37")
    assert environment["TEXTUAL_DRIVER"].endswith(":WebDriver")
    assert environment["MEMSCOPE_LANG"] == "en"
    assert "p/7-1" in environment["MEMSCOPE_SERVED"]


@pytest.mark.usefixtures("japanese")
async def test_the_program_speaks_the_language_of_the_server() -> None:
    assert visiting()._build_environment()["MEMSCOPE_LANG"] == "ja"


@pytest.mark.parametrize(
    ("ends_by", "got"),
    [("", []), ("terminate", ["terminate"]), ("kill", ["terminate", "kill"])],
)
async def test_who_does_not_end_when_asked_is_made_to(
    ends_by: str, got: list[str]
) -> None:
    program = Program(ends_by)

    await asyncio.wait_for(visiting(program).stop(), 5)

    assert program.got == got
    assert program.returncode == 0


async def test_what_never_began_or_is_over_is_left_alone() -> None:
    over = Program("terminate", returncode=0)

    await asyncio.wait_for(visiting().stop(), 5)
    await asyncio.wait_for(visiting(over).stop(), 5)

    assert over.got == []


async def test_the_program_starts_without_a_shell_and_with_no_module_of_the_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[tuple[tuple[str, ...], dict[str, object]]] = []

    async def start(*command: str, **how: object) -> object:
        asked.append((command, how))
        program = Program()
        program.stdin = None  # type: ignore[attr-defined]
        return program

    monkeypatch.setattr(asyncio, "create_subprocess_exec", start)
    monkeypatch.chdir(tmp_path)
    await visiting()._open_app_process(90, 30)

    ((command, how),) = asked
    assert command[1:] == ("-P", "-m", "memscope")
    assert how["start_new_session"] is True
    environment = how["env"]
    assert isinstance(environment, dict)
    assert environment["COLUMNS"] == "90"


async def test_what_it_draws_and_says_is_handed_on() -> None:
    listener = Listener()
    one = Visit(ServePlan(), listener)

    await one.on_data(b"drawn")
    await one.on_meta(b'{"type": "whole", "width": 80}')

    assert listener.heard == [b"drawn", {"type": "whole", "width": 80}]
