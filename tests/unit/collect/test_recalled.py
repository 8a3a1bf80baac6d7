"""What is at an address of a look that was saved."""

import pytest

from memscope.analyze.where import parse_address
from memscope.collect.recalled import find_in
from memscope.errors import UsageProblem
from memscope.model.process import Process
from tests.unit.codec.film import frames

pytestmark = pytest.mark.unit

SNAPSHOT = frames()[0]


def at(process: Process) -> str:
    return hex(process.regions[0].start + 1)


def test_the_region_and_its_neighbours_are_found() -> None:
    process = SNAPSHOT.processes[0]

    found = find_in(SNAPSHOT, parse_address(at(process), 56), process.pid)

    assert found.process is process
    assert found.place.region is process.regions[0]
    assert found.place.offset == 1
    assert found.place.page is None
    assert found.place.below is None


def test_a_process_that_is_not_there_is_wrong_usage() -> None:
    with pytest.raises(UsageProblem, match="there is no process 99999 in this file"):
        find_in(SNAPSHOT, parse_address("10", 56), 99999)


def test_where_several_may_be_meant_none_is_chosen() -> None:
    from msgspec.structs import replace

    (first, *_) = SNAPSHOT.processes
    twins = replace(SNAPSHOT, processes=(first, replace(first, pid=first.pid + 1)))

    with pytest.raises(UsageProblem, match="not clear which process") as caught:
        find_in(twins, parse_address(at(first), 56))

    assert "--pid" in caught.value.hint
    with pytest.raises(UsageProblem, match="there is no process in this file"):
        find_in(replace(SNAPSHOT, processes=()), parse_address("10", 56))
