"""Threads, from a /proc written for the purpose."""

import os
from pathlib import Path

import pytest

from memscope.proc import side_by_side
from memscope.proc.tasks import TaskReader, live_task, read_tasks
from tests.session.forks import forks_of
from tests.unit.proc.fake_proc import fake_proc

pytestmark = pytest.mark.unit

STAT = b"%d (%s) %s 1 1 1 0 -1 0 0 0 0 0 3 4 0 0 20 0 2 0 55 4096 " + b"0 " * 30
"""Fields 14 and 15 are CPU time, 22 is the start, 23 and 24 are the process's size."""
SYSCALL = b"202 0x0 0x0 0x0 0x0 0x0 0x0 0x7ffe1000 0x7f001000\n"


def task(tid: int, name: bytes = b"x", state: bytes = b"S") -> dict[str, bytes]:
    return {
        f"task__{tid}__stat": STAT % (tid, name, state),
        f"task__{tid}__syscall": SYSCALL,
    }


def test_threads_come_in_order_with_the_main_thread_first(tmp_path: Path) -> None:
    files = task(100) | task(7) | task(42, b"main") | task(9)

    with fake_proc(tmp_path, 42, **files).process(42) as directory:
        tasks, why = read_tasks(directory)

    assert [one.tid for one in tasks] == [42, 7, 9, 100]
    assert why is None
    assert tasks[0].position is not None
    assert tasks[0].position.sp == 0x7FFE1000


def test_a_thread_that_ended_meanwhile_is_left_out(tmp_path: Path) -> None:
    files = task(42) | task(43)
    proc = fake_proc(tmp_path, 42, **files)
    (tmp_path / "42/task/43/stat").unlink()

    with proc.process(42) as directory:
        tasks, _ = read_tasks(directory)

    assert [one.tid for one in tasks] == [42]


def test_a_kernel_without_syscall_files_says_so(tmp_path: Path) -> None:
    files = {"task__42__stat": STAT % (42, b"x", b"S")}

    with fake_proc(tmp_path, 42, **files).process(42) as directory:
        tasks, why = read_tasks(directory)

    assert tasks[0].position is None
    assert why == "not provided by this kernel"


def test_what_may_not_be_read_is_unknown_and_not_running(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.open

    def refuse(name: str, *args: int, **kwargs: int) -> int:
        if os.fsdecode(name).endswith("syscall"):
            raise PermissionError(13, "Permission denied")
        return real(name, *args, **kwargs)

    proc = fake_proc(tmp_path, 42, **task(42))
    with proc.process(42) as directory:
        monkeypatch.setattr(os, "open", refuse)
        tasks, why = read_tasks(directory)
        monkeypatch.undo()

    assert tasks[0].position is None
    assert why == "permission denied"


def test_a_living_thread_stands_for_a_dead_leader(tmp_path: Path) -> None:
    files = task(42, b"main", b"Z") | task(43)

    with fake_proc(tmp_path, 42, **files).process(42) as directory:
        tasks, _ = read_tasks(directory)

    living = live_task(tasks)
    assert living is not None
    assert living.tid == 43
    assert live_task(tasks[:1]) is None


def test_a_thread_of_which_the_kernel_says_the_same_is_the_same_object(
    tmp_path: Path,
) -> None:
    reader = TaskReader()
    with fake_proc(tmp_path, 42, **task(42), **task(43)).process(42) as directory:
        before, _ = reader.read(directory)
        grown = STAT.replace(b" 4096 ", b" 8192 ") % (43, b"x", b"S")
        (tmp_path / "42/task/43/stat").write_bytes(grown)
        after, _ = reader.read(directory)

    assert after[0] is before[0]
    assert after[1] is before[1]  # that the process grew says nothing about a thread


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("stat", b"(x)", b"(y)"),
        ("stat", b") S ", b") R "),
        ("stat", b" 3 4 ", b" 3 5 "),
        ("stat", b" 55 ", b" 56 "),
        ("syscall", b"0x7ffe1000", b"0x7ffe0000"),
        ("syscall", SYSCALL, b"running\n"),
    ],
)
def test_whatever_changes_of_a_thread_is_noticed(
    tmp_path: Path, file: str, old: bytes, new: bytes
) -> None:
    reader = TaskReader()
    with fake_proc(tmp_path, 42, **task(42), **task(43)).process(42) as directory:
        before, _ = reader.read(directory)
        path = tmp_path / "42/task/43" / file
        path.write_bytes(path.read_bytes().replace(old, new))
        after, _ = reader.read(directory)
        fresh, _ = read_tasks(directory)

    assert after == fresh
    assert after[0] is before[0]
    assert after[1] != before[1]


def test_a_thread_that_ended_is_not_remembered(tmp_path: Path) -> None:
    reader = TaskReader()
    with fake_proc(tmp_path, 42, **task(42), **task(43)).process(42) as directory:
        reader.read(directory)
        for name in ("stat", "syscall"):
            (tmp_path / "42/task/43" / name).unlink()
        (tmp_path / "42/task/43").rmdir()
        after, _ = reader.read(directory)

    assert [one.tid for one in after] == [42]


def test_very_many_threads_are_read_by_several_of_us(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files: dict[str, bytes] = {}
    for tid in range(42, 2142):
        files |= task(tid, b"of many \xff")
    proc = fake_proc(tmp_path, 42, **files)
    for ended, file in (("60", "stat"), ("1900", "stat"), ("2000", "syscall")):
        (tmp_path / "42/task" / ended / file).unlink()
    (tmp_path / "42/task/2100/stat").write_bytes(STAT % (2100, b"ended", b"Z"))
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 1})
    forked = forks_of(monkeypatch)

    with proc.process(42) as directory:
        monkeypatch.setattr(side_by_side, "may_fork", lambda: False)
        alone = read_tasks(directory)
        assert forked == []
        monkeypatch.setattr(side_by_side, "may_fork", lambda: True)
        reader = TaskReader()
        together = reader.read(directory)
        again = reader.read(directory)

    assert len(forked) == 2
    assert together == alone
    assert len(together[0]) == 2098
    assert again == together
    assert again[0][0] is together[0][0]


def test_nobody_is_sent_to_files_that_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {f"task__{tid}__stat": STAT % (tid, b"x", b"S") for tid in range(42, 2142)}
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 1})
    monkeypatch.setattr(side_by_side, "may_fork", lambda: pytest.fail("asked"))

    with fake_proc(tmp_path, 42, **files).process(42) as directory:
        tasks, why = read_tasks(directory)

    assert len(tasks) == 2100
    assert why == "not provided by this kernel"
