"""Registers of real threads, with gdb and the kernel's own files as the judges."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from memscope.collect.closer.registers import with_registers
from memscope.collect.closer.target import ENDED
from memscope.collect.look.snapshot import Collector, take_snapshot
from memscope.model.process import Process, Thread
from memscope.model.snapshot import Snapshot
from tests.live.programs.c import Target, built, running
from tests.patience import tries, wait_until

pytestmark = pytest.mark.live


def look(pid: int) -> Snapshot:
    return with_registers(take_snapshot([pid]))


def process_of(snapshot: Snapshot) -> Process:
    (process,) = snapshot.processes
    return process


def threads(snapshot: Snapshot) -> dict[int, Thread]:
    return {thread.tid: thread for thread in process_of(snapshot).threads}


def state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def tracer(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    (found,) = re.findall(r"TracerPid:\s(\d+)", status)
    return int(found)


def wait_for_state(pid: int, wanted: str) -> None:
    is_so = wait_until(lambda: state(pid) in wanted)
    assert is_so, f"state is {state(pid)}, not {wanted}"


def registers_by_gdb(pid: int) -> dict[int, dict[str, int]]:
    result = subprocess.run(
        [
            *("gdb", "-nx", "-q", "-batch", "-p", str(pid)),
            *("-ex", "thread apply all -q -- info threads"),
            *("-ex", "thread apply all info registers"),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    found: dict[int, dict[str, int]] = {}
    current: dict[str, int] = {}
    for line in result.stdout.splitlines():
        if heading := re.match(r"Thread \d+ \(.*LWP (\d+)", line):
            current = found.setdefault(int(heading[1]), {})
        elif value := re.match(r"(\w+) +(0x[0-9a-f]+) ", line):
            current[value[1]] = int(value[2], 16)
    return found


def test_every_register_is_what_gdb_reads(program: Path) -> None:
    if shutil.which("gdb") is None:
        pytest.skip("no gdb on this machine: apt install gdb")
    with running([program, "5", "0", "0"]) as target:
        ours = threads(look(target.pid))
        theirs = registers_by_gdb(target.pid)

    assert set(ours) == set(theirs)
    assert len(ours) == 6
    for tid, thread in ours.items():
        assert thread.registers is not None
        judged = {
            name: theirs[tid][name] for name in thread.registers if name in theirs[tid]
        }
        assert len(judged) > 20
        assert {name: thread.registers[name] for name in judged} == judged


def test_a_sleeping_threads_registers_are_what_the_kernel_says(program: Path) -> None:
    with running([program, "5", "0", "0"]) as target:
        found = threads(look(target.pid))
        for tid, pthread_self in target.facts["threads"]:
            number, *_, sp, pc = (
                Path(f"/proc/{target.pid}/task/{tid}/syscall").read_text().split()
            )
            registers = found[tid].registers
            assert registers is not None
            assert registers["orig_rax"] == int(number)
            assert registers["rsp"] == int(sp, 16) == found[tid].sp
            assert registers["rip"] == int(pc, 16) == found[tid].pc
            assert registers["fs_base"] == pthread_self


def test_a_running_threads_position_comes_from_its_registers(program: Path) -> None:
    with running([program, "1", "2", "0"]) as target:
        found = threads(look(target.pid))
        spinning = [tid for tid, _ in target.facts["threads"][1:]]

    for tid in spinning:
        registers = found[tid].registers
        assert registers is not None
        assert 0 <= registers["rip"] - target.facts["spin"] < 64
        assert found[tid].pc == registers["rip"]
        assert found[tid].sp == registers["rsp"]
        assert registers["orig_rax"] == 2**64 - 1


def test_the_time_a_thread_stood_still_is_told(program: Path) -> None:
    with running([program, "5", "0", "0"]) as target:
        found = threads(look(target.pid))

    for thread in found.values():
        assert thread.stopped_us is not None
        assert thread.stopped_us > 0


def test_a_snapshot_without_registers_stops_nothing(program: Path) -> None:
    with running([program, "1", "0", "0"]) as target:
        found = process_of(take_snapshot([target.pid])).threads

    assert {thread.stopped_us for thread in found} == {None}
    assert {thread.registers for thread in found} == {None}


def test_no_signal_is_lost(program: Path) -> None:
    with running([program, "20", "1", "0"]) as target:
        snapshot = take_snapshot([target.pid])
        sender = flood(target, 400)
        while sender.poll() is None:
            with_registers(snapshot)

        assert counted(target, 400) == 400
        assert tracer(target.pid) == 0


def flood(target: Target, count: int) -> "subprocess.Popen[bytes]":
    """Queue signals one by one from another process, not all at once."""
    text = f"import os, signal\nfor _ in range({count}):\n"
    text += f"  os.kill({target.pid}, signal.SIGRTMIN)\n  os.sched_yield()\n"
    return subprocess.Popen([shutil.which("python3") or "python3", "-c", text])


def counted(target: Target, wanted: int) -> int:
    for _ in tries(pause_s=0):
        if (have := int(target.ask())) >= wanted:
            return have
    pytest.fail(f"{wanted} signals never came")


def test_a_stopped_program_stays_stopped(program: Path) -> None:
    with running([program, "3", "0", "0"]) as target:
        os.kill(target.pid, 19)
        wait_for_state(target.pid, "T")

        found = threads(look(target.pid))

        assert all(thread.registers for thread in found.values())
        assert state(target.pid) == "T"
        os.kill(target.pid, 18)
        assert target.ask() == "0"


def test_threads_that_come_and_go_are_no_problem(program: Path) -> None:
    with running([program, "2", "0", "3"]) as target:
        for _ in range(20):
            snapshot = look(target.pid)
            assert snapshot.gaps == ()
            seen = process_of(snapshot).threads
            # One that was seen just when it ended has none any more.
            lacking = [one for one in seen if not one.registers]
            assert [one for one in lacking if one.state not in ENDED] == []
            assert target.pid in threads(snapshot)


def test_a_program_that_calls_exec_meanwhile_goes_on(program: Path) -> None:
    with running([program, "3", "0", "0"]) as target:
        for _ in range(10):
            snapshot = take_snapshot([target.pid])
            target.tell("exec")
            with_registers(snapshot)
            target.hear()  # the new program's facts

        assert target.ask() == "0"
        assert tracer(target.pid) == 0


def test_a_program_that_has_ended_is_a_gap(program: Path) -> None:
    with running([program, "1", "0", "0"]) as target:
        snapshot = take_snapshot([target.pid])

    after = with_registers(snapshot)

    assert [(gap.what, gap.pid) for gap in after.gaps] == [("registers", target.pid)]
    assert process_of(after).threads == process_of(snapshot).threads


def test_a_program_that_is_traced_names_its_tracer(program: Path) -> None:
    if shutil.which("strace") is None:
        pytest.skip("no strace on this machine: apt install strace")
    with (
        running([program, "1", "0", "0"]) as target,
        running(
            ["strace", "-qq", "-o", "/dev/null", "-p", str(target.pid)], speaks=False
        ) as strace,
    ):
        assert wait_until(lambda: tracer(target.pid) == strace.pid)
        snapshot = look(target.pid)

    (gap,) = [gap for gap in snapshot.gaps if gap.what == "registers"]
    assert f"strace ({strace.pid})" in gap.why
    assert gap.remedy is not None
    assert threads(snapshot)[target.pid].registers is None


def test_somebody_elses_program_is_a_gap_with_a_remedy() -> None:
    if os.getuid() == 0:
        pytest.skip("root may read everybody's registers: run as another user")
    snapshot = with_registers(Collector().look([1]))

    (gap,) = [gap for gap in snapshot.gaps if gap.what == "registers"]
    assert gap.pid == 1
    assert gap.remedy is not None
    assert process_of(snapshot).threads[0].registers is None


VFORK = r"""
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
static void *parent(void *end) {
    char byte;
    if (vfork() == 0) { (void)!read(*(int *)end, &byte, 1); _exit(0); }
    printf("went on\n");
    fflush(stdout);
    pause();
    return 0;
}
int main(void) {
    int ends[2];
    char byte;
    pthread_t thread;
    if (pipe(ends)) return 1;
    pthread_create(&thread, 0, parent, ends);
    printf("{}\n");
    fflush(stdout);
    (void)!read(0, &byte, 1);
    (void)!write(ends[1], "x", 1);
    pause();
}
"""


def test_a_parent_in_vfork_is_left_alone_and_goes_on() -> None:
    with built(VFORK) as program, running([program]) as target:
        tasks = Path(f"/proc/{target.pid}/task")
        (other,) = [
            int(one.name) for one in tasks.iterdir() if int(one.name) != target.pid
        ]
        wait_for_state(other, "D")

        snapshot = look(target.pid)

        assert threads(snapshot)[target.pid].registers is not None
        assert threads(snapshot)[other].registers is None
        assert [gap.what for gap in snapshot.gaps] == ["registers of some threads"]
        assert tracer(other) == 0
        assert target.ask() == "went on"


THIRTY_TWO_BITS = r"""
void _start(void) {
    __asm__ volatile("int $0x80" :: "a"(4), "b"(1), "c"("{}\n"), "d"(3));
    for (;;) __asm__ volatile("int $0x80" :: "a"(29));
}
"""


def test_a_program_of_32_bits_has_other_registers() -> None:
    flags = ("-m32", "-nostdlib", "-static", "-fno-pie", "-no-pie")
    with built(THIRTY_TWO_BITS, *flags) as program, running([program]) as target:
        wait_for_state(target.pid, "S")
        found = threads(look(target.pid))[target.pid]
        *_, sp, pc = Path(f"/proc/{target.pid}/syscall").read_text().split()

    assert found.registers is not None
    assert (found.registers["esp"], found.registers["eip"]) == (
        int(sp, 16),
        int(pc, 16),
    )
    assert "rax" not in found.registers


def test_our_own_registers_can_be_read_too() -> None:
    found = threads(look(os.getpid()))[os.getpid()]

    assert found.registers is not None
