"""No look contradicts itself: samples, cases, and whatever runs on this machine."""

import os
import sys
from pathlib import Path

import pytest

from memscope.collect.look.look import Detail
from memscope.collect.look.snapshot import Collector
from memscope.model.snapshot import Snapshot
from tests.live.programs.c import running
from tests.live.truth.cases import PROGRAMS, built, told
from tests.live.truth.invariants import broken

pytestmark = pytest.mark.live

SAMPLES = Path(__file__).parents[3] / "samples"
_LOOKS = 3


def look_at(pids: list[int]) -> Snapshot:
    return Collector().look(pids, detail=Detail.MEMORY)


def still_broken(pids: list[int]) -> dict[int, list[str]]:
    """Return what is wrong each time; a process may change while it is looked at."""
    found = {pid: ["not looked at"] for pid in pids}
    for _ in range(_LOOKS):
        snapshot = look_at(list(found))
        found = {
            one.pid: wrong
            for one in snapshot.processes
            if (wrong := broken_alone(snapshot, one.pid))
        }
        if not found:
            break
    return found


def broken_alone(snapshot: Snapshot, pid: int) -> list[str]:
    return broken(
        Snapshot(
            taken_at=snapshot.taken_at,
            took_ms=snapshot.took_ms,
            system=snapshot.system,
            processes=tuple(one for one in snapshot.processes if one.pid == pid),
            gaps=snapshot.gaps,
        )
    )


def test_processes_of_this_machine_do_not_contradict_themselves() -> None:
    mine = {os.getpid(), os.getppid()}
    pids = [int(one.name) for one in Path("/proc").iterdir() if one.name.isdecimal()]

    assert still_broken([pid for pid in pids if pid not in mine]) == {}


def test_this_interpreter_does_not_either() -> None:
    with running([sys.executable, "-c", "input('{}\\n')"]) as target:
        assert still_broken([target.pid]) == {}


NOT_ALONE = {
    "cached_file.c",
    "churn.c",
    "deleted_names.c",
    "huge_pool.c",
    "large_tls.c",
    "random_program.c",
    "shared_tables.c",
}
"""These have tests of their own, which say how to start them."""
CASES = sorted({path.name for path in PROGRAMS.glob("*.c")} - NOT_ALONE)


@pytest.mark.once
@pytest.mark.parametrize("name", CASES)
def test_no_case_makes_a_look_contradict_itself(name: str) -> None:
    with told(built(name), *NEEDS.get(name, ())) as case:
        assert broken(case.look()) == []


NEEDS: dict[str, tuple[str, ...]] = {"main_stack_cut.c": ("n",)}
"""Arguments without which a case does not begin."""
