"""What is used again from the last look, and what is not."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from memscope.collect.look import address_space
from memscope.collect.look.look import Detail
from memscope.collect.look.snapshot import Collector
from memscope.model.region import Region, RegionUsage
from memscope.model.snapshot import Snapshot

pytestmark = pytest.mark.live

SIZE = 8 << 20
GIVE_BACK, MAP = -1, -2
TOUCHES = f"""
import ctypes, mmap, sys
area = mmap.mmap(-1, {SIZE}, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
area[0] = 1
print(ctypes.addressof(ctypes.c_char.from_buffer(area)), flush=True)
more = []
for line in sys.stdin:
    page = int(line)
    if page == {MAP}:
        more.append(mmap.mmap(-1, {SIZE}, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS))
        more[-1][0] = 1
    elif page == {GIVE_BACK}:
        area.madvise(mmap.MADV_DONTNEED)
    else:
        area[page * mmap.PAGESIZE] = 1
    print("done", flush=True)
"""


class Target:
    """A process that touches the page it is told to, or does what it is told."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.address = int(self._answer())

    def touch(self, page: int) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{page}\n")
        self.process.stdin.flush()
        assert self._answer() == "done"

    def _answer(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


@pytest.fixture
def target() -> Iterator[Target]:
    with subprocess.Popen(
        [sys.executable, "-c", TOUCHES],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield Target(process)
        finally:
            process.kill()


def resident_of(snapshot: Snapshot, address: int) -> int | None:
    return region_of(snapshot, address).usage.resident


def region_of(snapshot: Snapshot, address: int) -> Region:
    (found,) = (one for one in snapshot.processes[0].regions if address in one)
    return found


def own_memory(region: Region) -> Region:
    """Without what changes when another process maps the same file."""
    if not region.inode:
        return region
    return replace(region, usage=RegionUsage(region.usage.resident))


def rss_of(pid: int) -> int:
    """The kernel's exact sum; VmRSS of status may lag behind."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    (line,) = (one for one in rollup.splitlines() if one.startswith("Rss:"))
    return int(line.split()[1]) * 1024


def test_a_touched_page_shows_although_the_map_is_the_same(target: Target) -> None:
    collector, pid, page = Collector(), target.process.pid, 4096
    collector.look([pid])
    before = resident_of(collector.look([pid]), target.address)
    assert before is not None

    for touched in range(1, 4):
        target.touch(touched * 100)
        look = collector.look([pid])

        assert resident_of(look, target.address) == before + touched * page
        assert look.processes[0].usage.resident == rss_of(pid)
    target.touch(GIVE_BACK)

    given_back = collector.look([pid])
    assert resident_of(given_back, target.address) == before - page
    assert given_back.processes[0].usage.resident == rss_of(pid)


def test_a_full_look_between_two_others_leaves_nothing_behind(target: Target) -> None:
    collector, pid = Collector(), target.process.pid
    first = collector.look([pid])
    full = collector.look([pid], detail=Detail.MEMORY)
    last = collector.look([pid])

    assert region_of(full, target.address).usage.proportional is not None
    assert region_of(last, target.address).usage.proportional is None
    assert region_of(last, target.address).flags is None
    assert resident_of(first, target.address) == resident_of(last, target.address)


def test_the_kernels_own_numbers_go_when_they_are_not_asked_for(
    target: Target,
) -> None:
    collector, pid = Collector(), target.process.pid
    full = collector.look([pid], detail=Detail.FULL)
    last = collector.look([pid], detail=Detail.MEMORY)

    assert all(region.kernel for region in full.processes[0].regions)
    assert not any(region.kernel for region in last.processes[0].regions)


def test_what_did_not_change_is_the_same_object(target: Target) -> None:
    collector, pid = Collector(), target.process.pid
    target.touch(1)
    looks = [collector.look([pid]) for _ in range(4)]

    assert looks[-1].processes[0].regions is looks[-2].processes[0].regions


@pytest.mark.parametrize(
    "pages", [(0,), (700, 3), (1, 2, 3), (2047,), (500, GIVE_BACK)]
)
def test_looking_again_says_what_a_first_look_says(
    target: Target, pages: tuple[int, ...]
) -> None:
    known, pid = Collector(), target.process.pid
    for _ in range(2):
        known.look([pid])

    for page in pages:
        target.touch(page)
        again, fresh = known.look([pid]).processes[0], Collector().look([pid])

        assert again.regions == fresh.processes[0].regions
        assert again.usage == fresh.processes[0].usage


@pytest.mark.parametrize("detail", [Detail.MEMORY, Detail.MAP])
def test_a_large_map_is_read_again_with_the_same_result(
    target: Target, monkeypatch: pytest.MonkeyPatch, detail: Detail
) -> None:
    """The pages of large ones are scanned while they are read."""
    monkeypatch.setattr(address_space, "_WORTH_A_THREAD", 0)
    known, pid = Collector(), target.process.pid
    for _ in range(3):
        known.look([pid], detail=detail)

    for page in (7, 8, 9, 1900, MAP, 300, GIVE_BACK, MAP, 5):
        target.touch(page)
        (again,) = known.look([pid], detail=detail).processes
        (fresh,) = Collector().look([pid], detail=detail).processes

        assert list(map(own_memory, again.regions)) == [
            own_memory(region) for region in fresh.regions
        ]
        assert again.usage.resident == fresh.usage.resident
        assert (again.usage.proportional is None) == (detail is Detail.MAP)
    assert not any(one.name == "scan" for one in threading.enumerate())


def test_a_scan_that_began_is_waited_for_when_the_process_is_gone(
    target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(address_space, "_WORTH_A_THREAD", 0)
    known, pid = Collector(), target.process.pid
    known.look([pid])
    target.process.kill()
    target.process.wait()

    look = known.look([pid])

    assert look.processes == ()
    assert not any(one.name == "scan" for one in threading.enumerate())
