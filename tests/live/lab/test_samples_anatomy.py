"""`anatomy` says the truth about itself and does what it is told."""

import os
from pathlib import Path

import pytest

from memscope.errors import SampleFailed
from memscope.lab.sample import Sample
from tests.live.lab.conftest import Start
from tests.live.lab.processes import (
    names_of_threads,
    number_at,
    row_at,
    row_of,
    status,
    virtual_bytes,
)
from tests.live.lab.ways import WAYS, Way
from tests.patience import wait_until

pytestmark = pytest.mark.live

MIB = 1 << 20


def image_of(sample: Sample, way: Way) -> str:
    """Return the file that holds the code: the program, or Python's own library."""
    if way.language == "c":
        return str(Path(f"/proc/{sample.pid}/exe").readlink())
    row = row_at(sample.pid, sample.facts["function"])
    assert row is not None
    assert "python" in row.path
    return row.path


def test_code_and_constants_lie_in_the_image(start: Start, way: Way) -> None:
    sample = start("anatomy")
    image = image_of(sample, way)

    function = row_at(sample.pid, sample.facts["function"])
    constant = row_at(sample.pid, sample.facts["constant"])

    assert function is not None
    assert constant is not None
    assert (function.perms, function.path) == ("r-xp", image)
    assert (constant.perms, constant.path) == ("r--p", image)


def test_globals_are_writable_and_those_that_are_zero_need_no_file(
    start: Start, way: Way
) -> None:
    sample = start("anatomy")

    data = row_at(sample.pid, sample.facts["data"])
    bss = row_at(sample.pid, sample.facts["bss"])

    assert data is not None
    assert bss is not None
    assert (data.perms, data.path) == ("rw-p", image_of(sample, way))
    assert bss.perms == "rw-p"
    assert bss.path in ("", data.path)


def test_blocks_lie_on_the_heap_or_in_a_mapping_of_their_own(
    start: Start, way: Way
) -> None:
    sample = start("anatomy")

    small = row_at(sample.pid, sample.facts["small"])
    large = row_at(sample.pid, sample.facts["large"])

    assert small is not None
    assert large is not None
    assert (large.perms, large.path) == ("rw-p", "")
    assert large.size >= MIB
    if way.has_glibc:
        assert (small.perms, small.path) == ("rw-p", "[heap]")


def test_a_local_lies_on_the_stack_that_the_c_library_reports(start: Start) -> None:
    facts = start("anatomy").facts

    row = row_at(facts["pid"], facts["local"])

    assert row is not None
    assert (row.perms, row.path) == ("rw-p", "[stack]")
    assert within(facts["local"], facts["stack"])


def test_each_thread_has_a_stack_an_arena_and_a_name(start: Start, way: Way) -> None:
    sample = start("anatomy", "--threads", "3")

    workers = sample.facts["threads"]
    names = {worker["tid"]: worker["name"] for worker in workers}
    assert names_of_threads(sample.pid) == {sample.pid: "anatomy"} | names
    assert list(names.values()) == ["worker-1", "worker-2", "worker-3"]
    for worker in workers:
        row = row_at(sample.pid, worker["local"])
        assert row is not None
        assert (row.perms, row.path) == ("rw-p", "")
        assert within(worker["local"], worker["stack"])
        assert [each for each in workers if within(worker["local"], each["stack"])] == [
            worker
        ]
    if way.has_glibc:
        arenas = {row_at(sample.pid, worker["small"]) for worker in workers}
        assert len(arenas - {None}) == 3


def within(address: str, stack: dict[str, str]) -> bool:
    return int(stack["start"], 16) <= int(address, 16) < int(stack["end"], 16)


def test_the_pid_is_that_of_the_program_and_not_of_its_supervisor(start: Start) -> None:
    sample = start("anatomy")

    assert sample.pid == sample.facts["pid"]
    assert status(sample.pid, "Name") == "anatomy"
    assert os.getsid(sample.pid) == sample.pid


@pytest.mark.parametrize(
    "way", [way for way in WAYS if way.has_glibc], ids=str, indirect=True
)
def test_small_blocks_make_the_heap_grow_and_shrink(start: Start) -> None:
    sample = start("anatomy")
    before = row_of(sample.pid, "[heap]")

    grown = sample.tell("heap-grow", 4 * MIB)

    after = row_of(sample.pid, "[heap]")
    assert after.start == before.start
    assert after.end - before.end > 3 * MIB
    assert row_at(sample.pid, grown["first"]) == after
    assert row_at(sample.pid, grown["last"]) == after
    assert sample.tell("heap-free") == {"freed": grown["blocks"]}
    assert row_of(sample.pid, "[heap]").end < after.end - 2 * MIB


def test_small_blocks_make_the_process_grow_whatever_the_c_library(
    start: Start,
) -> None:
    sample = start("anatomy")
    before = virtual_bytes(sample.pid)

    sample.tell("heap-grow", 4 * MIB)

    assert virtual_bytes(sample.pid) - before > 3 * MIB


def test_a_large_block_is_a_mapping_that_comes_and_goes_each_time(start: Start) -> None:
    sample = start("anatomy")
    before = virtual_bytes(sample.pid)

    for _ in range(3):  # malloc must not learn to keep them
        block = sample.tell("large-alloc", 8 * MIB)

        row = row_at(sample.pid, block["large"])
        assert row is not None
        assert (row.perms, row.path) == ("rw-p", "")
        assert row.size >= 8 * MIB
        assert virtual_bytes(sample.pid) - before >= 8 * MIB
        assert sample.tell("large-free") == block
        assert row_at(sample.pid, block["large"]) is None


def test_recursion_goes_down_the_stack_and_comes_back(start: Start) -> None:
    sample = start("anatomy")
    top = int(sample.facts["local"], 16)

    first = sample.tell("recurse", 400)
    second = sample.tell("recurse", 400)

    assert (first["depth"], second["depth"]) == (400, 800)
    assert top - int(first["local"], 16) > 100_000
    assert int(first["local"], 16) - int(second["local"], 16) > 100_000
    row = row_at(sample.pid, second["local"])
    assert row is not None
    assert row.path == "[stack]"
    assert sample.tell("get-global")["value"] == 7
    assert sample.tell("unwind")["depth"] == 400
    back = sample.tell("unwind")
    assert back["depth"] == 0
    assert abs(int(back["local"], 16) - top) < 10_000
    with pytest.raises(SampleFailed, match="there is nothing to return from"):
        sample.tell("unwind")


def test_threads_start_and_end(start: Start) -> None:
    sample = start("anatomy", "--threads", "1")

    worker = sample.tell("thread-start")

    assert names_of_threads(sample.pid)[worker["tid"]] == "worker-2"
    assert within(worker["local"], worker["stack"])
    assert sample.tell("facts")["threads"][1] == worker
    assert sample.tell("thread-end")["tid"] == worker["tid"]
    assert wait_until(lambda: len(names_of_threads(sample.pid)) == 2)
    sample.tell("thread-end")
    with pytest.raises(SampleFailed, match="there is no thread to end"):
        sample.tell("thread-end")


def test_a_written_global_is_in_memory_at_the_address_it_said(start: Start) -> None:
    sample = start("anatomy")
    address = sample.facts["global"]
    assert number_at(sample.pid, address) == sample.facts["value"] == 7

    answer = sample.tell("set-global", -42)

    assert answer == {"global": address, "value": -42}
    assert number_at(sample.pid, address) == -42
    assert sample.tell("get-global") == answer


@pytest.mark.parametrize(
    "command",
    [
        ("nonsense",),
        ("heap-grow",),
        ("heap-grow", -1),
        ("heap-grow", 1 << 40),
        ("large-alloc", 1),
        ("large-alloc", 1 << 40),
        ("large-free",),
        ("recurse", 0),
        ("recurse", 10_000_000),
        ("set-global",),
        ("set-global", "x"),
    ],
    ids=lambda command: " ".join(map(str, command)),
)
def test_what_makes_no_sense_is_refused_and_nothing_else_happens(
    start: Start, command: tuple[object, ...]
) -> None:
    sample = start("anatomy")

    with pytest.raises(SampleFailed, match=rf"^anatomy: {command[0]}: "):
        sample.tell(*map(str, command))

    assert sample.tell("get-global")["value"] == 7


def test_quit_ends_it_without_a_crash(start: Start) -> None:
    sample = start("anatomy", "--threads", "2")
    sample.tell("recurse", 10)

    assert sample.tell("quit") == {}

    assert sample.wait(10) == 0
    assert not sample.alive


def test_the_end_of_its_input_ends_it(start: Start) -> None:
    sample = start("anatomy", "--threads", "2")
    sample.tell("recurse", 10)

    sample.end_input()

    assert sample.wait(10) == 0
