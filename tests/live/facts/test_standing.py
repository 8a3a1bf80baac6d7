"""Who is ended first, what a process sees, and what the kernel's log says."""

import os
import shutil
from pathlib import Path

import pytest

from tests.live.facts.children import child

pytestmark = pytest.mark.live


def test_score_and_adjustment_are_the_kernels() -> None:
    code = """
open("/proc/self/oom_score_adj", "w").write("500")
ready(score=int(open("/proc/self/oom_score").read()))
"""
    with child(code) as one:
        oom = one.process(closely=False).oom

    assert oom is not None
    assert oom.adjust == 500
    assert oom.score is not None
    assert abs(oom.score - one.said["score"]) <= 2


def test_namespaces_are_those_that_the_process_is_in() -> None:
    code = """
names = {name: os.readlink(f"/proc/self/ns/{name}") for name in ("pid", "mnt", "net")}
ready(names=names)
"""
    with child(code) as one:
        found = one.process(closely=False).namespaces

    assert found is not None
    assert found.ids is not None
    for name, link in one.said["names"].items():
        assert link == f"{name}:[{found.ids[name]}]"
    assert found.pids == (one.pid,)


@pytest.mark.skipif(
    os.geteuid() != 0 or shutil.which("unshare") is None,
    reason="needs root and unshare to make a pid namespace: run as root",
)
def test_a_process_is_called_otherwise_inside() -> None:
    command = ["unshare", "--pid", "--fork", "--kill-child"]
    with child("ready()", command=command) as one:
        (inner,) = Path(f"/proc/{one.pid}/task/{one.pid}/children").read_text().split()
        from memscope.collect.closer.facts import with_facts
        from memscope.collect.look.snapshot import take_snapshot

        (process,) = with_facts(take_snapshot([int(inner)])).processes

    assert process.namespaces is not None
    assert process.namespaces.pids == (int(inner), 1)
    assert process.namespaces.pid_inside == 1


def test_the_kernels_log_is_read_or_a_gap_says_what_would_allow_it() -> None:
    with child("ready()") as one:
        snapshot = one.look()

    gaps = [gap for gap in snapshot.gaps if gap.what == "the kernel's log"]
    if snapshot.system.kills is not None:
        assert gaps == []
        return
    (gap,) = gaps
    if gap.why == "permission denied":
        assert gap.remedy is not None


def test_a_look_at_the_map_asks_for_nothing_of_this() -> None:
    from memscope.collect.look.snapshot import Collector

    with child("ready()") as one:
        snapshot = Collector().look([one.pid])

    (process,) = snapshot.processes
    facts = process.limits, process.cgroup, process.oom, process.namespaces
    assert (*facts, process.held) == (None,) * 5
    assert (snapshot.system.settings, snapshot.system.kills) == (None, None)
