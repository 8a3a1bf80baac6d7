"""The list of running processes, from which one chooses what to watch."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from memscope.proc.processes import Listed, list_processes

pytestmark = pytest.mark.live


def find(pid: int) -> Listed | None:
    return next((one for one in list_processes() if one.pid == pid), None)


def test_we_find_ourselves_with_threads_memory_and_arguments() -> None:
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        me = find(os.getpid())
    finally:
        stop.set()
        thread.join()

    assert me is not None
    assert me.threads is not None
    assert me.threads >= 2
    assert me.resident is not None
    assert me.resident > 1 << 20
    said = Path("/proc/self/cmdline").read_text(errors="surrogateescape")
    assert "\0".join(me.cmdline) == said.removesuffix("\0")


def test_the_list_is_in_order_of_pid() -> None:
    pids = [one.pid for one in list_processes()]

    assert pids == sorted(pids)


def test_kernel_threads_are_left_out() -> None:
    listed = {one.pid for one in list_processes()}
    kernel = {
        int(one.name)
        for one in Path("/proc").iterdir()
        if one.name.isdigit() and _parent(one) == 2
    }

    assert not listed & kernel


def _parent(folder: Path) -> int | None:
    try:
        return int((folder / "stat").read_bytes().rpartition(b")")[2].split()[1])
    except OSError:
        return None


def test_odd_arguments_are_kept_as_they_are() -> None:
    odd = ["[/]", "a\x1b[31m", "", "日本"]
    child = subprocess.Popen(
        [sys.executable, "-c", "input()", *odd], stdin=subprocess.PIPE
    )
    try:
        listed = find(child.pid)
    finally:
        child.communicate(b"\n")

    assert listed is not None
    assert list(listed.cmdline[-4:]) == odd


def test_a_process_that_has_ended_is_not_listed() -> None:
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()

    assert find(child.pid) is None
