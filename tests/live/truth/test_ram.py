"""What is in RAM, what is behind it, and what of it is mapped here."""

import os
import subprocess
from pathlib import Path

import pytest

from memscope.collect.closer.compare import compare
from memscope.collect.closer.pages import with_pages
from memscope.collect.closer.where import Where
from memscope.model.page import PageRun, PageState
from memscope.model.process import Process
from memscope.model.region import Backing, Region
from memscope.render.runs import plain
from memscope.render.text.where import where_lines
from tests.live.truth.cases import Case, built, region_at, told
from tests.live.truth.invariants import wrong_numbers

pytestmark = pytest.mark.live

MIB = 1 << 20
THP = Path("/sys/kernel/mm/transparent_hugepage/enabled")


def seen(case: Case, word: str = "at") -> tuple[Process, Region]:
    snapshot = case.look()
    (process,) = snapshot.processes
    region = region_at(process, case.numbers(word)[0])
    assert region is not None
    assert wrong_numbers(snapshot) == []
    return process, region


def test_files_on_a_disk_and_in_ram_are_told_apart(tmp_path: Path) -> None:
    program = built("private_file.c")
    in_ram = Path("/dev/shm") / f"memscope-test-{os.getpid()}"
    try:
        with told(program, tmp_path / "x") as disk, told(program, in_ram) as ram:
            _, on_disk = seen(disk)
            _, in_shm = seen(ram)
    finally:
        in_ram.unlink(missing_ok=True)

    if on_disk.backing is not Backing.DISK:
        pytest.skip("the folder for temporary files is no disk: set TMPDIR to one")
    assert in_shm.backing is Backing.RAM
    assert in_shm.allocated is not None


def test_memory_has_no_backing_and_the_kernels_pages_have_its_own() -> None:
    with told(built("lazily_freed.c")) as case:
        process, region = seen(case)

        assert region.backing is Backing.ANONYMOUS
        # The kernel hands pages over by handfuls: the last ones wait.
        assert region.usage.lazy_free is not None
        assert 7 * MIB < region.usage.lazy_free <= 8 * MIB
        assert process.usage.lazy_free == region.usage.lazy_free
        by_path = {one.path: one.backing for one in process.regions}
        assert by_path["[stack]"] is Backing.ANONYMOUS
        assert by_path["[vdso]"] is Backing.KERNEL


def test_a_process_tells_what_can_be_dropped() -> None:
    with told(built("lazily_freed.c")) as case:
        process, _ = seen(case)
        usage = process.usage

        assert usage.anonymous is not None
        assert usage.anonymous >= 8 * MIB
        assert usage.file is not None
        assert usage.clean is not None
        assert 0 < usage.clean <= usage.file
        assert usage.shmem == 0
        assert usage.peak is not None
        assert usage.resident is not None
        assert usage.page_tables


def test_a_memory_file_has_more_than_is_mapped_here() -> None:
    with told(built("memory_file.c")) as case:
        _, region = seen(case)

        assert region.usage.resident is not None
        assert region.usage.resident < MIB
        assert region.backing is Backing.RAM
        if os.geteuid():
            assert region.allocated in (None, 64 * MIB)
        else:
            assert region.allocated == 64 * MIB


def test_huge_pages_are_counted() -> None:
    if not THP.exists() or "[never]" in THP.read_text():
        pytest.skip("no huge pages here: echo madvise > " + str(THP))
    with told(built("huge_pages.c")) as case:
        process, region = seen(case)

        if not region.usage.huge:
            pytest.skip("memory is too fragmented for huge pages: try after a reboot")
        assert region.usage.huge % (2 * MIB) == 0
        assert region.flags is not None
        assert "hg" in region.flags
        assert process.usage.huge is not None
        assert process.usage.huge >= region.usage.huge


def test_shared_memory_in_huge_pages_is_counted_and_so_are_those_who_map_it() -> None:
    with told(built("shared_huge.c")) as case:
        _, region = seen(case)
        if not region.usage.huge:
            pytest.skip("no huge pages for shared memory here: Linux 6.1 has them")
        comparison = compare(case.pid, case.numbers("end")[0])
        found = Where().look(case.pid, region.start)
    (pair,) = [one for one in comparison.pairs if one.first.start == region.start]
    text = " ".join(map(plain, where_lines(found.process, found.place)))

    assert region.usage.resident == region.usage.shared == 4 * MIB
    assert "mapped in huge pages" in text
    assert "touching" not in text
    assert pair.pages is not None
    assert pair.pages.same == pair.pages.both == 1024
    assert pair.mappings == (None if os.geteuid() else (2, 2))


def test_what_is_in_ram_and_not_mapped_here_is_not_called_missing(
    tmp_path: Path,
) -> None:
    with told(built("cached_file.c"), tmp_path) as case:
        (address,) = case.numbers("untouched")
        found = Where().look(case.pid, address)

        assert found.place.page is PageState.UNMAPPED
        assert found.place.is_cached in (True, None)
        if os.geteuid() == 0:
            assert found.place.is_cached
        text = "".join(map(plain, where_lines(found.process, found.place)))
        assert "not in RAM" not in text


def test_what_of_a_file_is_in_ram_is_told_where_pages_are(tmp_path: Path) -> None:
    with told(built("cached_file.c"), tmp_path) as case:
        plain_look = case.look().processes[0]
        process = with_pages(case.look()).processes[0]
        (address,) = case.numbers("untouched")
        found = Where().look(case.pid, address)
        untouched = region_at(process, address)
        half = region_at(process, case.numbers("half")[0])

    assert untouched is not None
    assert half is not None
    assert untouched.usage.resident == 0
    assert untouched.cached == half.cached == MIB
    assert found.place.region is not None
    assert found.place.region.cached == MIB
    assert {one.cached for one in plain_look.regions} == {None}
    assert {one.cached for one in process.regions if not one.inode} == {None}


OVERLAY = """
mount -t tmpfs none "$1" && cd "$1" && mkdir low up work all &&
mount -t overlay none -o lowerdir=low,upperdir=up,workdir=work all || exit
exec "$0" "$1/all"
"""


def test_below_an_overlay_what_is_in_ram_is_in_ram(tmp_path: Path) -> None:
    script = ("unshare", "--mount", "sh", "-c", OVERLAY)
    if subprocess.run([*script, "true", tmp_path], capture_output=True).returncode:
        pytest.skip("overlays cannot be mounted here: run as root, not in a jail")
    with told(*script, built("cached_file.c"), tmp_path) as case:
        (address,) = case.numbers("untouched")
        found = Where().look(case.pid, address)

    assert found.place.page is PageState.UNMAPPED
    assert found.place.is_cached
    assert found.place.region is not None
    assert found.place.region.backing is None
    assert found.place.region.cached == MIB


def test_pages_of_files_are_never_absent(tmp_path: Path) -> None:
    with told(built("cached_file.c"), tmp_path) as case:
        process = with_pages(case.look()).processes[0]
        region = region_at(process, case.numbers("untouched")[0])

        assert region is not None
        assert region.pages == (PageRun(PageState.UNMAPPED, 256),)
        states = {
            run.state for one in process.regions if one.inode for run in one.pages or ()
        }
        assert PageState.ABSENT not in states
