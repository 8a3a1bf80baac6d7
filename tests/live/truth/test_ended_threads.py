"""Stacks of ended threads: kept, not joined, or the user's own; gdb is the judge."""

import re
import shutil
import subprocess

import pytest

from memscope.model.evidence import STACK_KEPT, STACK_UNJOINED
from memscope.model.kinds import Confidence, Kind
from memscope.model.process import Process
from memscope.model.region import Region
from memscope.render.runs import plain
from memscope.render.text.snapshot import snapshot_lines
from tests.live.truth.cases import PROGRAMS, Case, built, region_at, told
from tests.live.truth.invariants import broken

pytestmark = pytest.mark.live


def process_of(case: Case) -> Process:
    process = case.look().process(case.pid)
    assert process is not None
    return process


def stacks(process: Process, evidence: str) -> list[Region]:
    return [
        one
        for one in process.regions
        if one.kind is Kind.THREAD_STACK and evidence in one.evidence
    ]


def test_the_librarys_lists_say_which_stacks_are_kept() -> None:
    if shutil.which("gdb") is None:
        pytest.skip("no gdb on this machine: apt install gdb")
    with told(built("ended_threads.c")) as case:
        process = process_of(case)
        said = subprocess.run(
            ["gdb", "-p", str(case.pid), "-batch", "-x", PROGRAMS / "lists.gdb"],
            capture_output=True,
            text=True,
            timeout=60,
        ).stdout
    counts = [int(one) for one in re.findall(r"^stack_\w+ .*: (\d+)$", said, re.M)]
    if len(counts) != 2:
        pytest.skip("gdb cannot see the loader's lists: apt install libc6-dbg")
    living = sum(one.stack is not None for one in process.threads[1:])

    assert len(stacks(process, STACK_UNJOINED)) + living == counts[0]
    assert len(stacks(process, STACK_KEPT)) == counts[1]


def test_what_nobody_joined_is_summed_up_in_one_line() -> None:
    with told(built("ended_threads.c")) as case:
        snapshot = case.look()
    said = [plain(one) for one in snapshot_lines(snapshot)]

    (line,) = [one for one in said if "that nobody joined (yet): " in one]
    assert line.strip().startswith("15 stacks of ended threads")


def test_detached_threads_leave_a_kept_stack_and_the_users_own_memory_is_his() -> None:
    with told(built("left_behind.c")) as case:
        snapshot = case.look()
        process = snapshot.process(case.pid)

        assert case.wrong(snapshot) == []
        assert broken(snapshot) == []
        assert process is not None
        (own,) = case.numbers("own")
        region = region_at(process, own)
        assert region is not None
        assert STACK_KEPT not in region.evidence
        assert region.thread is None


def test_a_list_without_an_end_ends_and_makes_nothing_certain() -> None:
    with told(built("hostile_lists.c")) as case:
        snapshot = case.look()
        process = snapshot.process(case.pid)

        assert case.wrong(snapshot) == []
        assert process is not None
        (room,) = case.numbers("room")
        region = region_at(process, room)
        assert region is not None
        assert region.kind is not Kind.THREAD_STACK or (
            region.confidence is not Confidence.CERTAIN
        )
