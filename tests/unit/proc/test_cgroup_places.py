from pathlib import Path

import pytest

from memscope.proc.cgroup_places import CgroupPlaces
from memscope.proc.ram_shares import Sighting
from tests.unit.proc.fake_proc import fake_proc

pytestmark = pytest.mark.unit

V2 = b"0::/a/b\n"
V1 = b"4:memory:/m\n0::/a/b\n"


def seen(pid: int, said: bytes | None) -> Sighting:
    return Sighting(
        pid=pid, ppid=1, start_ticks=1, name="app", uid=0, threads=1, cgroup=said
    )


def places(folder: Path, *mounts: str) -> CgroupPlaces:
    lines = "".join(f"{31 + at} 1 0:27 {one}\n" for at, one in enumerate(mounts))
    (folder / "self").mkdir()
    (folder / "self" / "mountinfo").write_text(lines)
    fake_proc(folder, 7, cgroup=V2)
    return CgroupPlaces(fake_proc(folder, 8, cgroup=V1))


def test_a_group_that_is_mounted_here_is_read(tmp_path: Path) -> None:
    root = tmp_path / "cgroup"
    (root / "a" / "b").mkdir(parents=True)
    (root / "a" / "b" / "memory.current").write_text("4096\n")
    found = places(tmp_path, f"/ {root} rw - cgroup2 cgroup2 rw")

    assert found.path_of(seen(7, V2)) == "/a/b"
    assert found.groups["/a/b"].current == 4096


def test_one_without_a_count_of_its_own_is_charged_above(tmp_path: Path) -> None:
    root = tmp_path / "cgroup"
    (root / "a" / "b").mkdir(parents=True)
    (root / "a" / "memory.current").write_text("4096\n")
    found = places(tmp_path, f"/ {root} rw - cgroup2 cgroup2 rw")

    assert found.path_of(seen(7, V2)) == "/a"


@pytest.mark.parametrize(
    ("pid", "said", "path"),
    [(7, V2, "/a/b"), (8, V1, "/m"), (9, V2, "/a/b"), (7, b"", ""), (7, None, "")],
)
def test_one_that_cannot_be_seen_has_its_path(
    tmp_path: Path, pid: int, said: bytes | None, path: str
) -> None:
    found = places(tmp_path)
    if pid == 7 and not said:
        fake_proc(tmp_path, 7, cgroup=b"")

    assert found.path_of(seen(pid, said)) == path
    assert found.groups == {}


def test_all_in_one_group_ask_once(tmp_path: Path) -> None:
    found = places(tmp_path)
    found.path_of(seen(7, V2))
    (tmp_path / "7" / "cgroup").unlink()

    assert found.path_of(seen(7, V2)) == "/a/b"
