"""Facts about the machine that a snapshot carries with it."""

import os
import re
import time
from functools import cache

from memscope.model.snapshot import System
from memscope.proc.fs import ProcFs

PAGE_SIZE = os.sysconf("SC_PAGE_SIZE")
"""Bytes."""
TICK_MS = 1000 // os.sysconf("SC_CLK_TCK")
"""Milliseconds of CPU time in a clock tick."""
_CHEAP_TO_FORK = 512 << 20
"""Bytes resident; half a millisecond for every 32 MiB."""


@cache
def this_system() -> System:
    """Describe this machine; the host's name stays out of it."""
    name = os.uname()
    try:
        boot_id = ProcFs().read("sys/kernel/random/boot_id").decode("ascii").strip()
    except OSError:
        boot_id = None
    return System(name.release, name.machine, PAGE_SIZE, boot_id)


def has_swap() -> bool:
    """Tell whether memory may be on swap now; yes, too, where nobody says."""
    try:
        return ProcFs().read("swaps").count(b"\n") > 1
    except OSError:
        return True


def may_fork() -> bool:
    """Tell whether a fork of this process of ours is safe, and cheap.

    A fork has only the thread that made it; locks of others would stay locked in it.
    And the kernel copies the page tables of all that is resident.
    """
    try:
        with open("/proc/self/statm", "rb") as file:
            resident = int(file.read().split()[1]) * PAGE_SIZE
        return resident < _CHEAP_TO_FORK and len(os.listdir("/proc/self/task")) == 1
    except OSError:
        return False


@cache
def protects_programs() -> bool:
    """Tell whether nobody can write to the file of a program that runs (ETXTBSY).

    Linux 6.11 and 6.12 allowed it.
    """
    return not re.match(r"6\.1[12]\b", os.uname().release)


def wall_time_of(ticks: int) -> int:
    """Return when that many clock ticks had passed since boot, in ns since 1970."""
    since_boot = time.clock_gettime_ns(time.CLOCK_BOOTTIME)
    return time.time_ns() - since_boot + ticks * TICK_MS * 10**6


@cache
def user_address_bits() -> int:
    """Return the width of the addresses that programs can have on this machine."""
    if os.uname().machine != "x86_64":
        return 52
    try:
        has_five_levels = b" la57 " in ProcFs().read("cpuinfo").partition(b"\n\n")[0]
    except OSError:
        has_five_levels = False
    return 56 if has_five_levels else 47


def is_in_pid_namespace() -> bool | None:
    """Tell whether /proc shows us only some of the machine's processes.

    The kernel's own namespace of pids has a number that never changes (kernel:
    PROC_PID_INIT_INO). None: it has no such file.
    """
    try:
        return os.readlink("/proc/self/ns/pid") != "pid:[4026531836]"
    except OSError:
        return None
