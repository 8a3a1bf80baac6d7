"""Threads that ended or moved on between the first and the last read of a look."""

from collections.abc import Iterable
from pathlib import Path
from typing import cast

import pytest

from memscope.collect.look.look import Look, ReadMap
from memscope.collect.look.moments import came_or_went, later
from memscope.parse.smaps import Smaps
from memscope.parse.stat import Stat
from memscope.proc.tasks import read_tasks
from tests.unit.proc.fake_proc import fake_proc
from tests.unit.proc.test_tasks import SYSCALL, task

pytestmark = pytest.mark.unit

MOVED = SYSCALL.replace(b"0x7ffe1000", b"0x7ffe5000")
MAP = ReadMap(Smaps([], [], [], None))


def sps_later(
    folder: Path, changes: dict[str, bytes | None], *, doubted: set[int]
) -> dict[int, int | None] | None:
    """Look, change files of threads 42 and 43, and ask again."""
    proc = fake_proc(folder, 42, **(task(42) | task(43)))
    with proc.process(42) as directory:
        tasks, _ = read_tasks(directory)
        look = Look(directory, cast(Stat, None), tasks, MAP, None, is_ours=True)
        for name, data in changes.items():
            path = folder / "42/task" / name
            if data is None:
                path.unlink()
            else:
                path.write_bytes(data)
        after = later(look, doubted)
    if after is None:
        return None
    assert after.is_again
    return {one.tid: one.position.sp if one.position else None for one in after.tasks}


def test_a_thread_that_has_ended_is_left_out(tmp_path: Path) -> None:
    assert sps_later(tmp_path, {"43/stat": None}, doubted={43}) == {42: 0x7FFE1000}


def test_a_thread_that_moved_on_is_where_it_is_now(tmp_path: Path) -> None:
    now = sps_later(tmp_path, {"43/syscall": MOVED}, doubted={43})

    assert now == {42: 0x7FFE1000, 43: 0x7FFE5000}


def test_the_number_of_another_thread_is_not_the_thread(tmp_path: Path) -> None:
    young = task(43)["task__43__stat"].replace(b" 55 ", b" 77 ")

    assert sps_later(tmp_path, {"43/stat": young}, doubted={43}) == {42: 0x7FFE1000}


def test_the_main_thread_stays_for_the_process(tmp_path: Path) -> None:
    gone: dict[str, bytes | None] = {"42/stat": None, "43/syscall": MOVED}

    assert sps_later(tmp_path, gone, doubted={42, 43}) == {
        42: 0x7FFE1000,
        43: 0x7FFE5000,
    }


def test_threads_that_stand_still_change_nothing(tmp_path: Path) -> None:
    assert sps_later(tmp_path, {}, doubted={43}) is None


def test_threads_that_nothing_contradicts_are_not_asked(tmp_path: Path) -> None:
    assert sps_later(tmp_path, {"43/stat": None}, doubted=set()) is None


def test_when_all_have_ended_the_look_stands(tmp_path: Path) -> None:
    dead = task(42, state=b"Z")["task__42__stat"]

    now = sps_later(tmp_path, {"42/stat": dead, "43/stat": None}, doubted={42, 43})

    assert now is None


@pytest.mark.parametrize(
    ("listed", "is_churn"), [((42, 43), False), ((42,), True), ((42, 43, 44), True)]
)
def test_threads_that_came_or_went_are_noticed(
    tmp_path: Path, listed: tuple[int, ...], is_churn: bool
) -> None:
    then = fake_proc(tmp_path / "then", 42, **_tasks(listed))
    now = fake_proc(tmp_path / "now", 42, **_tasks((42, 43)))
    with then.process(42) as directory:
        tasks, _ = read_tasks(directory)
    with now.process(42) as directory:
        assert came_or_went(directory, tasks) is is_churn


def test_a_process_that_is_gone_tells_nothing_of_its_threads(tmp_path: Path) -> None:
    proc = fake_proc(tmp_path, 42, **task(42))
    with proc.process(42) as directory:
        tasks, _ = read_tasks(directory)
        (tmp_path / "42/task").rename(tmp_path / "away")

        assert not came_or_went(directory, tasks)


def _tasks(tids: Iterable[int]) -> dict[str, bytes]:
    return {name: data for tid in tids for name, data in task(tid).items()}
