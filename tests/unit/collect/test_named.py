"""Numbers and names become processes; what is not clear is not chosen."""

import os
from pathlib import Path

import pytest

from memscope.collect.named import alike_names, as_pid, called, pid_of, pids_of
from memscope.errors import NoProgram, SeveralPrograms, UsageProblem
from memscope.proc.fs import ProcFs
from memscope.proc.programs import RunsNow
from memscope.render.words.problems import choices
from tests.unit.proc.test_programs import process

pytestmark = pytest.mark.unit


@pytest.fixture
def proc(tmp_path: Path) -> ProcFs:
    process(tmp_path, 2, b"kworker/0:1", flags=0x20_0000)
    process(tmp_path, 40, b"postgres", b"postgres\0-D\0/x\0")
    process(tmp_path, 41, b"postgres", b"postgres: \x1b[2Jwriter\0")
    process(tmp_path, 50, b"orders-api", b"/srv/orders-api\0")
    process(tmp_path, 60, b"dead", state="Z")
    return ProcFs(str(tmp_path))


@pytest.mark.parametrize(
    ("text", "pid"),
    [("1", 1), ("0042", 42), ("0", None), ("", None), ("-1", None), ("+1", None),
     ("٣", None), ("²", None), ("1.0", None), ("x", None), ("9" * 5000, None)],
)  # fmt: skip
def test_digits_above_zero_are_a_process_id(text: str, pid: int | None) -> None:
    assert as_pid(text) == pid


def test_a_name_that_one_process_has_means_it(proc: ProcFs) -> None:
    assert pid_of("orders-api", proc) == 50
    assert pids_of(["orders-api", "7", "50"], proc) == (50, 7)


def test_of_several_none_is_chosen(proc: ProcFs) -> None:
    with pytest.raises(SeveralPrograms) as caught:
        pid_of("postgres", proc)

    error = caught.value
    assert error.exit_code == 2
    assert str(error) == "2 processes are called 'postgres'"
    assert [one.pid for one in error.choices] == [40, 41]
    first, second = choices(error)
    assert first.startswith("40  ")
    assert "postgres -D /x" in first
    assert "\\x1b[2Jwriter" in second


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nobody", "no process is called 'nobody'"),
        ("kworker/0:1", "'kworker/0:1' is a kernel thread, which has no memory"),
        ("dead", "'dead' has ended"),
        ("\x1b[2J", r"no process is called '\x1b[2J'"),
        ("x" * 100_000, "no process is called 'xxx"),
    ],
)
def test_where_there_is_none_one_line_says_so(
    proc: ProcFs, name: str, said: str
) -> None:
    with pytest.raises(NoProgram) as caught:
        pid_of(name, proc)

    assert str(caught.value).startswith(said)
    assert len(str(caught.value)) < 200
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("text", ["", "0", "000", "9" * 5000])
def test_a_number_that_nobody_can_have_is_wrong_usage(proc: ProcFs, text: str) -> None:
    with pytest.raises(UsageProblem, match="is not a process id"):
        pid_of(text, proc)


def test_names_that_are_alike_are_offered(proc: ProcFs) -> None:
    with pytest.raises(NoProgram) as caught:
        pid_of("order-api", proc)

    assert caught.value.hint == "Running now: orders-api."
    assert alike_names("POST", ["postgres", "post", "x"]) == ["postgres", "post"]
    assert alike_names("", ["x"]) == []


def test_who_asks_is_never_meant() -> None:
    def program(pid: int, ppid: int, *cmdline: str) -> RunsNow:
        return RunsNow(pid, ppid, "sh", None, cmdline, 0, 0, False, False)

    us, parent = os.getpid(), os.getppid()
    everybody = [
        program(1, 0, "sh"),
        program(3, 1, "sh"),
        program(parent, 3, "sh", "-c", "memscope snapshot sh"),
        program(us, parent, "python3", "-m", "memscope"),
    ]

    assert [one.pid for one in called("sh", everybody)] == [1, 3]
