"""Processes to look at: ordinary, hostile, dying. Each ends with its block."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.patience import wait_until

_MAP = """
import mmap, os, sys
keep = []
for name in os.listdir(os.fsencode(sys.argv[1])):
    with open(os.path.join(os.fsencode(sys.argv[1]), name), "r+b") as file:
        keep.append(mmap.mmap(file.fileno(), 0))
    if name.startswith(b"gone"):
        os.unlink(os.path.join(os.fsencode(sys.argv[1]), name))
"""
_RENAME = """
import ctypes
ctypes.CDLL(None).prctl(15, {name!r}, 0, 0, 0)
"""
_DEAD_LEADER = """
import ctypes, os, threading
def stay():
    leader = f"/proc/self/task/{os.getpid()}/stat"
    while open(leader).read().rsplit(")", 1)[1][1] != "Z":
        pass
    os.write(1, b"ready\\n")
    os.read(0, 1)
    os._exit(0)
threading.Thread(target=stay).start()
ctypes.CDLL(None).syscall({exit}, 0)
"""
_READY = 'print("ready", flush=True)\ninput()\n'


@contextmanager
def target(code: str, *args: str) -> Iterator[int]:
    """Run Python code until it says ready; end it with the block."""
    process = subprocess.Popen(
        [sys.executable, "-ISc", code, *args],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == b"ready\n"
            yield process.pid
        finally:
            process.kill()


@contextmanager
def plain_target() -> Iterator[int]:
    """An ordinary sleeping process."""
    with target(_READY) as pid:
        _until(pid, "S")
        yield pid


@contextmanager
def mapping_target(*names: bytes) -> Iterator[int]:
    """A process that has mapped files of these names; `gone…` are then deleted."""
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            (Path(folder) / name.decode("utf-8", "surrogateescape")).write_bytes(b"x")
        with target(_MAP + _READY, folder) as pid:
            yield pid


@contextmanager
def renamed_target(name: bytes) -> Iterator[int]:
    """A sleeping process whose command name is `name`."""
    with target(_RENAME.format(name=name) + _READY) as pid:
        _until(pid, "S")
        yield pid


@contextmanager
def leaderless_target() -> Iterator[int]:
    """A process whose main thread has ended while another goes on."""
    import platform

    number = {"x86_64": 60}.get(platform.machine(), 93)
    with target(_DEAD_LEADER.replace("{exit}", str(number))) as pid:
        yield pid


@contextmanager
def zombie_target() -> Iterator[int]:
    """A process that has ended and is not reaped before the block's end."""
    process = subprocess.Popen([sys.executable, "-ISc", ""], stdout=subprocess.PIPE)
    with process:
        assert process.stdout is not None
        process.stdout.read()  # until it has ended
        _until(process.pid, "Z")
        yield process.pid


def _until(pid: int, state: str) -> None:
    """Wait until the kernel says so of the main thread."""
    is_so = wait_until(lambda: _state(pid) == state)
    assert is_so, f"process {pid} is still {_state(pid)}"


def _state(pid: int) -> str:
    stat = Path(f"/proc/{pid}/stat").read_bytes()
    return stat.rpartition(b")")[2].split()[0].decode()


def gone_pid() -> int:
    """The number of a process that has ended and been reaped."""
    process = subprocess.Popen([sys.executable, "-ISc", ""])
    process.wait()
    return process.pid
