"""`forks`: the same address in parent and children, and a value of its own in each."""

import os
import signal

import pytest

from memscope.errors import SampleFailed
from tests.live.lab.conftest import Start
from tests.live.lab.processes import is_alive, number_at, status
from tests.patience import wait_until

pytestmark = [pytest.mark.live, pytest.mark.once]


def test_two_children_start_unless_told_otherwise(start: Start) -> None:
    sample = start("forks")

    parent, *children = sample.facts["processes"]

    assert parent["pid"] == sample.pid == sample.facts["pid"]
    assert len(children) == 2
    for child in children:
        assert status(child["pid"], "PPid") == str(sample.pid)
        assert status(child["pid"], "Name") == "forks"
    assert len(start("forks", "--children", "0").facts["processes"]) == 1


def test_one_address_holds_another_value_in_each_process(start: Start) -> None:
    sample = start("forks", "--children", "2")
    pids = [process["pid"] for process in sample.facts["processes"]]
    address = sample.facts["global"]

    sample.tell("set-global", 10, 0)
    sample.tell("set-global", 11, 1)

    assert [number_at(pid, address) for pid in pids] == [10, 11, 7]
    answers = [sample.tell("get-global", who) for who in range(3)]
    assert [answer["value"] for answer in answers] == [10, 11, 7]
    assert {answer["global"] for answer in answers} == {address}
    assert sample.tell("facts")["processes"] == answers


def test_a_child_starts_with_what_the_parent_has_then(start: Start) -> None:
    sample = start("forks", "--children", "0")
    sample.tell("set-global", 99)

    child = sample.tell("child-start")
    sample.tell("set-global", 100)

    assert child["value"] == 99
    assert number_at(child["pid"], child["global"]) == 99
    assert sample.tell("get-global", 1) == child
    assert sample.tell("child-end") == {"pid": child["pid"]}
    assert not is_alive(child["pid"])
    with pytest.raises(SampleFailed, match="there is no child to end"):
        sample.tell("child-end")


def test_children_die_with_their_parent(start: Start) -> None:
    sample = start("forks", "--children", "3")
    pids = [process["pid"] for process in sample.facts["processes"]]

    os.kill(sample.pid, signal.SIGKILL)

    assert wait_until(lambda: not any(map(is_alive, pids)))
    assert sample.wait(10) == -signal.SIGKILL


def test_a_killed_child_is_an_error_and_not_the_end(start: Start) -> None:
    sample = start("forks", "--children", "1")

    os.kill(sample.facts["processes"][1]["pid"], signal.SIGKILL)

    with pytest.raises(SampleFailed, match=r"^forks: get-global: child .* is gone"):
        sample.tell("get-global", 1)
    assert sample.tell("get-global", 0)["value"] == 7
    assert len(sample.tell("child-end")) == 1
    assert len(sample.tell("facts")["processes"]) == 1


@pytest.mark.parametrize("command", ["get-global 3", "set-global", "set-global 1 -1"])
def test_what_makes_no_sense_is_refused(start: Start, command: str) -> None:
    sample = start("forks", "--children", "2")

    with pytest.raises(SampleFailed, match=r"^forks: "):
        sample.tell(*command.split())

    assert sample.tell("get-global")["value"] == 7


def test_quit_ends_the_children_too(start: Start) -> None:
    sample = start("forks")
    pids = [process["pid"] for process in sample.facts["processes"]]

    assert sample.tell("quit") == {}

    assert sample.wait(10) == 0
    assert not any(map(is_alive, pids))
