from pathlib import Path

import pytest

from memscope.model.cgroup import Members
from memscope.proc.cgroup_members import members_of
from memscope.proc.cgroups import Cgroups, ControlGroup
from tests.unit.proc.cgroup_tree import version_2, write_group

pytestmark = pytest.mark.unit


def test_processes_of_the_group_and_below_are_summed_up(tmp_path: Path) -> None:
    fs = version_2(tmp_path)
    job = tmp_path / "cgroup" / "pod" / "job"
    write_group(job / "below", cgroup__procs="42\n")
    with fs.process(42) as directory:
        group = Cgroups(fs).folder_of(directory)

    assert group is not None
    # 0 is a process of another pid namespace, which cannot be asked.
    assert members_of(group, fs) == Members(
        processes=3, anonymous=16384, shmem=8192, unknown=1
    )


def test_a_group_that_is_gone_is_unknown(tmp_path: Path) -> None:
    assert members_of(ControlGroup("/x", str(tmp_path / "x"))) is None


def test_what_has_ended_meanwhile_is_counted_as_unknown(tmp_path: Path) -> None:
    fs = version_2(tmp_path)
    group = write_group(tmp_path / "other", cgroup__procs="42\n999\n")

    found = members_of(ControlGroup("/other", str(group)), fs)

    assert found is not None
    assert (found.processes, found.unknown) == (2, 1)
