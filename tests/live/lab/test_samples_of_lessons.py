"""The samples that were made for lessons: they converse, refuse nonsense, and end."""

import os
import re
from pathlib import Path
from signal import SIGSEGV

import pytest

from memscope.errors import SampleFailed
from memscope.lab.catalog import SAMPLES
from memscope.lab.lab import Lab
from memscope.lab.sample import Sample
from tests.live.lab.conftest import Start
from tests.live.lab.processes import number_at, row_at, status
from tests.patience import wait_until

pytestmark = [pytest.mark.live, pytest.mark.once]

README = Path(__file__).parents[3] / "samples" / "README.md"

NONSENSE = {
    "wild": ["", "fly", "peek", "poke 0x10", "in-thread", "in-thread fly"],
    "pages": ["", "fly", "touch 1", "touch 60 10", "touch -5 1", "child-write"],
    "snoop": ["", "fly", "read 1"],
    "spin": ["", "fly 1 1", "hash 1", "hash 0 10", "python 99 10", "python a b"],
    "messages": ["", "fly 1 1 1", "pipe 1 1", "pipe 0 1 1", "queue 1 1 0", "threads x"],
    "pool": ["", "fly", "submit", "submit 1 x", "race 1", "mix 1 1"],
    "limit": ["", "fly 1 256", "pool 1", "pool 0 256", "threads 1 1", "threads x y"],
}
"""Commands that a sample refuses, and goes on."""


@pytest.mark.parametrize(
    ("name", "command"),
    [(name, command) for name, commands in NONSENSE.items() for command in commands],
)
def test_nonsense_is_refused_and_the_conversation_goes_on(
    lab: Lab, name: str, command: str
) -> None:
    sample = lab.start(name, language="python")

    with pytest.raises(SampleFailed, match=rf"^{name}: "):
        sample.tell(*(command.split() or [" "]))

    assert sample.alive
    assert sample.tell("quit") == {}
    assert sample.wait(10) == 0


@pytest.mark.parametrize("name", [*NONSENSE, "app"])
def test_what_it_says_first_tells_its_process_id(lab: Lab, name: str) -> None:
    args = ["--server", "single"] if name == "app" else []

    sample = lab.start(name, language="python", args=args)

    assert sample.facts["pid"] == sample.pid


@pytest.mark.parametrize("name", NONSENSE)
def test_the_end_of_the_input_ends_it(lab: Lab, name: str) -> None:
    sample = lab.start(name, language="python")

    sample.end_input()

    assert sample.wait(10) == 0


def test_the_page_lists_every_sample_and_only_commands_that_exist() -> None:
    samples, commands_told = README.read_text("utf-8").split("## The conversation")
    folder = README.parent / "python"

    listed = re.findall(r"^\| `(\w+)` \|", samples, re.MULTILINE)
    row = r"^\| (`[a-z-]+.*?) \| ([\w, ]+) \|"
    rows = re.findall(row, commands_told, re.MULTILINE)

    assert sorted(listed) == sorted(sample.name for sample in SAMPLES)
    conversing = ", ".join(sample.name for sample in SAMPLES if sample.name != "app")
    for commands, names in rows:
        for name in names.replace("all of these", conversing).split(", "):
            source = (folder / f"{name}.py").read_text("utf-8")
            for command in re.findall(r"`([a-z-]+)", commands):
                assert f'"{command}"' in source, (command, name)


def test_the_owners_number_lies_in_its_process_and_on_its_stack_in_c(
    start: Start,
) -> None:
    wild = start("wild", "--threads", "2")

    assert number_at(wild.pid, wild.facts["number"]) == wild.facts["value"] == 7
    assert status(wild.pid, "Threads") == "4"
    owner = Path(f"/proc/{wild.pid}/task/{wild.facts['owner']}")
    assert owner.exists()
    row = row_at(wild.pid, wild.facts["number"])
    assert row is not None
    if wild.language == "c":
        assert (row.perms, row.path) == ("rw-p", "")


def test_a_poke_is_seen_by_the_owner_and_so_is_one_from_another_thread(
    start: Start,
) -> None:
    wild = start("wild")
    address = wild.facts["number"]

    assert wild.tell("peek", address)["value"] == 7
    assert wild.tell("poke", address, 8)["value"] == 8
    assert wild.tell("facts")["value"] == 8
    assert wild.tell("in-thread", "poke", address, -9)["value"] == -9
    assert wild.tell("in-thread", "facts") == {**wild.facts, "value": -9}


@pytest.mark.parametrize(
    "command", ["peek 0x10", "poke 0x10 1", "write-code", "in-thread peek 0x10"]
)
def test_a_touch_of_nothing_or_of_code_ends_it_by_a_segmentation_fault(
    start: Start, command: str
) -> None:
    wild = start("wild")

    with pytest.raises(SampleFailed, match="SIGSEGV"):
        wild.tell(*command.split())

    assert wild.wait(10) == -SIGSEGV
    assert wait_until(lambda: not Path(f"/proc/{wild.pid}").exists())


def test_pages_that_a_child_wrote_and_shared_ones(lab: Lab) -> None:
    pages = lab.start("pages", language="python", args=["--pages", "4"])
    parent, child = pages.pid, pages.facts["child"]

    pages.tell("touch", 1, 2)
    pages.tell("child-write", -77)

    assert status(child, "PPid") == str(parent)
    assert [first_bytes(one, pages) for one in (parent, child)] == [
        [1, 1, 1, 1],
        [1, 2, 2, 1],
    ]
    assert pages.tell("parent-read") == {"value": -77}
    assert number_at(child, pages.facts["shared"]) == -77


def first_bytes(pid: int, pages: Sample) -> list[int]:
    start, size = int(pages.facts["private"], 16), pages.facts["page_size"]
    return [number_at(pid, hex(start + page * size)) & 0xFF for page in range(4)]


def test_a_task_that_has_not_begun_has_no_age(lab: Lab) -> None:
    pool = lab.start("pool", language="python", args=["--workers", "2"])

    pool.tell("hold", 5, 0)
    assert wait_until(lambda: busy(pool) == 2)
    workers = pool.tell("status")["workers"]

    assert pool.tell("status")["queued"] == 3
    assert all(0 <= worker["since_ms"] < 60_000 for worker in workers)
    rows = pool.tell("release")["tasks"]
    assert len(rows) == 5
    assert {row["tid"] for row in rows} <= {worker["tid"] for worker in workers}


def busy(pool: Sample) -> int:
    workers = pool.tell("status")["workers"]
    return sum(worker["since_ms"] is not None for worker in workers)


def test_a_crowd_is_a_thread_for_each_task_until_it_is_released(lab: Lab) -> None:
    pool = lab.start("pool", language="python", args=["--workers", "1"])

    pool.tell("hold", 10, 1)
    assert wait_until(lambda: status(pool.pid, "Threads") == "12")

    assert pool.tell("release") == {"tasks": []}
    assert wait_until(lambda: status(pool.pid, "Threads") == "2")


def test_two_threads_are_never_at_work_together_on_one_processor(lab: Lab) -> None:
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        spin = lab.start("spin", language="python")
        turn = spin.tell("hash", 2, 100)
    finally:
        os.sched_setaffinity(0, before)

    assert spin.facts["cpus"] == 1
    assert turn["both_ms"] == 0


def test_python_code_of_two_threads_is_never_at_work_together(lab: Lab) -> None:
    spin = lab.start("spin", language="python")
    if not spin.facts["gil"]:
        pytest.skip("this Python has no lock: run the tests with an ordinary one")

    assert spin.tell("python", 2, 100)["both_ms"] < 1
