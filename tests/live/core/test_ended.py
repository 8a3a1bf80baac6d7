"""Processes that are no more, are half gone, never had memory, or go as we look."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from memscope.collect.library import watch
from memscope.collect.look.look import Detail
from memscope.collect.look.snapshot import Collector, take_snapshot
from memscope.collect.poll import LiveSource
from memscope.errors import ProcessGone
from memscope.model.process import Process
from memscope.model.snapshot import ENDING, Snapshot
from tests.live.core.looking import look_at
from tests.live.programs.c import built, running
from tests.patience import PATIENCE_S, tries

pytestmark = [pytest.mark.live, pytest.mark.once]

BRIEF = "i=0; while [ $i -lt 3000 ]; do i=$((i+1)); done"
"""A life of a few milliseconds."""

TARGETS = Path(__file__).parents[1] / "targets"


def until() -> Iterator[None]:
    """Try again and again, but not for ever."""
    yield from tries(pause_s=0)
    pytest.fail("it never came to that")


def state_of(task: str) -> str:
    return Path(f"/proc/{task}/stat").read_text().rpartition(")")[2].split()[0]


def free_pid() -> int:
    """Return a number that no process has: that of one that ended and was reaped."""
    with subprocess.Popen(["true"]) as child:
        child.wait()
    return child.pid


@pytest.fixture
def zombie() -> Iterator[int]:
    """A child that ended, and that we have not asked about yet."""
    child = subprocess.Popen(["true"])
    for _ in until():
        if state_of(str(child.pid)) == "Z":
            break
    yield child.pid
    child.wait()


def test_a_process_that_does_not_exist_is_left_out_with_a_gap() -> None:
    pid = free_pid()

    snapshot = Collector().look([pid])

    assert snapshot.processes == ()
    assert [(gap.what, gap.pid, gap.why) for gap in snapshot.gaps] == [
        ("process", pid, "no such process")
    ]


def test_a_script_is_told_by_an_error() -> None:
    pid = free_pid()

    with pytest.raises(ProcessGone, match=f"process {pid}: no such process") as raised:
        take_snapshot([pid])

    assert raised.value.exit_code == 3


@pytest.mark.parametrize("pid", [0, -1, 1 << 22, 1 << 40])
def test_a_number_that_no_process_can_have_is_gone_too(pid: int) -> None:
    with pytest.raises(ProcessGone):
        take_snapshot([pid])


def test_one_that_is_gone_does_not_hide_the_others() -> None:
    pid = free_pid()

    snapshot = take_snapshot([pid, os.getpid()])

    assert [process.pid for process in snapshot.processes] == [os.getpid()]
    assert [gap.pid for gap in snapshot.gaps if gap.what == "process"] == [pid]


def test_a_zombie_has_a_name_and_no_memory(zombie: int) -> None:
    snapshot = take_snapshot([zombie])
    (process,) = snapshot.processes

    assert (process.state, process.name) == ("Z", "true")
    assert (process.exe, process.cmdline, process.regions) == (None, (), ())
    assert (process.usage.virtual, process.usage.resident) == (None, None)
    assert process.address_space is None
    assert [thread.tid for thread in process.threads] == [zombie]
    assert (process.threads[0].sp, process.threads[0].stack) == (None, None)
    (gap,) = snapshot.gaps
    assert gap.why == "the process has ended and waits to be reaped by its parent"


def test_a_kernel_thread_has_no_memory_of_its_own() -> None:
    if not Path("/proc/2/comm").read_text().startswith("kthreadd"):
        pytest.skip("no kernel threads in this pid namespace")

    snapshot = take_snapshot([2])

    (process,) = snapshot.processes
    assert (process.name, process.regions) == ("kthreadd", ())
    assert (process.usage.virtual, process.address_space) == (None, None)
    assert [gap.why for gap in snapshot.gaps] == [
        "a kernel thread has no address space of its own"
    ]


def test_a_dead_leader_is_looked_at_through_a_living_thread() -> None:
    source = (TARGETS / "leaderless.c").read_text()
    with built(source) as program, running([program]) as target:
        (thread,) = target.facts["threads"]
        for _ in until():
            if state_of(f"{target.pid}/task/{thread['tid']}") == "S":
                break
        process = look_at(target.pid, Detail.MEMORY)

    assert (process.pid, process.state) == (target.pid, "Z")
    assert [(one.tid, one.state) for one in process.threads] == [
        (target.pid, "Z"),
        (thread["tid"], "S"),
    ]
    assert process.usage.virtual is not None
    assert process.exe == str(program)
    (code, *_) = (r for r in process.regions if r.image == str(program))
    assert code.kind.value == "rodata"
    stack = process.threads[1].stack
    assert stack is not None
    assert (stack.start, stack.end) == (thread["low"], thread["high"])
    heap = next(r for r in process.regions if r.path == "[heap]")
    assert "brk-range" in heap.evidence


THREADS = """
import threading, json, sys
gate = threading.Event()
thread = threading.Thread(target=gate.wait, daemon=True)
thread.start()
print(json.dumps({"tid": thread.native_id}), flush=True)
sys.stdin.read()
"""


def test_a_thread_stands_for_its_process() -> None:
    with running([sys.executable, "-c", THREADS]) as target:
        tid = target.facts["tid"]
        by_thread = take_snapshot([tid])
        both = Collector().look([tid, target.pid])

    for snapshot in (by_thread, both):
        (process,) = snapshot.processes
        assert process.pid == target.pid
        assert process.threads[0].tid == target.pid
        assert tid in [thread.tid for thread in process.threads]


def test_memscope_may_look_at_itself() -> None:
    process = look_at(os.getpid(), Detail.MEMORY)

    assert process.pid == os.getpid()
    assert process.usage.resident
    assert_whole(process)
    (main,) = (t for t in process.threads if t.tid == threading.get_native_id())
    assert main.state == "R"
    assert main.sp is None or (main.stack is not None and main.sp in main.stack)


def assert_whole(process: Process) -> None:
    """No byte lost and none twice, within each mapping."""
    at, vma = 0, (0, 0)
    for region in process.regions:
        if region.vma != vma:
            assert at == vma[1]
            vma = region.vma
            at = vma[0]
        assert region.start == at < region.end
        at = region.end
    assert at == vma[1]


def assert_sensible(snapshot: Snapshot, pid: int) -> None:
    """Whatever was seen is whole, and whatever was not seen is said."""
    gaps = [gap for gap in snapshot.gaps if gap.pid == pid]
    if not snapshot.processes:
        assert [(gap.what, gap.why) for gap in gaps] == [("process", "no such process")]
        return
    (process,) = snapshot.processes
    assert_whole(process)
    if not process.regions:
        assert gaps, process
        assert process.usage.virtual is None
        assert process.address_space is None


UNREAPED = """
import subprocess
first, second = (subprocess.Popen(["sleep", "100"]) for _ in range(2))
print('{"pid": %d}' % first.pid, flush=True)
input()
"""
"""The first of a PID namespace cannot finish ending before its last one is reaped."""


@pytest.mark.skipif(
    os.geteuid() != 0, reason="only root may make a PID namespace: run as root"
)
def test_a_process_that_lost_its_memory_and_is_no_zombie_yet_is_not_alive() -> None:
    with running(["unshare", "--pid", sys.executable, "-c", UNREAPED]) as parent:
        pid, collector = parent.facts["pid"], Collector()
        before = collector.look([pid])
        os.kill(pid, 9)
        for _ in until():
            if not Path(f"/proc/{pid}/maps").read_bytes():
                break
        after = collector.look([pid])
        looks = list(watch(pid, interval_s=0.01))

    assert [one.pid for one in before.alive()] == [pid]
    assert after.processes[0].state not in ("Z", "X")
    assert after.alive() == ()
    assert [gap.why for gap in after.gaps] == [ENDING]
    assert len(looks) == 1, "nothing more can be seen of it"


@pytest.mark.parametrize("detail", [Detail.MAP, Detail.MEMORY])
def test_processes_that_end_while_we_look_are_whole_or_gone(detail: Detail) -> None:
    collector = Collector()
    seen = 0
    for _ in range(100):
        with subprocess.Popen(["sh", "-c", BRIEF]) as child:
            for _ in until():
                snapshot = collector.look([child.pid], detail=detail)
                assert_sensible(snapshot, child.pid)
                seen += bool(snapshot.processes and snapshot.processes[0].regions)
                if child.poll() is not None:
                    break
            assert_sensible(collector.look([child.pid], detail=detail), child.pid)

    assert seen, "every process had ended before the first look"


CHURN = """
import sys, threading
def short(): pass
print("{}", flush=True)
for _ in range(3000):
    threads = [threading.Thread(target=short) for _ in range(4)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
"""


def test_threads_that_come_and_go_while_we_look_do_no_harm() -> None:
    collector = Collector()
    with running([sys.executable, "-c", CHURN]) as target:
        for _ in range(100):
            snapshot = collector.look([target.pid])
            assert_sensible(snapshot, target.pid)
            if snapshot.processes and snapshot.processes[0].regions:
                assert snapshot.processes[0].threads[0].tid == target.pid


CHANGING = """
import mmap
print("{}", flush=True)
for _ in range(20000):
    kept = [mmap.mmap(-1, 8192) for _ in range(20)]
    del kept
"""


def test_a_map_that_changes_while_we_look_is_still_one_picture() -> None:
    collector = Collector()
    with running([sys.executable, "-c", CHANGING]) as target:
        for number in range(60):
            detail = Detail.MEMORY if number % 2 == 0 else Detail.MAP
            snapshot = collector.look([target.pid], detail=detail)
            assert_sensible(snapshot, target.pid)


EXECS = r"""
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
int main(int argc, char **argv)
{
    int left = atoi(argv[3]);
    char next[20];
    if (argc < 5) { puts("{}"); fflush(stdout); getchar(); }
    if (left == 0) return 0;
    usleep(left % 4 * 4000); /* some stay long enough to be seen whole */
    snprintf(next, sizeof next, "%d", left - 1);
    execl(argv[2], argv[2], argv[2], argv[1], next, "on", (char *)NULL);
    return 1;
}
"""


def test_a_process_that_calls_exec_is_never_half_old_and_half_new() -> None:
    """Two programs that turn into one another: no look may mix them."""
    collector = Collector()
    programs_seen = set()
    with (
        built(EXECS) as one,
        built(EXECS, "-static") as other,
        running([one, one, other, "200"]) as target,
    ):
        target.tell()
        for _ in until():
            snapshot = collector.look([target.pid])
            assert_sensible(snapshot, target.pid)
            if not snapshot.processes or snapshot.processes[0].state == "Z":
                break
            process = snapshot.processes[0]
            images = {r.image for r in process.regions} & {str(one), str(other)}
            assert len(images) <= 1, "one look shows two programs"
            assert images <= {process.exe}
            programs_seen |= images

    assert programs_seen == {str(one), str(other)}


def test_the_live_source_goes_on_when_a_process_ends() -> None:
    with running([sys.executable, "-c", THREADS]) as target:
        source = LiveSource(lambda: [target.pid], interval_s=0.01)
        looks = iter(source)
        before = next(looks)[1]
        os.kill(target.pid, 9)
        for _ in until():
            after = next(looks)[1]
            if not (after.processes and after.processes[0].regions):
                break
    source.close()

    assert before.processes[0].regions
    assert list(looks) == []


def test_closing_the_live_source_ends_it_at_once_even_between_two_looks() -> None:
    source = LiveSource(lambda: [os.getpid()], interval_s=3600)
    looked = threading.Event()

    def watch() -> None:
        for _ in source:
            looked.set()

    thread = threading.Thread(target=watch)
    thread.start()
    assert looked.wait(PATIENCE_S)
    source.close()
    thread.join(PATIENCE_S)

    assert not thread.is_alive()


def test_the_live_source_looks_again_when_asked() -> None:
    source = LiveSource(lambda: [os.getpid()], interval_s=3600)
    looks = iter(source)
    next(looks)

    source.refresh()

    assert next(looks)[1].processes
    source.close()
