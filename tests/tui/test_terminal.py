"""The real program in a real terminal: keys in, screen out, nothing left behind."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.patience import PATIENCE_S, tries, wait_until

pytestmark = [
    pytest.mark.tui,
    pytest.mark.live,
    pytest.mark.skipif(
        shutil.which("tmux") is None, reason="needs tmux: install it (apt install tmux)"
    ),
]


class Terminal:
    """memscope in a tmux of its own."""

    def __init__(self, socket: Path, *arguments: str, size: tuple[int, int]) -> None:
        self._socket = str(socket)
        command = [sys.executable, "-m", "memscope", *arguments]
        # The exit code goes onto the screen that the program must give back.
        script = f"{shlex.join(command)}; echo exit=$?; read -r line"
        width, height = size
        environment = {**os.environ, "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}
        self._tmux(
            "-f", "/dev/null", "new-session", "-d", "-x", str(width), "-y", str(height),
            "sh", "-c", script,
            environment=environment,
        )  # fmt: skip

    def _tmux(self, *arguments: str, environment: dict[str, str] | None = None) -> str:
        return subprocess.run(
            ["tmux", "-u", "-S", self._socket, *arguments],
            capture_output=True,
            text=True,
            check=True,
            env=environment,
        ).stdout

    def press(self, *keys: str) -> None:
        """Press keys, in tmux's names."""
        self._tmux("send-keys", *keys)

    def text(self) -> str:
        """Return what the terminal shows."""
        return self._tmux("capture-pane", "-p")

    def until(self, holds: Callable[[str], object]) -> str:
        """Wait until the screen is as it should be; return it."""
        for _ in tries(pause_s=0.05):
            if holds(text := self.text()):
                return text
        pytest.fail(f"never held:\n{text}")

    def until_shows(self, *texts: str) -> str:
        """Wait until all of these are on screen."""
        return self.until(lambda screen: all(text in screen for text in texts))

    def program(self) -> psutil.Process:
        """Return memscope's own process."""
        shell = int(self._tmux("display-message", "-p", "#{pane_pid}"))
        (program,) = psutil.Process(shell).children()
        return program

    def close(self) -> None:
        """End the terminal."""
        subprocess.run(
            ["tmux", "-S", self._socket, "kill-server"],
            capture_output=True,
            check=False,
        )


@pytest.fixture
def open_terminal(tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    opened: list[Terminal] = []

    def start(*arguments: str, size: tuple[int, int] = (120, 36)) -> Terminal:
        terminal = Terminal(tmp_path / f"s{len(opened)}", *arguments, size=size)
        opened.append(terminal)
        return terminal

    yield start
    for terminal in opened:
        terminal.close()


def sample_pids(screen: str) -> list[int]:
    return [int(pid) for pid in re.findall(r"[AB]  (\d+) anatomy", screen)]


def has_samples(screen: str) -> bool:
    return len(sample_pids(screen)) == 2 and "worker-2" in screen


def are_gone(pids: list[int]) -> bool:
    return not any(psutil.pid_exists(pid) for pid in pids)


def until_gone(pids: list[int]) -> None:
    assert wait_until(lambda: are_gone(pids))


def test_the_first_lesson_from_start_to_end(
    open_terminal: Callable[..., Terminal],
) -> None:
    terminal = open_terminal()
    terminal.until_shows("lessons", "running processes", "A process and its threads")

    terminal.press("End", "Enter")  # free play comes after the lessons
    screen = terminal.until(lambda text: has_samples(text) and "heap" in text)
    pids = sample_pids(screen)

    terminal.press("7")
    terminal.until_shows("4 threads")
    terminal.press("3")
    terminal.until_shows("+8.0M")
    terminal.press("m")  # every region and hole
    terminal.until_shows("MiB unmapped")
    terminal.press("m")
    terminal.until_shows(*(f"▸ {pid} anatomy" for pid in pids))

    terminal.press("q")
    screen = terminal.until_shows("exit=0")
    assert "worker" not in screen
    assert are_gone(pids)


@pytest.mark.parametrize("size", [(80, 24), (200, 60), (20, 5)])
def test_it_starts_and_ends_at_any_size(
    open_terminal: Callable[..., Terminal], size: tuple[int, int]
) -> None:
    terminal = open_terminal(size=size)
    terminal.until_shows("terminal too" if size == (20, 5) else "lessons")

    terminal.press("q")

    terminal.until_shows("exit=0")


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)]
)
def test_a_signal_restores_the_terminal_and_ends_the_samples(
    open_terminal: Callable[..., Terminal], number: int, code: int
) -> None:
    terminal = open_terminal()
    terminal.until_shows("A process and its threads")
    terminal.press("End", "Enter")  # free play comes after the lessons
    pids = sample_pids(terminal.until(has_samples))

    terminal.program().send_signal(number)

    screen = terminal.until_shows(f"exit={code}")
    assert "Traceback" not in screen
    until_gone(pids)


def test_closing_the_window_ends_memscope_and_its_samples(
    open_terminal: Callable[..., Terminal],
) -> None:
    terminal = open_terminal()
    terminal.until_shows("A process and its threads")
    terminal.press("End", "Enter")
    pids = sample_pids(terminal.until(has_samples))
    program = terminal.program()

    terminal.close()

    program.wait(PATIENCE_S)
    until_gone(pids)


def test_attach_watches_until_the_process_ends_and_says_so(
    open_terminal: Callable[..., Terminal],
) -> None:
    target = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        terminal = open_terminal("attach", str(target.pid))
        terminal.until_shows(f"  {target.pid} · ", " 1 thread ", "heap")
        terminal.press("x")
        terminal.until_shows("bytes")
        terminal.press("Escape")

        target.communicate(b"\n")

        terminal.until_shows(f"  {target.pid} · ", "ended")
        terminal.press("Escape")
        terminal.until_shows("there is nothing to go back to")
        terminal.press("q")
        terminal.until_shows("exit=0")
    finally:
        target.kill()
        target.wait()


def test_run_starts_a_program_and_ends_it(
    open_terminal: Callable[..., Terminal],
) -> None:
    terminal = open_terminal("run", "--", "sleep", "1000")
    screen = terminal.until_shows("sleep  ", " · 1 thread")
    pid = int(re.findall(r"sleep  (\d+) · ", screen)[0])

    terminal.press("C-c")

    terminal.until_shows("exit=130")
    until_gone([pid])


def test_run_tells_what_became_of_a_program_that_ended_at_once(
    open_terminal: Callable[..., Terminal],
) -> None:
    terminal = open_terminal("run", "--", "ls", "/nowhere/[heap]", size=(200, 60))

    terminal.until_shows("ended with exit code 2", "/nowhere/[heap]")

    terminal.press("q")
    terminal.until_shows("exit=0")


def test_ctrl_z_stops_it_and_it_goes_on_where_it_was(
    open_terminal: Callable[..., Terminal],
) -> None:
    terminal = open_terminal()
    terminal.until_shows("lessons")

    terminal.press("C-z")
    program = terminal.program()
    terminal.until(lambda _screen: program.status() == psutil.STATUS_STOPPED)
    terminal.until(lambda screen: "running processes" not in screen)
    program.send_signal(signal.SIGCONT)

    terminal.until_shows("lessons", "running processes")
    terminal.press("q")
    terminal.until_shows("exit=0")
