"""A program on a terminal of ours: its bytes counted, its processor time read."""

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

_ANSWERS = {b"\x1b[6n": b"\x1b[1;1R", b"\x1b[c": b"\x1b[?1;2c"}
"""What a terminal is asked, and what it says."""


class Terminal:
    """The side of the pseudo-terminal at which a person would sit.

    Attributes:
        pid: Of the program.
        seen: Bytes that it wrote so far.
    """

    def __init__(self, pid: int, master: int) -> None:
        self.pid = pid
        self.seen = 0
        self._master = master

    def cpu_s(self) -> float:
        """Return the processor time that it has used, all threads, in seconds."""
        # clock_getcpuclockid(3) of Linux: the pid inverted, and which clock.
        return time.clock_gettime((~self.pid << 3) | 2)

    def waited_s(self) -> float:
        """Return how long its main thread was ready to run and did not, in seconds."""
        return int(Path(f"/proc/{self.pid}/schedstat").read_text().split()[1]) / 1e9

    def resident(self) -> int:
        """Return what it has in RAM, in bytes."""
        pages = Path(f"/proc/{self.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGESIZE")

    def press(self, keys: bytes) -> None:
        """Type."""
        os.write(self._master, keys)

    def read(self, within_s: float) -> bytes:
        """Return what it writes next; nothing when it writes nothing for so long."""
        ready, _, _ = select.select([self._master], [], [], max(within_s, 0))
        if not ready:
            return b""
        data = os.read(self._master, 1 << 16)
        self.seen += len(data)
        for question, answer in _ANSWERS.items():
            if question in data:
                self.press(answer)
        return data

    def until(self, text: bytes, patience_s: float = 60) -> None:
        """Read on until it has written a text."""
        end, tail = time.monotonic() + patience_s, b""
        while text not in tail:
            if time.monotonic() > end:
                raise SystemExit(f"never wrote {text!r}: {tail[-300:]!r}")
            tail = tail[-len(text) :] + self.read(0.5)

    def until_still(self, still_s: float, at_most_s: float = 5.0) -> float:
        """Read until it writes nothing for a while; return when it wrote last."""
        last = began = time.monotonic()
        while time.monotonic() - last < still_s and last - began < at_most_s:
            if self.read(still_s):
                last = time.monotonic()
        return last

    def watch(self, seconds: float) -> None:
        """Read whatever comes for so long."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.read(left)


@contextmanager
def on_terminal(command: Sequence[str], size: tuple[int, int]) -> Iterator[Terminal]:
    """Run a program on a terminal of `size` cells; it is ended with the block."""
    pid, master = pty.fork()
    if pid == 0:
        _become(command, size)
    try:
        yield Terminal(pid, master)
    finally:
        os.kill(pid, signal.SIGTERM)
        _drain(master)
        os.waitpid(pid, 0)
        os.close(master)


def _become(command: Sequence[str], size: tuple[int, int]) -> None:
    width, height = size
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
    os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    try:
        os.execvp(command[0], command)
    finally:
        os._exit(127)


def _drain(master: int) -> None:
    """Let it say goodbye: who writes to a full terminal does not end."""
    end = time.monotonic() + 5
    while time.monotonic() < end:
        ready, _, _ = select.select([master], [], [], 0.5)
        try:
            if ready and not os.read(master, 1 << 16):
                return
        except OSError:  # EIO: nobody holds the other side any more
            return
