"""Any program under supervision: its pid, its output, its end."""

import errno
import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from memscope.errors import SampleFailed, UsageProblem
from memscope.lab.lab import Lab
from memscope.lab.output import KEPT_BYTES
from memscope.lab.program import Program
from memscope.lab.supervisor import Supervisor
from tests.live.lab.processes import is_alive, status
from tests.patience import wait_until

pytestmark = [pytest.mark.live, pytest.mark.once]


def test_a_program_runs_in_a_session_of_its_own_without_input(lab: Lab) -> None:
    program = lab.run(["sh", "-c", "cat; echo $$; echo oops >&2; exec sleep 1000"])

    assert wait_until(lambda: program.stderr.text() == "oops\n")
    assert program.stdout.text() == f"{program.pid}\n"
    assert os.getsid(program.pid) == program.pid
    assert program.alive
    assert program.exit_code is None


def test_its_end_is_reported(lab: Lab) -> None:
    assert lab.run(["sh", "-c", "exit 3"]).wait(10) == 3
    assert lab.run(["sh", "-c", "kill -KILL $$"]).wait(10) == -signal.SIGKILL
    assert lab.run(["sleep", "1000"]).wait(0.05) is None


def test_everything_it_wrote_before_its_end_can_be_read(lab: Lab) -> None:
    code = "import os; os.write(1, b'x' * 3_000_000 + b'end')"
    program = lab.run([sys.executable, "-c", code])

    assert program.wait(20) == 0
    program.stop()

    assert program.stdout.text().endswith("xend")
    assert len(program.stdout.text()) == KEPT_BYTES


def test_signals_arrive_as_usual(lab: Lab) -> None:
    program = lab.run(["sleep", "1000"])

    ignored, blocked = (int(status(program.pid, f), 16) for f in ("SigIgn", "SigBlk"))
    # 32 and 33 are the C library's own: make leaves them ignored for good.
    ignored &= ~(1 << 31 | 1 << 32)

    # SIGPIPE above all: Python ignores it, and children would inherit that.
    assert (ignored, blocked) == (0, 0)


def test_only_its_own_descriptors_are_open(lab: Lab) -> None:
    program = lab.run(["sleep", "1000"])

    folder = Path(f"/proc/{program.pid}/fd")

    # Until then it is still loading its libraries.
    assert wait_until(lambda: {fd.name for fd in folder.iterdir()} == {"0", "1", "2"})


def test_its_environment_can_be_chosen(lab: Lab) -> None:
    program = lab.run(["/usr/bin/env"], environment={"ONLY": "this \udce9"})

    assert program.wait(10) == 0
    assert wait_until(lambda: program.stdout.text() == "ONLY=this \udce9\n")


@pytest.mark.parametrize(
    ("command", "message", "hint"),
    [
        (["no-such-command"], "No such file or directory", "Check the spelling"),
        (["/etc/passwd"], "Permission denied", ""),
        (["/"], "Permission denied", ""),
        (["a\0b"], "no such command can exist", ""),
        (["./nothing"], "No such file or directory", "Check the spelling"),
        (["true", "x" * 200_000], "Argument list too long", ""),
    ],
    ids=["missing", "not-executable", "folder", "nul", "missing-path", "too-long"],
)
def test_what_cannot_start_fails_in_one_line(
    lab: Lab, command: list[str], message: str, hint: str
) -> None:
    with pytest.raises(SampleFailed, match=message) as caught:
        lab.run(command)

    assert "\n" not in str(caught.value)
    assert hint in caught.value.hint
    assert lab.programs == ()


def test_a_limit_on_processes_is_said_in_one_line(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object, **_options: object) -> None:
        raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr(subprocess, "Popen", refuse)

    with pytest.raises(SampleFailed) as caught:
        lab.run(["sleep", "1000"])

    assert str(caught.value) == "cannot start sleep: Resource temporarily unavailable"
    assert "ulimit -u" in caught.value.hint


def test_a_limit_on_threads_leaves_no_process_and_no_descriptor(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    open_before = os.listdir("/proc/self/fd")  # noqa: PTH208

    with pytest.raises(SampleFailed, match="cannot start sleep") as caught:
        lab.run(["sleep", "1000"])

    assert "ulimit -u" in caught.value.hint
    assert os.listdir("/proc/self/fd") == open_before  # noqa: PTH208
    assert lab.programs == ()


def test_a_supervisor_that_cannot_fork_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse() -> int:
        raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")

    ours, theirs = socket.socketpair()
    supervisor = object.__new__(Supervisor)  # one with no signal handlers
    supervisor.control = theirs.fileno()
    monkeypatch.setattr(os, "fork", refuse)

    with ours, theirs:
        supervisor.start()

        assert ours.recv(100) == f"failed {errno.EAGAIN}\n".encode()


def test_folders_of_path_that_say_nothing_are_passed_over(
    lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tool").touch(mode=0o644)
    (tmp_path / "folder" / "tool").mkdir(parents=True)
    path = f"{tmp_path}:{tmp_path / 'folder'}:/nowhere:{os.environ['PATH']}"
    monkeypatch.setenv("PATH", path)
    monkeypatch.chdir(tmp_path)

    with pytest.raises(SampleFailed, match="cannot start tool: No such file"):
        lab.run(["tool"])

    assert lab.run(["true"]).wait(10) == 0
    assert lab.run(["/bin/sh", "-c", "exit 4"]).wait(10) == 4


def test_no_command_is_wrong_usage(lab: Lab) -> None:
    with pytest.raises(UsageProblem):
        lab.run([])


def test_a_long_command_line_arrives_whole(lab: Lab) -> None:
    words = ["x" * 100_000, "y" * 100_000, "\udcff", "z\n"]
    code = "import os, sys; os.write(1, repr(sys.argv[1:]).encode()[-40:])"

    program = lab.run([sys.executable, "-X", "utf8", "-c", code, *words])

    assert wait_until(lambda: program.stdout.text().endswith(r"yyy', '\udcff', 'z\n']"))


def test_a_polite_program_may_say_goodbye_and_a_stubborn_one_is_killed(
    lab: Lab,
) -> None:
    trap = "trap 'echo bye; exit 5' TERM; echo here; while :; do sleep 0.05; done"
    polite = lab.run(["sh", "-c", trap])
    stubborn = lab.run(["sh", "-c", trap.replace("echo bye; exit 5", "")])
    assert wait_until(lambda: polite.stdout.text() and stubborn.stdout.text())

    lab.close()

    assert (polite.stdout.text(), polite.exit_code) == ("here\nbye\n", 5)
    assert stubborn.exit_code == -signal.SIGKILL


def test_a_suspended_program_is_ended_too(lab: Lab) -> None:
    program = lab.run(["sleep", "1000"])
    os.kill(program.pid, signal.SIGSTOP)

    program.stop()

    assert not is_alive(program.pid)


def test_a_program_started_by_a_thread_outlives_the_thread(lab: Lab) -> None:
    started: list[Program] = []
    thread = threading.Thread(target=lambda: started.append(lab.run(["sleep", "1000"])))
    thread.start()
    thread.join()

    (program,) = started

    assert program.wait(0.2) is None
    assert is_alive(program.pid)


def test_a_kept_program_lives_on_and_its_output_cannot_block_it() -> None:
    with Lab() as lab:
        talks = "while :; do echo yes; done"
        program = lab.run(["sh", "-c", talks], keep=True)

    try:
        assert is_alive(program.pid)
        before = program.stdout.text()
        ticks = cpu_ticks(program.pid)
        assert wait_until(lambda: cpu_ticks(program.pid) > ticks)
        assert before == program.stdout.text() == ""
    finally:
        with suppress(ProcessLookupError):
            os.kill(program.pid, signal.SIGKILL)
    assert wait_until(lambda: not is_alive(program.pid))


def cpu_ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def test_a_closed_lab_is_empty_and_can_be_closed_again() -> None:
    lab = Lab()
    program = lab.run(["sleep", "1000"])
    assert list(lab.programs) == [program]

    lab.close()
    lab.close()

    assert list(lab.programs) == []
    assert not is_alive(program.pid)
