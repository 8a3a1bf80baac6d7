"""The small process that does the tracing: it may die at any point."""

import itertools
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from memscope.proc import ptrace, register_helper
from memscope.proc.fs import ProcDir, ProcFs
from memscope.proc.ptrace import read_registers
from tests.live.programs.c import Target, running

pytestmark = pytest.mark.live

ROUNDS = 15


def tids(target: Target) -> list[int]:
    return sorted(int(one.name) for one in Path(f"/proc/{target.pid}/task").iterdir())


def tracers(target: Target) -> set[str]:
    return {
        found[1]
        for tid in tids(target)
        if (
            found := re.search(
                r"TracerPid:\s(\d+)", Path(f"/proc/{tid}/status").read_text()
            )
        )
    }


def helper(fd: int) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-I", "-S", register_helper.__file__, str(fd)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        pass_fds=[fd],
    )


def test_killed_in_the_middle_it_leaves_threads_running_and_signals_alive(
    program: Path,
) -> None:
    sent = 0
    with running([program, "20", "0", "0"]) as target:
        for number in range(ROUNDS):
            with ProcFs().process(target.pid) as directory, helper(directory.fd) as one:
                assert one.stdin is not None
                assert one.stdout is not None
                one.stdin.write(" ".join(map(str, tids(target) * 400)).encode())
                one.stdin.close()
                for _ in range(5 + number * 3):
                    one.stdout.readline()
                    os.kill(target.pid, 34)
                    sent += 1
                one.kill()

        assert tracers(target) == {"0"}
        assert int(target.ask()) == sent


DIES_AT_A_SIGNAL = """
import os, sys
from memscope.proc import register_helper as helper
pid = int(sys.argv[1])
assert helper._libc.ptrace(helper._SEIZE, pid, None, None) == 0
os.kill(pid, 34)
while (stop := helper._peek(pid)) == (0, 0):
    pass
print(stop, flush=True)
os.kill(os.getpid(), 9)
"""


def test_killed_while_a_signal_is_on_its_way_it_does_not_take_it_along(
    program: Path,
) -> None:
    with running([program, "0", "0", "0"]) as target:
        died = subprocess.run(
            [sys.executable, "-c", DIES_AT_A_SIGNAL, str(target.pid)],
            capture_output=True,
            text=True,
            check=False,
        )

        assert died.stdout == "(4, 34)\n"
        assert target.ask() == "1"


def test_it_ends_when_nobody_listens_any_more(program: Path) -> None:
    with (
        running([program, "20", "0", "0"]) as target,
        ProcFs().process(target.pid) as directory,
        helper(directory.fd) as one,
    ):
        assert one.stdin is not None
        assert one.stdout is not None
        one.stdout.close()
        one.stdin.write(" ".join(map(str, tids(target) * 2000)).encode())
        one.stdin.close()

        assert one.wait(30) != 0
        assert tracers(target) == {"0"}


def test_a_thread_of_another_process_is_gone(program: Path) -> None:
    with (
        running([program, "1", "0", "0"]) as target,
        running([program, "1", "0", "0"]) as other,
        ProcFs().process(target.pid) as directory,
    ):
        (answer,) = read_registers(directory, [other.pid])

        assert (answer.outcome, answer.data) == ("gone", b"")
        assert other.ask() == "0"


def test_where_only_ancestors_may_trace_we_do_it_ourselves(
    program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Yama's scope 1 refuses the helper, which is not our child's parent."""

    def refused(_: ProcDir, tids: Sequence[int]) -> list[ptrace.RegisterBytes]:
        return [ptrace.RegisterBytes(tid, "refused") for tid in tids]

    monkeypatch.setattr(ptrace, "_in_process", refused)
    monkeypatch.setattr(ptrace, "_yama_scope", lambda _: 1)
    with (
        running([program, "5", "1", "0"]) as target,
        ProcFs().process(target.pid) as directory,
    ):
        answers = read_registers(directory, tids(target))

        assert [one.outcome for one in answers] == ["ok"] * 7
        assert tracers(target) == {"0"}
        assert target.ask() == "0"


@pytest.mark.parametrize(
    ("scope", "why"),
    [
        ("1", "Yama restricts tracing"),
        ("3", "Yama forbids tracing until the next boot"),
    ],
)
def test_yama_is_named_as_the_reason(tmp_path: Path, scope: str, why: str) -> None:
    (tmp_path / "sys/kernel/yama").mkdir(parents=True)
    (tmp_path / "sys/kernel/yama/ptrace_scope").write_text(scope + "\n")
    with ProcFs().process(os.getpid()) as directory:
        reason, remedy = ptrace.why_refused(directory, ProcFs(str(tmp_path)))

    assert reason == why
    assert (remedy is None) == (scope == "3")


def test_every_outcome_is_told_apart(program: Path) -> None:
    gone = next(itertools.filterfalse(exists, range(30000, 2, -1)))
    with (
        running([program, "0", "0", "0"]) as target,
        ProcFs().process(target.pid) as directory,
    ):
        answers = read_registers(directory, [target.pid, gone])

    assert [one.outcome for one in answers] == ["ok", "gone"]
    assert len(answers[0].data) > 200


def exists(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()
