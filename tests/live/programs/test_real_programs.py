"""Programs that nobody of us wrote: every byte, every sum, every stack.

The judge is the kernel's own text, read here without any of our parsers.
"""

import itertools
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import pytest

from memscope import i18n
from memscope.collect.look.snapshot import Collector
from memscope.model.evidence import ANON_NAME, split_detail
from memscope.model.kinds import Kind
from memscope.model.label_text import label_text
from memscope.model.process import Process, Thread
from memscope.model.region import Region
from memscope.model.snapshot import Snapshot
from tests.live.programs import start
from tests.patience import tries

pytestmark = pytest.mark.live

STACKS = {Kind.STACK, Kind.THREAD_STACK}


class Start(Protocol):
    def __call__(self) -> AbstractContextManager[list[int]]: ...


@dataclass(frozen=True, slots=True)
class Truth:
    """What the kernel says about a process, as text.

    Attributes:
        switches: How often each thread has begun and ceased to run so far: one with
            the same number before and after a look slept all the while.
    """

    maps: str
    status: str
    positions: dict[int, str]
    switches: dict[int, list[str]] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Look:
    """A snapshot, the truth that held before and after it, and who slept meanwhile."""

    snapshot: Snapshot
    truth: dict[int, Truth]
    asleep: set[int]


PROGRAMS = [start.gdb, start.java, start.node, start.perl, start.postgres, start.python]


@pytest.fixture(
    scope="module", params=PROGRAMS, ids=lambda program: str(program.__name__)
)
def look(request: pytest.FixtureRequest) -> Iterator[Look]:
    program: Start = request.param
    with program() as pids:
        yield settled_look(pids)


def settled_look(pids: list[int]) -> Look:
    """Look until the kernel says the same before and after the look."""
    collector = Collector()
    for _ in tries():
        before = {pid: truth_of(pid) for pid in pids}
        snapshot = collector.look(pids)
        after = {pid: truth_of(pid) for pid in pids}
        asleep = {
            tid
            for pid in pids
            for tid, switches in before[pid].switches.items()
            if after[pid].switches.get(tid) == switches
            and before[pid].positions[tid].strip() != "running"
        }
        if before == after and asleep:
            return Look(snapshot, before, asleep)
    pytest.fail("the program never came to rest")


def truth_of(pid: int) -> Truth:
    proc = Path(f"/proc/{pid}")
    status = (proc / "status").read_text()
    tasks = {int(task.name): task for task in (proc / "task").iterdir()}
    return Truth(
        maps=(proc / "maps").read_text(errors="surrogateescape"),
        status="\n".join(re.findall(r"^(?:VmSize|Threads|State).*$", status, re.M)),
        positions={tid: (task / "syscall").read_text() for tid, task in tasks.items()},
        switches={
            tid: re.findall(r"ctxt_switches:\s+(\d+)", (task / "status").read_text())
            for tid, task in tasks.items()
        },
    )


def rows(truth: Truth) -> list[tuple[tuple[int, int], str, int, str, int, str]]:
    found = []
    for line in truth.maps.split("\n")[:-1]:
        span, perms, offset, device, inode = line.split(" ")[:5]
        low, high = (int(part, 16) for part in span.split("-"))
        path = line[73:] if len(line) > 73 else ""
        found.append(((low, high), perms, int(offset, 16), device, int(inode), path))
    return found


def each(look: Look) -> Iterator[tuple[Process, Truth]]:
    for process in look.snapshot.processes:
        yield process, look.truth[process.pid]


def test_every_process_is_there(look: Look) -> None:
    assert [process.pid for process in look.snapshot.processes] == list(look.truth)


def test_regions_cover_every_vma_byte_for_byte(look: Look) -> None:
    for process, truth in each(look):
        parts: dict[tuple[int, int], list[Region]] = {}
        for region in process.regions:
            parts.setdefault(region.vma, []).append(region)

        assert list(parts) == [row[0] for row in rows(truth)]
        for (low, high), regions in parts.items():
            assert regions[0].start == low
            assert regions[-1].end == high
            for one, after in itertools.pairwise(regions):
                assert one.end == after.start


def test_regions_say_what_the_kernel_says_about_their_vma(look: Look) -> None:
    for process, truth in each(look):
        said = {row[0]: row[1:] for row in rows(truth)}
        for region in process.regions:
            perms, offset, device, inode, path = said[region.vma]
            shift = region.start - region.vma[0] if inode else 0
            assert region.perms == perms
            assert region.offset == offset + shift
            assert (region.device, region.inode) == (device, inode)
            assert region.path == path


def test_sizes_add_up_to_the_kernels_own_sum(look: Look) -> None:
    for process, truth in each(look):
        (kib,) = re.findall(r"VmSize:\s+(\d+) kB", truth.status)
        # The vsyscall page is listed, but it is the kernel's and not counted.
        sizes = [one.size for one in process.regions if one.path != "[vsyscall]"]

        assert sum(sizes) == int(kib) * 1024
        assert process.usage.virtual == int(kib) * 1024


def test_every_thread_is_there_with_its_position(look: Look) -> None:
    for process, truth in each(look):
        seen = {thread.tid: thread.sp for thread in process.threads}

        assert list(seen) == sorted(truth.positions)
        assert {tid: seen[tid] for tid in seen if tid in look.asleep} == {
            tid: int(text.split()[-2], 16)
            for tid, text in truth.positions.items()
            if tid in look.asleep
        }


def test_every_stack_pointer_lies_in_a_stack_of_its_own_thread(look: Look) -> None:
    for process, _ in each(look):
        for thread in process.threads:
            if thread.sp is not None:
                region = region_at(process, thread.sp)
                assert region.kind in STACKS, (thread, region)
                assert region.thread == thread.tid, (thread, region)


def test_a_stack_and_its_region_agree(look: Look) -> None:
    for process, _ in each(look):
        for thread in process.threads:
            assert thread.stack is not None, thread
            assert thread.stack.evidence
            if thread.sp is not None:
                assert thread.sp in thread.stack
                assert thread.stack.depth == thread.stack.end - thread.sp
            region = region_at(process, thread.stack.end - 1)
            assert region.thread == thread.tid


def test_no_two_threads_share_a_stack(look: Look) -> None:
    for process, _ in each(look):
        stacks = sorted(span(thread) for thread in process.threads if thread.stack)

        for low, high in itertools.pairwise(stacks):
            assert low[1] <= high[0]


def span(thread: Thread) -> tuple[int, int]:
    assert thread.stack is not None
    return thread.stack.start, thread.stack.end


def region_at(process: Process, address: int) -> Region:
    (found,) = (region for region in process.regions if address in region)
    return found


def test_nothing_was_missing(look: Look) -> None:
    assert look.snapshot.gaps == ()


def test_every_label_of_ours_can_be_told_in_japanese(look: Look) -> None:
    labels = {
        region.label: region.evidence
        for process in look.snapshot.processes
        for region in process.regions
    }
    i18n.set_language("ja")
    told = {label: label_text(label) for label in labels}

    same = [label for label in labels if told[label] == label]
    assert [one for one in same if not is_given(one, labels[one])] == []
    assert len(same) < len(labels) / 2


def is_given(label: str, evidence: tuple[str, ...]) -> bool:
    """The program gave the memory that name, or it is the same in both languages."""
    words = {split_detail(one)[0] for one in evidence}
    return ANON_NAME in words or label.startswith("memfd")
