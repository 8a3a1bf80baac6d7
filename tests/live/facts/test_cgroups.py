"""What a control group says, as the kernel's own files have it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from memscope.model.cgroup import Cgroup
from tests.live.facts.children import Child, child

pytestmark = pytest.mark.live

MIB = 1 << 20
V1, V2 = Path("/sys/fs/cgroup/memory"), Path("/sys/fs/cgroup")


def cgroup_of(one: Child) -> Cgroup:
    found = one.process().cgroup
    if found is None:
        pytest.skip("no control groups are mounted here: mount -t cgroup2 none FOLDER")
    return found


def test_the_group_is_the_one_that_the_process_was_born_in() -> None:
    with child("ready(text=open('/proc/self/cgroup').read())") as one:
        found = cgroup_of(one)

    lines = [line.split(":", 2) for line in one.said["text"].splitlines()]
    by_controller = {controllers: path for _, controllers, path in lines}
    mine = by_controller.get("memory", by_controller.get(""))
    assert mine is not None
    # Memory of a group without the controller is charged to one above it.
    assert (mine.rstrip("/") + "/").startswith(found.path.rstrip("/") + "/")
    assert found.version == (1 if "memory" in by_controller else 2)


def test_numbers_are_those_of_the_groups_files() -> None:
    with child("x = bytearray(8 << 20)\nready()") as one:
        found = cgroup_of(one)
        mount = V1 if found.version == 1 else V2
        folder = mount / found.path.lstrip("/")
        names = {1: "memory.usage_in_bytes", 2: "memory.current"}
        file = folder / names[found.version]
        if not file.exists():
            pytest.skip(
                "the root of control groups counts nothing: start it in a group"
            )
        now = int(file.read_text())

        # Others are in that group, too.
        assert found.current is not None
        assert abs(found.current - now) < 256 * MIB
        assert found.stat
        assert found.members is not None
        assert found.members.processes >= 1
        assert found.members.anonymous >= 8 * MIB


@contextmanager
def own_group() -> Iterator[Path]:
    """Make a group of version 2 below ours, with the controllers of memory and pids."""
    text = Path("/proc/self/cgroup").read_text()
    path = next((line[3:] for line in text.splitlines() if line[:3] == "0::"), None)
    parent = V2 if path is None else V2 / path.strip("/")
    try:
        given = (parent / "cgroup.subtree_control").read_text().split()
    except OSError:
        given = []
    if not {"memory", "pids"} <= {*given} or not os.access(parent, os.W_OK):
        pytest.skip(
            "no control group of version 2 may be made here: run as root where the "
            "group above hands on memory and pids (cgroup.subtree_control)"
        )
    group = parent / f"memscope-test-{os.getpid()}"
    group.mkdir()
    try:
        yield group
    finally:
        with suppress(OSError):
            group.rmdir()


def test_a_limit_that_was_set_is_the_one_that_is_shown() -> None:
    with own_group() as group:
        (group / "memory.max").write_text(str(64 * MIB))
        (group / "pids.max").write_text("7")
        code = f"""
open({str(group / "cgroup.procs")!r}, "w").write(str(os.getpid()))
held = bytearray(16 << 20)
ready()
"""
        with child(code) as one:
            process = one.process()
            cgroup, limits = process.cgroup, process.limits or ()

    assert cgroup is not None
    assert cgroup.path.endswith(group.name)
    assert (cgroup.limit, cgroup.pids_max, cgroup.pids_current) == (64 * MIB, 7, 1)
    assert 16 * MIB <= (cgroup.current or 0) <= 64 * MIB
    assert cgroup.members is not None
    assert cgroup.members.processes == 1
    by_name = {one.name: one for one in limits}
    assert by_name["memory.max"].limit == 64 * MIB
    assert by_name["memory.max"].of == cgroup.path
    assert by_name["pids.max"].used == 1
