"""Processes that live in one memory: one map of it, whoever is asked about."""

import os
import signal
from pathlib import Path

import pytest

from memscope.collect.look.look import Detail
from memscope.collect.look.snapshot import Collector
from memscope.model.evidence import SP_INSIDE
from memscope.model.kinds import Kind
from memscope.model.process import Process
from tests.live.truth.cases import Case, built, region_at, shown, told
from tests.live.truth.invariants import broken
from tests.patience import wait_until

pytestmark = pytest.mark.live


def _everybody(case: Case) -> list[int]:
    return [case.pid, *case.numbers("end")]


def _alone(pid: int) -> Process:
    """Look at one process as if there were no others to look at."""
    process = Collector().look([pid], detail=Detail.MEMORY).process(pid)
    assert process is not None
    return process


def _said(process: Process) -> list[tuple[int, int, str, str]]:
    return [
        (one.start, one.end, one.kind.value, one.label)
        for one in process.regions
        if one.kind is not Kind.STACK  # "here" is another process each time
    ]


@pytest.mark.parametrize(
    "program",
    ["borrowers.c", "clone_parent.c", "heirs.c", "vfork_child.c", "vfork_in_worker.c"],
)
def test_every_process_of_one_memory_tells_the_same(program: str) -> None:
    with told(built(program)) as case:
        pids = [case.started, case.pid, *case.numbers("end")]
        assert case.wrong() == []
        first, *others = [_alone(pid) for pid in dict.fromkeys(pids)]

    assert others
    for other in others:
        assert _said(other) == _said(first)


def test_a_stack_is_the_threads_of_whichever_process_runs_on_it() -> None:
    with told(built("borrowers.c")) as case:
        vforked = case.numbers("end")[0]
        own = next(one for one in _alone(vforked).threads if one.tid == vforked).stack
        assert own is not None
        region = region_at(_alone(case.pid), own.start)

    assert SP_INSIDE in own.evidence
    assert region is not None
    assert (region.kind, region.thread) == (Kind.THREAD_STACK, vforked), shown(region)


def test_a_look_at_all_of_them_breaks_no_rule() -> None:
    with told(built("borrowers.c")) as case:
        case.look()
        snapshot = Collector().look(_everybody(case), detail=Detail.MEMORY)
        assert broken(snapshot) == []

    assert len({one.address_space for one in snapshot.processes}) == 1


def test_who_comes_to_live_in_it_later_is_noticed_in_the_next_look() -> None:
    with told(built("late_borrower.c")) as case:
        collector = Collector()
        collector.look([case.pid], detail=Detail.MEMORY)
        at = case.numbers("stack_of_the_child")[0]
        os.kill(case.pid, signal.SIGUSR1)
        child = _child_of(case.pid)
        later = collector.look([case.pid], detail=Detail.MEMORY).process(case.pid)
        assert later is not None
        assert _said(later) == _said(_alone(case.pid))
        region = region_at(later, at)

    assert region is not None
    assert region.thread == child, shown(region)


def _child_of(pid: int) -> int:
    """Return the only child of a process's main thread, once it waits."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    wait_until(lambda: bool(children.read_text().strip()))
    child = int(children.read_text())
    wait_until(lambda: not Path(f"/proc/{child}/syscall").read_text().startswith("run"))
    return child
