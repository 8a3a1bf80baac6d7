from pathlib import Path

import pytest

from memscope.proc.user_tasks import tasks_by_user
from tests.unit.proc.fake_proc import fake_proc

pytestmark = pytest.mark.unit


def machine(folder: Path, namespace: str) -> None:
    (folder / "self" / "ns").mkdir(parents=True)
    (folder / "self" / "ns" / "pid").symlink_to(namespace)


def test_threads_are_counted_by_real_user(tmp_path: Path) -> None:
    machine(tmp_path, "pid:[4026531836]")
    for pid, user, threads in ((1, 0, 1), (2, 1000, 3), (3, 1000, 4)):
        fs = fake_proc(
            tmp_path,
            pid,
            status=b"Uid:\t%d\t7\t7\t7\nThreads:\t%d\n" % (user, threads),
        )

    assert tasks_by_user(fs) == {0: 1, 1000: 7}


def test_in_a_container_the_others_are_not_seen_so_that_nothing_is_known(
    tmp_path: Path,
) -> None:
    machine(tmp_path, "pid:[4026532999]")

    assert tasks_by_user(fake_proc(tmp_path, 1, status=b"Uid:\t0\n")) is None
