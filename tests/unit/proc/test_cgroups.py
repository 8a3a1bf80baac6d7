from pathlib import Path

import pytest

from memscope.model.cgroup import Bound, Cgroup, Pressure, Stall
from memscope.proc.cgroups import Cgroups
from memscope.proc.fs import ProcFs
from tests.unit.proc.cgroup_tree import GIB, version_1, version_2, write_group

pytestmark = pytest.mark.unit


def cgroup_of(fs: ProcFs) -> Cgroup:
    with fs.process(42) as directory:
        found = Cgroups(fs).of(directory)
    assert found is not None
    return found


def test_a_group_says_what_it_uses_and_may_use(tmp_path: Path) -> None:
    found = cgroup_of(version_2(tmp_path))

    assert (found.version, found.path) == (2, "/pod/job")
    assert (found.current, found.peak, found.low) == (GIB // 2, GIB, 4096)
    assert (found.limit, found.high) == (8 * GIB, GIB)
    assert (found.swap_current, found.swap_limit) == (0, None)
    assert (found.pids_current, found.pids_max) == (3, None)
    assert found.stat == {"anon": 4096, "file": 8192, "slab": 5}
    assert found.events["high"] == 9
    assert found.pressure == Pressure(Stall(1, 0, 0, 9), Stall(0.5, 0, 0, 5))


def test_the_limit_that_is_reached_first_may_be_one_of_a_group_above(
    tmp_path: Path,
) -> None:
    found = cgroup_of(version_2(tmp_path))

    assert found.bounds == (
        Bound("memory.max", "/pod", 2 * GIB - 4096, 2 * GIB),
        Bound("memory.high", "/pod/job", GIB // 2, GIB),
        Bound("memory.swap.max", "/pod", 0, 0),
        Bound("pids.max", "/pod", 7, 50),
    )


def test_in_a_container_the_mount_begins_at_its_group(tmp_path: Path) -> None:
    fs = version_2(tmp_path, root="/host/ab", path="/host/ab/pod/job")

    found = cgroup_of(fs)

    assert found.path == "/host/ab/pod/job"
    assert found.bounds[0].path == "/host/ab/pod"


@pytest.mark.parametrize("path", ["/elsewhere", "/../pod/job", "/host/abc/pod"])
def test_a_group_that_is_not_mounted_here_is_unknown(tmp_path: Path, path: str) -> None:
    fs = version_2(tmp_path, root="/host/ab", path=path)

    with fs.process(42) as directory:
        assert Cgroups(fs).of(directory) is None


def test_without_any_mount_it_is_unknown(tmp_path: Path) -> None:
    fs = version_2(tmp_path)
    (tmp_path / "proc" / "self" / "mountinfo").write_text("")

    with fs.process(42) as directory:
        assert Cgroups(fs).of(directory) is None


def test_memory_of_a_group_without_the_controller_is_charged_to_the_one_above(
    tmp_path: Path,
) -> None:
    fs = version_2(tmp_path, path="/pod/job/shell")
    write_group(tmp_path / "cgroup" / "pod" / "job" / "shell", cgroup__procs="42\n")

    found = cgroup_of(fs)

    assert (found.path, found.current) == ("/pod/job", GIB // 2)


def test_the_root_has_no_limits(tmp_path: Path) -> None:
    found = cgroup_of(version_2(tmp_path, path="/"))

    assert (found.path, found.current, found.limit) == ("/", None, None)
    assert found.stat == {"anon": 1}
    assert found.bounds == ()


def test_version_1_has_other_files_and_no_word_for_unlimited(tmp_path: Path) -> None:
    found = cgroup_of(version_1(tmp_path))

    assert (found.version, found.path) == (1, "/docker/ab")
    assert (found.current, found.peak) == (1024000, 2048000)
    assert (found.limit, found.low, found.high) == (None, None, None)
    assert found.events == {
        "failcnt": 3,
        "oom_kill_disable": 0,
        "under_oom": 0,
        "oom_kill": 1,
    }
    assert (found.swap_current, found.pressure) == (None, None)
    assert found.bounds == (
        Bound("memory.max", "/docker", 4096000, 8192000),
        Bound("pids.max", "/docker/ab", 5, 10),
    )


def test_without_a_hierarchy_a_group_above_is_not_charged(tmp_path: Path) -> None:
    fs = version_1(tmp_path)
    (tmp_path / "memory" / "docker" / "memory.use_hierarchy").write_text("0\n")

    assert cgroup_of(fs).bound("memory.max") is None
    assert cgroup_of(fs).bound("pids.max") is not None
