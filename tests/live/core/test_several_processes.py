"""A tree of real processes: who joins, who leaves, and what each takes."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import psutil
import pytest

from memscope.analyze.several.totals import ProcessTotals, Several
from memscope.collect import several as module
from memscope.collect.several import SeveralSource, all_called, tree_of
from memscope.model.snapshot import Snapshot
from tests.live.programs.c import Target, running
from tests.patience import tries

pytestmark = pytest.mark.live

CHILDREN = 8
FAMILY = f"""
import json, os, sys
def child():
    one = os.fork()
    if not one:
        os.close(0)
        end, never = os.pipe()
        os.read(end, 1)
    return one
children = [child() for _ in range({CHILDREN})]
print(json.dumps({{"children": children}}), flush=True)
for line in sys.stdin:
    if line == "more\\n":
        print(child(), flush=True)
    else:
        os.kill(children[0], 9)
        os.waitid(os.P_PID, children[0], os.WEXITED | os.WNOWAIT)
        print("ended", flush=True)
"""


@pytest.fixture
def family() -> Iterator[Target]:
    """A parent and its children."""
    with running([sys.executable, "-ISc", FAMILY]) as target:
        yield target


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Find out anew at each look who belongs to them."""
    monkeypatch.setattr(module, "MEMBERS_S", 0.0)


Looks = Iterator[tuple[float, Snapshot]]


def seen(source: SeveralSource, looks: Looks) -> tuple[Several, Snapshot]:
    _at, snapshot = next(looks)
    assert source.several is not None
    return source.several, snapshot


def test_shown_and_hidden_are_all_nine(family: Target) -> None:
    source = SeveralSource(tree_of(family.pid), 0.01, budget_s=10.0)

    several, snapshot = seen(source, iter(source))

    pids = {family.pid, *family.facts["children"]}
    assert {one.key[0] for one in several.processes} == pids
    assert several.count == 9
    assert several.open + several.closed + several.without_memory == 9
    assert len(snapshot.processes) == several.open == module.OPEN_AT_FIRST


def test_totals_are_what_another_tool_says(family: Target) -> None:
    source = SeveralSource(tree_of(family.pid), 0.01, budget_s=10.0)
    looks = iter(source)
    members = [psutil.Process(pid) for pid in tree_of(family.pid)()]

    # Others that share these libraries come and go, also between two readings of ours.
    for _ in tries():
        several, _snapshot = seen(source, looks)
        infos = {one.pid: one.memory_full_info() for one in members}
        assert several.count == len(infos)
        unlike = [one for one in several.processes if not is_told(one, infos)]
        if not unlike:
            return
    pytest.fail(f"never the same: {unlike}, {infos}")


def is_told(one: ProcessTotals, infos: Mapping[int, Any]) -> bool:
    """Tell whether another tool says the same of a process."""
    info, share = infos[one.key[0]], one.proportional
    # Of those read fully each mapping's share is rounded down to whole KiB.
    mappings = Path(f"/proc/{one.key[0]}/maps").read_bytes().count(b"\n")
    return (
        (one.own, one.swapped) == (info.uss, info.swap)
        and share is not None
        and 0 <= info.pss - share <= 1024 * mappings
    )


def test_the_reader_chooses_who_is_read_fully(family: Target) -> None:
    source = SeveralSource(tree_of(family.pid), 0.01, budget_s=10.0)
    looks = iter(source)
    several, _snapshot = seen(source, looks)
    chosen = several.processes[-1].key

    source.read_fully([chosen])
    several, snapshot = seen(source, looks)

    assert [one.identity for one in snapshot.processes] == [chosen]
    assert [one.key for one in several.processes if one.is_open] == [chosen]


def test_children_join_and_leave(family: Target) -> None:
    source = SeveralSource(tree_of(family.pid), 0.01)
    looks = iter(source)
    seen(source, looks)

    more = int(family.ask("more"))
    several, _snapshot = seen(source, looks)
    assert more in {one.key[0] for one in several.processes}

    family.ask("less")
    for _ in tries():
        several, _snapshot = seen(source, looks)
        if several.without_memory:
            break
    # Nobody has waited for it: it is there, and has no memory any more.
    assert several.without_memory == 1
    assert several.count == 10


def test_a_budget_that_is_used_up_is_told(family: Target) -> None:
    source = SeveralSource(tree_of(family.pid), 0.01, budget_s=0.0)

    several, _snapshot = seen(source, iter(source))

    assert several.late == 9
    assert {one.own for one in several.processes} == {None}
    assert None not in {one.resident for one in several.processes}


def test_all_of_a_name_are_followed(family: Target) -> None:
    name = psutil.Process(family.pid).name()

    assert {family.pid, *family.facts["children"]} <= set(all_called(name)())
