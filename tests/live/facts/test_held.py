"""Memory that is in no map: what a program holds by descriptors, and knows of."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from memscope.model.held import Held, HeldKind
from memscope.model.process import Process
from tests.live.facts.children import child

pytestmark = pytest.mark.live

MIB = 1 << 20


def held_as(process: Process, word: str) -> Held:
    (found,) = [one for one in process.held or () if word in one.path]
    return found


def test_a_memfd_is_as_large_as_what_was_written_to_it() -> None:
    code = """
import fcntl
fd = os.memfd_create("frames", os.MFD_ALLOW_SEALING)
os.ftruncate(fd, 64 << 20)
os.pwrite(fd, b"x" * (4 << 20), 0)
other = os.dup(fd)
shown = mmap.mmap(fd, 1 << 20)
shown[0] = 1
fcntl.fcntl(fd, 1033, 2 | 4)
info = os.fstat(fd)
ready(blocks=info.st_blocks, inode=info.st_ino)
"""
    with child(code) as one:
        process = one.process()
        found = held_as(process, "frames")

    assert (found.kind, found.path) == (HeldKind.MEMFD, "/memfd:frames")
    assert (found.size, found.allocated) == (64 * MIB, one.said["blocks"] * 512)
    assert found.inode == one.said["inode"]
    # dup() and the object that mmap keeps.
    assert (found.descriptors, found.links) == (3, 0)
    assert (found.seals, found.mapped) == (("shrink", "grow"), MIB)
    (region,) = [r for r in process.regions if r.inode == found.inode]
    assert found.resident == region.usage.resident
    assert 0 < (found.resident or 0) < 4 * MIB
    assert found.is_memory
    assert found.is_unnamed


def test_files_in_ram_are_held_with_a_name_and_without() -> None:
    if not os.access("/dev/shm", os.W_OK):
        pytest.skip("/dev/shm cannot be written to: mount -t tmpfs none /dev/shm")
    code = """
def made(word):
    name = f"/dev/shm/memscope-test-{os.getpid()}-{word}"
    fd = os.open(name, os.O_RDWR | os.O_CREAT | os.O_EXCL)
    os.write(fd, b"x" * (1 << 20))
    return name
os.unlink(made("gone"))
kept = made("kept")
print(json.dumps({}), flush=True)
sys.stdin.read()
os.unlink(kept)
"""
    with child(code) as one:
        process = one.process()

    gone, kept = held_as(process, "-gone"), held_as(process, "-kept")
    assert {gone.kind, kept.kind} == {HeldKind.TMPFS}
    assert (gone.allocated, kept.allocated) == (MIB, MIB)
    assert (gone.links, kept.links) == (0, 1)
    assert gone.path == f"/dev/shm/memscope-test-{one.pid}-gone"
    assert (gone.resident, gone.unmapped) == (0, MIB)


def test_a_deleted_file_on_a_disk_is_no_memory(tmp_path: Path) -> None:
    code = f"""
fd = os.open({str(tmp_path / "log")!r}, os.O_RDWR | os.O_CREAT)
os.write(fd, b"x" * (1 << 20))
os.fsync(fd)
os.unlink({str(tmp_path / "log")!r})
other = os.open({str(tmp_path / "x (deleted)")!r}, os.O_RDWR | os.O_CREAT)
ready(blocks=os.fstat(fd).st_blocks)
"""
    with child(code) as one:
        process = one.process()

    found = held_as(process, "/log")
    if found.kind is HeldKind.TMPFS:
        pytest.skip("the folder for temporary files is no disk: set TMPDIR to one")
    assert (found.kind, found.is_memory) == (HeldKind.DELETED, False)
    assert found.allocated == one.said["blocks"] * 512
    assert not [one for one in process.held or () if "(deleted)" in one.path]


def test_huge_pages_are_held_by_a_memfd_too() -> None:
    free = int(
        Path("/proc/meminfo").read_text().partition("HugePages_Free:")[2].split()[0]
    )
    if free < 2:
        pytest.skip("no huge pages are set aside: sysctl vm.nr_hugepages=4")
    code = """
fd = os.memfd_create("huge", os.MFD_HUGETLB)
os.ftruncate(fd, 4 << 20)
shown = mmap.mmap(fd, 2 << 20)
shown[0] = 1
ready(tables=status()["HugetlbPages"])
"""
    with child(code) as one:
        process = one.process()

    found = held_as(process, "huge")
    assert (found.kind, found.allocated) == (HeldKind.HUGETLB, 2 * MIB)
    assert process.usage.hugetlb == one.said["tables"] == 2 * MIB


def test_a_program_whose_file_is_gone_has_no_link(tmp_path: Path) -> None:
    program, again = tmp_path / "sleep", tmp_path / "again"
    shutil.copy(shutil.which("sleep") or "/bin/sleep", program)
    with subprocess.Popen([program, "600"]) as running:
        try:
            again.hardlink_to(program)
            program.unlink()
            still_there = links_of(running.pid)
            again.unlink()
            gone = links_of(running.pid)
        finally:
            running.kill()

    assert (still_there, gone) == ({1}, {0})


def links_of(pid: int) -> set[int | None]:
    """Return how many names the files have whose name is gone."""
    from memscope.collect.closer.facts import with_facts
    from memscope.collect.look.snapshot import take_snapshot

    (process,) = with_facts(take_snapshot([pid])).processes
    return {one.links for one in process.regions if one.path.endswith("(deleted)")}
