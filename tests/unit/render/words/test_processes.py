"""What is known of a process and of a gap, in words; nothing for what is not."""

import pytest
from msgspec.structs import replace

from memscope.model.process import Process, Thread
from memscope.model.region import ProcessUsage
from memscope.model.snapshot import Gap
from memscope.render.words.processes import (
    gap_subject,
    moment_facts,
    process_facts,
    totals_words,
)
from tests.tui.synthetic import process, snapshot

pytestmark = pytest.mark.unit

BARE = replace(
    process(),
    ppid=0,
    exe=None,
    cmdline=(),
    address_space=None,
    usage=ProcessUsage(),
    start_ticks=0,
)


def facts(one: Process, *others: Process) -> dict[str, str]:
    return dict(process_facts(one, snapshot(one, *others)))


def test_of_what_is_not_known_there_is_no_fact() -> None:
    assert list(facts(BARE)) == ["state", "started"]


def test_everything_that_is_known() -> None:
    one = replace(
        BARE,
        ppid=1,
        exe="/bin/a\x1b",
        cmdline=("a", "b c"),
        usage=ProcessUsage(4096, 0, None, 2048, 1 << 20),
    )
    found = facts(one)

    assert list(found) == [
        *("executable", "command line", "state", "parent", "started", "memory"),
    ]
    assert found["command line"] == "a 'b c'"
    assert found["parent"] == "1"
    assert "\x1b" not in found["executable"]
    assert (
        found["memory"] == "4 KiB virtual, 0 B resident, 2 KiB its own, 1 MiB swapped"
    )


@pytest.mark.parametrize(
    ("abi", "exe", "text"),
    [
        ("i386", "/bin/a", "/bin/a · 32-bit (i386)"),
        ("arm", None, "32-bit (arm)"),
        ("x86_64", "/bin/a", "/bin/a"),
        (None, "/bin/a", "/bin/a"),
    ],
)
def test_of_a_32_bit_program_it_is_said(abi: str, exe: str, text: str) -> None:
    assert facts(replace(BARE, abi=abi, exe=exe))["executable"] == text


@pytest.mark.parametrize(
    ("ticks", "text"),
    [
        (0, "0:00:00.00"),
        (5999, "0:00:59.99"),
        (6000, "0:01:00.00"),
        (360_000 + 61 * 100 + 7, "1:01:01.07"),
    ],
)
def test_the_start_is_hours_minutes_and_hundredths(ticks: int, text: str) -> None:
    started = facts(replace(BARE, start_ticks=ticks))["started"]

    assert started == f"{text} after the machine was started"


def test_a_main_thread_that_ended_is_not_the_whole_process() -> None:
    dead, alive = Thread(7, "main", "Z", 0), Thread(8, "worker", "S", 0)

    states = [
        facts(replace(BARE, state=state, threads=threads))["state"]
        for state, threads in (("Z", (dead, alive)), ("Z", (dead,)), ("S", (alive,)))
    ]

    assert states[0] == "its main thread has ended, others live on"
    assert states[0] not in states[1:]


def test_who_has_the_same_address_space_is_named() -> None:
    one, same, other = (
        replace(BARE, pid=pid, address_space=name)
        for pid, name in ((7, "a1"), (8, "a1"), (9, "a2"))
    )

    assert facts(one, same, other)["address space"] == "a1, the same as that of 8"
    assert facts(other, one, same)["address space"] == "a2"


def test_a_moment_is_in_utc_with_the_machine() -> None:
    assert moment_facts(snapshot()) == (
        "2026-11-22 12:00:00 UTC",
        "Linux 6.18.0 x86_64 · taken in 1.0 ms",
    )


@pytest.mark.parametrize(
    ("gap", "text"),
    [
        (Gap(what="memory map", pid=None, why=""), "memory map"),
        (Gap(what="memory map", pid=7, why=""), "memory map of process 7"),
        (Gap(what="process", pid=7, why=""), "process 7"),
    ],
)
def test_a_gap_says_whose_it_is(gap: Gap, text: str) -> None:
    assert gap_subject(gap) == text


def sharing(pid: int, **usage: int) -> Process:
    known = {"proportional": 3 << 20} | usage
    return replace(process(pid), address_space=f"a{pid}", usage=ProcessUsage(**known))


def test_several_processes_are_added_up_with_what_that_is_made_of() -> None:
    parts = {"share_anonymous": 2 << 20, "share_file": 1 << 20, "share_shmem": 0}
    look = snapshot(sharing(1, **parts), sharing(2, **parts))

    assert totals_words(look) == (
        "2 processes together: 6 MiB, each shared page once: "
        "anonymous 4 MiB · files 2 MiB · shared memory 0 B"
    )


def test_what_it_is_made_of_is_left_out_where_one_does_not_say() -> None:
    parts = {"share_anonymous": 2 << 20, "share_file": 1 << 20, "share_shmem": 0}
    look = snapshot(sharing(1, **parts), sharing(2))

    assert totals_words(look).endswith("each shared page once")
    assert totals_words(snapshot(sharing(1, **parts))) == ""
