"""`threads`: a stack for each thread, one global for all of them."""

from typing import Any

import pytest

from memscope.errors import SampleFailed
from tests.live.lab.conftest import Start
from tests.live.lab.processes import (
    names_of_threads,
    number_at,
    row_at,
    status,
)
from tests.patience import wait_until

pytestmark = [pytest.mark.live, pytest.mark.once]


def stack_holds(worker: dict[str, Any]) -> bool:
    stack = worker["stack"]
    return bool(
        int(stack["start"], 16) <= int(worker["local"], 16) < int(stack["end"], 16)
    )


def test_two_workers_start_unless_told_otherwise(start: Start) -> None:
    sample = start("threads")

    workers = sample.facts["threads"]

    assert names_of_threads(sample.pid) == {
        sample.pid: "threads",
        workers[0]["tid"]: "worker-1",
        workers[1]["tid"]: "worker-2",
    }
    assert len(start("threads", "--threads", "5").facts["threads"]) == 5


def test_every_local_lies_on_the_stack_of_its_own_thread(start: Start) -> None:
    sample = start("threads", "--threads", "4")

    workers = sample.facts["threads"]

    assert all(stack_holds(worker) for worker in workers)
    assert len({worker["stack"]["start"] for worker in workers}) == 4
    for worker in workers:
        row = row_at(sample.pid, worker["local"])
        assert row is not None
        assert (row.perms, row.path) == ("rw-p", "")


def test_what_one_thread_writes_all_threads_read(start: Start) -> None:
    sample = start("threads", "--threads", "2")

    written = sample.tell("set-global", 1234, 2)

    assert written["global"] == sample.facts["global"]
    answers = [sample.tell("get-global", thread) for thread in (0, 1, 2)]
    assert answers == [written] * 3
    assert number_at(sample.pid, written["global"]) == 1234
    assert sample.tell("set-global", 5) == {**written, "value": 5}
    assert sample.tell("get-global", 1)["value"] == 5


def test_recursion_moves_one_thread_down_its_stack_and_no_other(start: Start) -> None:
    sample = start("threads", "--threads", "2")
    still, before = sample.facts["threads"]

    deep = sample.tell("recurse", 40, 2)
    deeper = sample.tell("recurse", 10, 2)

    assert (deep["tid"], deep["depth"], deeper["depth"]) == (before["tid"], 40, 50)
    assert stack_holds(deeper)
    assert int(before["local"], 16) - int(deep["local"], 16) > 10_000
    assert int(deep["local"], 16) > int(deeper["local"], 16)
    facts = sample.tell("facts")["threads"]
    assert [worker["depth"] for worker in facts] == [0, 50]
    assert abs(int(facts[0]["local"], 16) - int(still["local"], 16)) < 4096
    assert sample.tell("unwind", 2)["depth"] == 40
    assert sample.tell("unwind", 2)["depth"] == 0
    with pytest.raises(SampleFailed, match="there is nothing to return from"):
        sample.tell("unwind", 2)


def test_threads_start_and_end_even_deep_in_recursion(start: Start) -> None:
    sample = start("threads", "--threads", "1")

    worker = sample.tell("thread-start")
    sample.tell("recurse", 5, 2)
    sample.tell("recurse", 5, 2)

    assert names_of_threads(sample.pid)[worker["tid"]] == "worker-2"
    assert sample.tell("thread-end")["tid"] == worker["tid"]
    assert wait_until(lambda: status(sample.pid, "Threads") == "2")
    with pytest.raises(SampleFailed, match="there is no thread 2"):
        sample.tell("recurse", 5, 2)


@pytest.mark.parametrize(
    "command",
    ["recurse 5", "recurse 5 3", "recurse 5 0", "unwind", "get-global 9", "set-global"],
)
def test_what_makes_no_sense_is_refused(start: Start, command: str) -> None:
    sample = start("threads", "--threads", "2")

    with pytest.raises(SampleFailed, match=r"^threads: "):
        sample.tell(*command.split())

    assert sample.tell("get-global")["value"] == 7


def test_quit_ends_it_without_a_crash(start: Start) -> None:
    sample = start("threads")
    sample.tell("recurse", 5, 1)

    assert sample.tell("quit") == {}

    assert sample.wait(10) == 0
