"""Limits that a program set for itself, and what it knows that it uses of them."""

import os
import resource

import pytest

from memscope.model.limit import Limit
from tests.cli.command import memscope
from tests.live.facts.children import child

pytestmark = pytest.mark.live

MIB = 1 << 20
LIMITED = """
resource.setrlimit(resource.RLIMIT_DATA, (2 << 30, 2 << 30))
resource.setrlimit(resource.RLIMIT_STACK, (4 << 20, 4 << 20))
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
resource.setrlimit(resource.RLIMIT_MEMLOCK, (65536, 65536))
resource.setrlimit(resource.RLIMIT_NPROC, (50000, 50000))
page = mmap.mmap(-1, 4096)
libc = ctypes.CDLL(None)
where = ctypes.addressof(ctypes.c_char.from_buffer(page))
locked = not libc.mlock(ctypes.c_void_p(where), 4096)
size = status()["VmSize"] * 3 // 2
resource.setrlimit(resource.RLIMIT_AS, (size, size))
descriptors = len(os.listdir("/proc/self/fd")) - 1
"""
READY = "ready(size=size, used=status(), descriptors=descriptors, locked=locked)\n"


def test_each_limit_is_what_the_program_set_and_uses() -> None:
    with child(LIMITED + READY) as one:
        limits = {limit.name: limit for limit in one.process().limits or ()}

    used = one.said["used"]
    assert limits["RLIMIT_AS"] == Limit(
        "RLIMIT_AS", used["VmSize"], one.said["size"], is_bytes=True
    )
    assert limits["RLIMIT_DATA"] == Limit(
        "RLIMIT_DATA", used["VmData"], 2 << 30, is_bytes=True
    )
    assert limits["RLIMIT_STACK"].used == used["VmStk"]
    assert limits["RLIMIT_NOFILE"] == Limit(
        "RLIMIT_NOFILE", one.said["descriptors"], 64
    )


def test_limits_bind_a_user_and_not_root() -> None:
    with child(LIMITED + READY) as one:
        limits = {limit.name: limit for limit in one.process().limits or ()}

    if os.geteuid() == 0:
        assert not {"RLIMIT_MEMLOCK", "RLIMIT_NPROC"} & {*limits}
        return
    assert one.said["locked"]
    assert limits["RLIMIT_MEMLOCK"].used == one.said["used"]["VmLck"] == 4096
    tasks = limits["RLIMIT_NPROC"]
    assert tasks.of == f"user {os.getuid()}"
    # In a container nobody knows how many there are outside of it.
    assert tasks.used is None or tasks.used >= 2


def test_the_kernels_own_check_agrees_with_how_many_mappings_there_are() -> None:
    code = """
area = mmap.mmap(-1, 4096 * 400)
base = ctypes.addressof(ctypes.c_char.from_buffer(area))
libc = ctypes.CDLL(None)
for at in range(0, 400, 2):
    libc.mprotect(ctypes.c_void_p(base + at * 4096), 4096, mmap.PROT_READ)
lines = [line for line in open("/proc/self/maps") if "[vsyscall]" not in line]
ready(count=len(lines), most=int(open("/proc/sys/vm/max_map_count").read()))
"""
    with child(code) as one:
        limits = {limit.name: limit for limit in one.process().limits or ()}

    expected = Limit("vm.max_map_count", one.said["count"], one.said["most"])
    assert limits["vm.max_map_count"] == expected


def test_tasks_of_the_machine_are_held_against_its_limits() -> None:
    with child("ready()") as one:
        snapshot = one.look(closely=False)
        settings = snapshot.system.settings

    assert settings is not None
    assert settings.tasks is not None
    assert settings.tasks > 1
    limits = {limit.name: limit for limit in snapshot.processes[0].limits or ()}
    assert limits["kernel.threads-max"].of == "machine"
    assert limits["kernel.pid_max"].used == settings.tasks
    assert settings.mem_total == os.sysconf("SC_PHYS_PAGES") * resource.getpagesize()


def test_a_snapshot_begins_with_the_limit_that_is_near() -> None:
    with child(LIMITED + READY) as one:
        text = memscope("snapshot", str(one.pid)).text

    lines = text.splitlines()
    at = lines.index("limits, the nearest first")
    assert lines[at + 2].startswith("RLIMIT_AS ")
    assert " 66 %" in lines[at + 2]
    assert not [line for line in lines if line.startswith("RLIMIT_NOFILE")]
