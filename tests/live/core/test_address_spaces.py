"""Which processes share an address space: only what the kernel says counts."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from memscope.collect.look import address_spaces
from memscope.collect.look.address_spaces import name_address_spaces
from memscope.collect.look.snapshot import Collector, take_snapshot
from memscope.model.snapshot import Snapshot
from memscope.proc.kcmp import (
    KcmpUnavailable,
    compare_address_spaces,
    has_memory,
)
from tests.live.programs.c import built, running
from tests.live.programs.start import started

pytestmark = pytest.mark.live

FORKS = """
import json, os, sys
children = []
for _ in range(2):
    child = os.fork()
    if not child:
        sys.stdin.read()
        os._exit(0)
    children.append(child)
print(json.dumps({"children": children}), flush=True)
sys.stdin.read()
for child in children:
    os.waitpid(child, 0)
"""

CLONES = r"""
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
static int child(void *unused) { (void)unused; for (;;) pause(); }
int main(int argc, char **argv)
{
    static char stack[65536] __attribute__((aligned(64)));
    int flags = !strcmp(argv[1], "vm") ? CLONE_VM
        : !strcmp(argv[1], "all") ? CLONE_VM | CLONE_FILES | CLONE_FS | CLONE_SIGHAND
        : CLONE_FILES;
    int pid = clone(child, stack + sizeof stack, flags | SIGCHLD, NULL);
    printf("{\"child\": %d}\n", pid);
    fflush(stdout);
    return getchar() + argc;
}
"""


@pytest.fixture(autouse=True)
def with_kcmp() -> None:
    try:
        compare_address_spaces(os.getpid(), os.getpid())
    except KcmpUnavailable as error:
        pytest.skip(f"kcmp cannot be used here: {error}")


def names(snapshot: Snapshot) -> list[str | None]:
    return [process.address_space for process in snapshot.processes]


def test_a_process_alone_has_a_name_too() -> None:
    assert names(take_snapshot([os.getpid()])) == ["a1"]


def test_relatives_by_fork_have_three_address_spaces() -> None:
    with running([sys.executable, "-c", FORKS]) as target:
        snapshot = take_snapshot([target.pid, *target.facts["children"]])

    assert names(snapshot) == ["a1", "a2", "a3"]
    # A child that still begins moves its pages, which is another gap.
    assert [one for one in snapshot.gaps if "address space" in one.what] == []


def test_names_follow_the_order_that_was_asked_for() -> None:
    with running([sys.executable, "-c", FORKS]) as target:
        pids = [*reversed(target.facts["children"]), target.pid]
        snapshot = take_snapshot(pids)

    assert [process.pid for process in snapshot.processes] == pids
    assert names(snapshot) == ["a1", "a2", "a3"]


@pytest.mark.parametrize(
    ("how", "expected"),
    [("vm", ["a1", "a1"]), ("all", ["a1", "a1"]), ("files", ["a1", "a2"])],
)
def test_a_clone_shares_exactly_what_it_was_made_to(
    how: str, expected: list[str]
) -> None:
    with built(CLONES) as program, running([program, how]) as target:
        snapshot = Collector().look([target.pid, target.facts["child"]])

    assert names(snapshot) == expected
    one, other = snapshot.processes
    # The parent has asked for a heap since: the child sees it, or has its own map.
    is_one_map = {r.vma for r in one.regions} == {r.vma for r in other.regions}
    assert is_one_map == (expected[0] == expected[1])


def test_one_that_shares_with_the_first_but_stands_last_has_its_name() -> None:
    with (
        built(CLONES) as program,
        running([program, "vm"]) as target,
        started(["sh", "-c", "echo ready; read x"]) as stranger,
    ):
        pids = [target.pid, stranger, os.getpid(), target.facts["child"]]
        snapshot = Collector().look(pids)

    assert names(snapshot) == ["a1", "a2", "a3", "a1"]


@pytest.fixture
def zombies() -> Iterator[list[int]]:
    children = [subprocess.Popen(["true"]) for _ in range(2)]
    for child in children:
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    yield [child.pid for child in children]
    for child in children:
        child.wait()


def test_tasks_without_memory_are_not_called_equal(zombies: list[int]) -> None:
    """The kernel says that two of them compare as equal: both have nothing."""
    assert compare_address_spaces(*zombies) == 0
    assert [has_memory(pid) for pid in zombies] == [False, False]

    found, gaps = name_address_spaces([*zombies, os.getpid()])

    assert found == [None, None, "a1"]
    assert [gap.pid for gap in gaps] == zombies


def test_a_kernel_thread_and_a_zombie_share_nothing(zombies: list[int]) -> None:
    if not Path("/proc/2/comm").read_text().startswith("kthreadd"):
        pytest.skip("no kernel threads in this pid namespace")

    snapshot = Collector().look([2, zombies[0], os.getpid()])

    assert names(snapshot) == [None, None, "a1"]


def test_memory_that_is_lost_while_we_compare_makes_the_name_void(
    zombies: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if both had ended between two of our questions."""
    answers = iter([True, True, True])
    monkeypatch.setattr(
        address_spaces, "has_memory", lambda pid: next(answers, has_memory(pid))
    )

    found, _ = name_address_spaces([*zombies, os.getpid()])

    assert found == [None, None, "a1"]


def test_one_that_does_not_exist_does_not_hide_the_others() -> None:
    with subprocess.Popen(["true"]) as child:
        child.wait()
    with started(["sh", "-c", "echo ready; read x"]) as other:
        found, (gap,) = name_address_spaces([child.pid, os.getpid(), other])

    assert found == [None, "a1", "a2"]
    assert (gap.pid, gap.why) == (child.pid, "one of the two has ended")


def test_what_we_may_not_compare_is_unknown() -> None:
    if os.geteuid() == 0:
        pytest.skip("root may compare everything; `make test` runs this as nobody")

    found, (gap,) = name_address_spaces([1, os.getpid()])

    assert found == [None, "a1"]
    assert (gap.pid, gap.why) == (1, "permission denied")


def test_the_kernels_order_is_one_order() -> None:
    with running([sys.executable, "-c", FORKS]) as target:
        one, other = target.facts["children"]

        assert compare_address_spaces(one, other) == -compare_address_spaces(other, one)
        assert compare_address_spaces(one, one) == 0
        with pytest.raises(KcmpUnavailable):
            compare_address_spaces(one, -1)
