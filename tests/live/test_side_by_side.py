"""Many processes or threads looked at by several of us say what one of us says."""

import os
import signal
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from memscope.collect.look.look import Detail
from memscope.collect.look.process import ProcessLook
from memscope.collect.look.snapshot import Collector, take_snapshot
from memscope.model.process import Process
from memscope.proc import side_by_side
from memscope.proc.side_by_side import Work
from tests.live.core.looking import at_rest, look_at, look_until
from tests.live.lab.processes import family_of
from tests.live.programs.c import built, running
from tests.patience import wait_until
from tests.session.forks import forks_of

pytestmark = [pytest.mark.live, pytest.mark.once]

COUNT = 41
ODD = b"""
import ctypes, sys
ctypes.CDLL(None).prctl(15, b"na\\xffme", 0, 0, 0)
print(flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def pids() -> Iterator[list[int]]:
    """Many that wait, one of them with a name that is no text."""
    commands = [["cat"]] * COUNT + [[sys.executable, "-I", "-c", os.fsdecode(ODD)]]
    processes = [
        subprocess.Popen(one, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for one in commands
    ]
    try:
        assert processes[-1].stdout is not None
        assert processes[-1].stdout.readline() == b"\n"
        for process in processes[:-1]:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(b"ready\n")
            process.stdin.flush()
            assert process.stdout.readline() == b"ready\n"
        yield [look_until(process.pid).pid for process in processes]
    finally:
        for process in processes:
            process.kill()
            process.communicate()


@pytest.fixture(autouse=True)
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 1})
    # Whatever runs the tests may have threads of its own.
    monkeypatch.setattr(side_by_side, "may_fork", lambda: True)


def number_of_descriptors() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def layout(process: Process) -> object:
    """What does not change when somebody else maps the same library."""
    regions = [
        (one.start, one.end, one.kind, one.label, one.evidence, one.usage.resident)
        for one in process.regions
    ]
    return process.identity, process.name, process.threads, regions


def test_they_say_what_one_alone_says(
    pids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = Collector().look(pids, detail=Detail.MEMORY)
    forked = forks_of(monkeypatch)

    together = take_snapshot(pids)

    assert len(forked) == 1
    assert list(map(layout, together.processes)) == list(map(layout, alone.processes))
    assert together.processes[-1].name == "na\udcffme"
    assert together.gaps == alone.gaps
    with pytest.raises(ChildProcessError):
        os.waitpid(forked[0], 0)


def test_the_fork_does_a_share(pids: list[int]) -> None:
    maker, ours = os.getpid(), list[int]()
    begun, begins = os.pipe()

    def look(pid: int) -> ProcessLook:
        if os.getpid() != maker:
            os.write(begins, b"x")
        elif not ours:
            os.read(begun, 1)  # the fork has begun, however busy the machine is
        ours.append(pid)
        return Collector()._see(pid, Detail.MAP)

    descriptors = number_of_descriptors()
    seen = Work(pids, look, tuple[int, ProcessLook], 20, 4).side_by_side()

    assert number_of_descriptors() == descriptors
    os.close(begun)
    os.close(begins)
    assert seen.keys() >= set(pids[:-1])
    assert len(ours) < len(pids)


def test_what_a_fork_cannot_tell_is_looked_at_once_more(
    pids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    maker = os.getpid()
    see = Collector._see

    def dies(self: Collector, pid: int, detail: Detail) -> ProcessLook:
        if os.getpid() != maker:
            os.kill(os.getpid(), signal.SIGKILL)
        return see(self, pid, detail)

    monkeypatch.setattr(Collector, "_see", dies)

    assert [one.pid for one in take_snapshot(pids).processes] == pids


def test_half_an_answer_is_no_answer(
    pids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def help_badly(maker: int, work: object, queue: int, writer: int) -> None:
        os.read(queue, 4)
        os.write(writer, (1000).to_bytes(4, "little") + b"half")
        os._exit(0)

    monkeypatch.setattr(side_by_side, "_help", help_badly)

    assert [one.pid for one in take_snapshot(pids).processes] == pids


MANY_THREADS = """
#include <pthread.h>
#include <unistd.h>
static void *sleep_on(void *unused) { for (;;) pause(); return unused; }
int main(void)
{
    for (int i = 0; i < 2100; i++) {
        pthread_t thread;
        if (pthread_create(&thread, 0, sleep_on, 0)) return 1;
    }
    sleep_on(0);
}
"""


def test_very_many_threads_are_the_same_to_several_of_us(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    forked = forks_of(monkeypatch)
    with built(MANY_THREADS) as program, running([program], speaks=False) as target:
        monkeypatch.setattr(side_by_side, "may_fork", lambda: False)
        alone = look_until(
            target.pid, lambda one: len(one.threads) == 2101 and at_rest(one)
        )
        assert forked == []
        monkeypatch.setattr(side_by_side, "may_fork", lambda: True)
        together = look_at(target.pid)

    assert len(forked) == 1
    assert together.threads == alone.threads


def test_one_that_is_gone_is_a_gap(pids: list[int]) -> None:
    with subprocess.Popen(["true"]) as ended:
        ended.wait()

    snapshot = take_snapshot([*pids, ended.pid])

    assert [gap.pid for gap in snapshot.gaps] == [ended.pid]


def test_few_are_looked_at_by_one_alone(
    pids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    forked = forks_of(monkeypatch)

    take_snapshot(pids[:30])

    assert forked == []


def test_nothing_is_forked_beside_other_threads(
    pids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 1})
    forked = forks_of(monkeypatch)
    done = threading.Event()
    other = threading.Thread(target=done.wait)
    other.start()

    try:
        snapshot = take_snapshot(pids)
    finally:
        done.set()
        other.join()

    assert forked == []
    assert len(snapshot.processes) == len(pids)


def test_a_large_process_of_ours_does_not_fork(pids: list[int]) -> None:
    command = """
import os, sys
from memscope.collect.look.snapshot import take_snapshot
from memscope.proc import machine
os.sched_getaffinity = lambda _pid: {0, 1}
fork = os.fork
os.fork = lambda: print("fork", flush=True) or fork()
pids = [int(pid) for pid in sys.argv[1:]]
print(len(take_snapshot(pids).processes), flush=True)
machine._CHEAP_TO_FORK = 1 << 20
print(len(take_snapshot(pids).processes), flush=True)
"""
    result = subprocess.run(
        [sys.executable, "-c", command, *map(str, pids)],
        capture_output=True,
        text=True,
        check=True,
    )

    assert result.stdout.split() == ["fork", str(len(pids)), str(len(pids))]


SLOW = """
import os, signal
signal.signal(signal.SIGINT, signal.default_int_handler)
os.sched_getaffinity = lambda pid: {0, 1}
from memscope.proc.side_by_side import Work
def look(pid):
    os.write(1, b"looking\\n")
    signal.pause()
Work(list(range(100)), look, tuple[int, int], 20, 4).side_by_side()
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_fork_does_not_outlive_its_maker(number: signal.Signals) -> None:
    mark = uuid.uuid4().hex
    with subprocess.Popen(
        [sys.executable, "-c", SLOW],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "MEMSCOPE_TEST_SIDE": mark},
    ) as maker:
        try:
            assert maker.stdout is not None
            assert [maker.stdout.readline() for _ in range(2)] == [b"looking\n"] * 2
            assert len(family_of(maker.pid, mark)) == 1

            maker.send_signal(number)

            maker.wait(30)
            assert wait_until(lambda: not family_of(maker.pid, mark))
        finally:
            maker.kill()
