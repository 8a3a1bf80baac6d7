"""Threads, from a /proc written for the purpose."""

import os
from pathlib import Path

import pytest

from memscope.proc.tasks import live_task, read_tasks
from tests.unit.proc.fake_proc import fake_proc

pytestmark = pytest.mark.unit

STAT = b"%d (%s) %s 1 1 1 0 -1 0 0 0 0 0 3 4 0 0 20 0 2 0 55 4096 " + b"0 " * 30
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
        if str(name).endswith("syscall"):
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
