"""What a program writes, read as it comes and kept within bounds.

A program whose output nobody reads stops at a full pipe. So one thread a program reads
everything at once, and keeps only the end of it.
"""

import os
import selectors
import threading
from collections import deque
from collections.abc import Callable, Mapping

from memscope.units import safe

KEPT_BYTES = 1 << 16
"""How much of a stream's end is kept."""

LONGEST_LINE = 1 << 20
"""Bytes; a longer line of the protocol is cut, and so fails to be understood."""

MOST_LINES = 256
"""How many lines may wait to be asked for; what comes then is dropped."""

_LAST_LINES = 4
_CHUNK = 1 << 16
_LAST_READS = 64

Sink = Callable[[bytes], None]


class Tail:
    """The last bytes of a stream. Written by one thread, read by any."""

    def __init__(self, limit: int = KEPT_BYTES) -> None:
        self._limit = limit
        self._kept = b""

    def add(self, piece: bytes) -> None:
        """Append, and forget what is too old."""
        self._kept = (self._kept + piece)[-self._limit :]

    def text(self) -> str:
        """Return what is kept; bytes that are not UTF-8 become surrogates."""
        return self._kept.decode("utf-8", "surrogateescape")

    def in_one_line(self, width: int = 300) -> str:
        """Return the last lines as one, safe for a terminal; "" when there are none."""
        lines = [line.strip() for line in self.text().split("\n") if line.strip()]
        text = safe(" / ".join(lines[-_LAST_LINES:]))
        return text if len(text) <= width else "…" + text[1 - width :]


class Lines:
    """A stream cut into lines, for whoever waits for the next one."""

    def __init__(self) -> None:
        self._rest = b""
        self._lines: deque[str] = deque()
        self._has_ended = False
        self._changed = threading.Condition()

    def add(self, piece: bytes) -> None:
        """Cut a piece into lines; b"" is the end of the stream."""
        *whole, rest = (self._rest + piece).split(b"\n")
        self._rest = rest[:LONGEST_LINE]
        with self._changed:
            # A flood is no conversation any more; what it says does not matter.
            for line in whole[: MOST_LINES - len(self._lines)]:
                self._lines.append(line[:LONGEST_LINE].decode(errors="surrogateescape"))
            self._has_ended = self._has_ended or not piece
            self._changed.notify_all()

    def next(self, timeout_s: float) -> str | None:
        """Return the next line; None at the end of the stream.

        Raises:
            TimeoutError: No line came in time.
        """
        with self._changed:
            if not self._changed.wait_for(
                lambda: self._lines or self._has_ended, max(timeout_s, 0)
            ):
                raise TimeoutError
            return self._lines.popleft() if self._lines else None

    def unread(self) -> str | None:
        """Return a line that has already come, or None."""
        with self._changed:
            return self._lines.popleft() if self._lines else None


class Pump:
    """A thread that reads some descriptors until the first of them ends.

    Each sink gets every piece of its stream, and b"" at the end. The descriptors are
    closed then.
    """

    def __init__(self, name: str, sinks: Mapping[int, Sink], until: int) -> None:
        """Start reading.

        Args:
            name: What the thread is called.
            sinks: Descriptor to what takes its bytes.
            until: The descriptor whose end means that nobody writes any more.

        Raises:
            RuntimeError: There can be no more threads; the descriptors are closed.
        """
        self._sinks = dict(sinks)
        self._until = until
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        try:
            self._thread.start()
        except RuntimeError:
            for fd in self._sinks:
                os.close(fd)
            raise

    def join(self, timeout_s: float) -> None:
        """Wait until everything has been read."""
        self._thread.join(timeout_s)

    def _run(self) -> None:
        with selectors.DefaultSelector() as selector:
            for fd in self._sinks:
                os.set_blocking(fd, False)
                selector.register(fd, selectors.EVENT_READ)
            while self._until in self._sinks:
                for key, _ in selector.select():
                    if self._read(key.fd) == b"":
                        selector.unregister(key.fd)
                        self._finish(key.fd)
        for fd in list(self._sinks):
            for _ in range(_LAST_READS):
                if not self._read(fd):
                    break
            self._finish(fd)

    def _read(self, fd: int) -> bytes | None:
        """Hand on what is there; b"" at the end, None when there is nothing now."""
        try:
            piece = os.read(fd, _CHUNK)
        except BlockingIOError:
            return None
        except OSError:
            return b""
        if piece:
            self._sinks[fd](piece)
        return piece

    def _finish(self, fd: int) -> None:
        self._sinks.pop(fd)(b"")
        os.close(fd)
