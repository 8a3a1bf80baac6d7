"""Nothing survives: however memscope ends, and whatever the programs try."""

import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from memscope.lab.lab import Lab
from tests.live.lab.processes import family_of, is_alive, status
from tests.patience import wait_until
from tests.session.leftovers import survivors

pytestmark = [pytest.mark.live, pytest.mark.once]

# A sample with children, a program, and a daemon that has moved far away from it.
START = """
import os, signal, sys, threading
# Whoever runs the tests may ignore these, as nohup does, and that is inherited.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
from memscope.lab.ending import ending_on_signals
from memscope.lab.lab import Lab
lab = Lab()
forks = lab.start("forks", language="python")
daemon = "(setsid sh -c 'sleep 1000' </dev/null >/dev/null 2>&1 &) ; sleep 1000"
lab.run(["sh", "-c", daemon])
print("ready", forks.pid, flush=True)
"""


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who uses a lab, in a process of their own.

    Attributes:
        process: That process.
        mark: What its environment and those of all its descendants carry.
        sample: Pid of the sample it started.
    """

    process: "subprocess.Popen[bytes]"
    mark: str
    sample: int

    def family(self) -> set[int]:
        return family_of(self.process.pid, self.mark)

    def leaves_nothing(self) -> bool:
        return wait_until(lambda: not self.family())


@contextmanager
def user_of_a_lab(then: str) -> Iterator[User]:
    """Run START, then this code, in a process; kill it at the end if need be."""
    mark = uuid.uuid4().hex
    with subprocess.Popen(
        [sys.executable, "-c", START + then],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "MEMSCOPE_TEST_LAB": mark},
        start_new_session=True,
    ) as process:
        try:
            assert process.stdout is not None
            words = process.stdout.readline().split()
            assert words[:1] == [b"ready"], words
            user = User(process, mark, int(words[1]))
            # Two supervisors, three forks, and at least a shell and its two sleepers.
            assert wait_until(lambda: len(user.family()) >= 8)
            yield user
        finally:
            process.kill()


WAIT = "sys.stdin.read()\n"


@pytest.mark.parametrize(
    ("then", "exit_code"),
    [
        (f"with lab: {WAIT}", 0),
        (f"with lab:\n {WAIT} raise RuntimeError", 1),
        (WAIT, 0),
        (f"{WAIT}raise RuntimeError", 1),
        (f"{WAIT}sys.exit(5)", 5),
        (f"{WAIT}os._exit(6)", 6),
        (f"{WAIT}os.kill(os.getpid(), signal.SIGUSR1)", -signal.SIGUSR1),
        (f"{WAIT}os.execvp('true', ['true'])", 0),
    ],
    ids=[
        "leaves-the-block",
        "raises-in-the-block",
        "ends-without-closing",
        "raises-without-closing",
        "exits",
        "exits-at-once",
        "is-ended-by-a-signal",
        "executes-another-program",
    ],
)
def test_nothing_survives_the_end_of_its_user(then: str, exit_code: int) -> None:
    with user_of_a_lab(then) as user:
        assert user.process.stdin is not None
        user.process.stdin.close()

        assert user.process.wait(30) == exit_code
        assert user.leaves_nothing()


@pytest.mark.parametrize(
    "number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL]
)
@pytest.mark.parametrize(
    "then", [f"with lab: {WAIT}", f"with ending_on_signals(), lab: {WAIT}"]
)
def test_nothing_survives_a_signal_to_its_user(
    then: str, number: signal.Signals
) -> None:
    with user_of_a_lab(then) as user:
        user.process.send_signal(number)

        user.process.wait(30)
        assert user.leaves_nothing()


def test_a_signal_can_end_the_user_like_an_exception() -> None:
    then = f"with ending_on_signals(), lab:\n try: {WAIT} finally: sys.exit(9)"
    with user_of_a_lab(then) as user:
        user.process.terminate()

        assert user.process.wait(30) == 9


def test_a_signal_has_its_usual_effect_again_after_the_block() -> None:
    then = f"with ending_on_signals(): pass\n{WAIT}"
    with user_of_a_lab(then) as user:
        user.process.terminate()

        assert user.process.wait(30) == -signal.SIGTERM
        assert user.leaves_nothing()


def test_a_fork_of_the_user_that_holds_everything_open_changes_nothing() -> None:
    # It inherits the other end of the supervisors' sockets.
    then = "child = os.fork() or signal.pause()\nprint(child, flush=True)\n"
    with user_of_a_lab(then + WAIT) as user:
        assert user.process.stdout is not None
        child = int(user.process.stdout.readline())
        try:
            user.process.kill()

            user.process.wait(30)
            assert wait_until(lambda: user.family() == {child})
        finally:
            os.kill(child, signal.SIGKILL)
        assert user.leaves_nothing()


def test_a_killed_supervisor_takes_its_program_along(lab: Lab) -> None:
    sample = lab.start("forks", language="python")
    pids = [process["pid"] for process in sample.facts["processes"]]
    supervisor = int(status(sample.pid, "PPid"))
    assert status(supervisor, "Name") == "memscope-lab"

    os.kill(supervisor, signal.SIGKILL)

    assert wait_until(lambda: not any(map(is_alive, pids)))
    assert wait_until(lambda: not sample.alive)
    assert sample.exit_code is None


def test_a_supervisor_that_is_told_to_end_ends_the_family(lab: Lab) -> None:
    program = lab.run(["sh", "-c", "setsid sleep 1000 & echo $!; sleep 1000"])
    assert wait_until(lambda: "\n" in program.stdout.text())
    pids = [program.pid, int(program.stdout.text())]

    os.kill(int(status(program.pid, "PPid")), signal.SIGTERM)

    assert wait_until(lambda: not any(map(is_alive, pids)))
    assert program.wait(10) == -signal.SIGTERM


TREE = """
import os, sys, time
sys.stdin.close()
for level in range(3):
    for _ in range(3):
        if os.fork() == 0:
            if level % 2: os.setsid()
            break
    else:
        break
time.sleep(1000)
"""

# Each process forks the next and ends: no list of pids is ever up to date. It gives up
# by itself, so that a failing test cannot take the machine with it.
RABBIT = """
import os, time
end = time.monotonic() + 20
while time.monotonic() < end:
    if os.fork(): os._exit(0)
"""

ORPHANS = """
import os, time
for _ in range(20):
    if os.fork() == 0:
        os.setsid()
        if os.fork(): os._exit(0)
        break
time.sleep(1000)
"""


@pytest.mark.parametrize(
    ("code", "at_least"),
    [(TREE, 30), (RABBIT, 0), (ORPHANS, 20)],
    ids=["tree", "rabbit", "orphans"],
)
def test_a_whole_tree_is_ended_however_it_grows(
    lab: Lab, monkeypatch: pytest.MonkeyPatch, code: str, at_least: int
) -> None:
    mark = uuid.uuid4().hex
    monkeypatch.setenv("MEMSCOPE_TEST_LAB", mark)
    program = lab.run([sys.executable, "-c", code])
    assert wait_until(lambda: len(survivors(mark)) > at_least)

    program.stop()

    assert survivors(mark) == {}


def test_the_family_of_a_program_that_has_ended_is_still_ended(lab: Lab) -> None:
    program = lab.run(["sh", "-c", "setsid sleep 1000 & echo $!"])
    assert program.wait(10) == 0
    assert wait_until(lambda: "\n" in program.stdout.text())
    orphan = int(program.stdout.text())
    assert is_alive(orphan)

    lab.close()

    assert not is_alive(orphan)
