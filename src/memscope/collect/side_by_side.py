"""Looking at many processes on all processors.

Looking is mostly our own computing, and the interpreter's lock lets only one thread do
that. So forks of this process take a share each, and send what they saw through a pipe.
Nothing depends on them: what they do not tell, the caller looks at itself.
"""

import ctypes
import fcntl
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

import msgspec

from memscope.collect.process import Seen
from memscope.errors import ParseError, ProcError
from memscope.proc.machine import has_one_thread

Look = Callable[[int], Seen]
"""Takes a pid; raises ProcError or ParseError."""

_WORTH_A_FORK = 20
"""Processes; to look at so many takes ten times as long as to fork."""
_AT_ONCE = 4
"""Processes that one of us takes off the queue."""
_NUMBER = 4
"""Bytes of a place in the queue, and of the size of an answer."""
_MOST_PLACES = 4096
"""What surely fits into a pipe that nobody reads yet."""
_PIECE = 1 << 20
_PR_SET_PDEATHSIG = 1


def look_side_by_side(pids: Sequence[int], look: Look) -> dict[int, Seen]:
    """Look at processes, each in one of several processes of ours.

    Args:
        pids: Processes, each once.
        look: Looks at one.

    Returns:
        What was seen, by pid. Missing is what could not be seen or told; all of it
        where a fork is not worth it, or not safe because we have several threads.
    """
    forks = min(len(os.sched_getaffinity(0)), len(pids) // _WORTH_A_FORK) - 1
    if forks < 1 or not has_one_thread():
        return {}
    seen: dict[int, Seen] = {}
    queue = _queue(len(pids))
    helpers: list[_Helper] = []
    try:
        for _ in range(forks):
            helpers.append(_Helper(queue, pids, look))
        for pid, one in _share(queue, pids, look):
            seen[pid] = one
            for helper in helpers:
                helper.hear()
        for helper in helpers:
            seen.update(helper.answer())
    except OSError:
        pass  # no process or descriptor more to be had
    finally:
        os.close(queue)
        for helper in helpers:
            helper.end()
    return seen


class _Helper:
    """A fork that does a share of the work."""

    def __init__(self, queue: int, pids: Sequence[int], look: Look) -> None:
        self._heard: list[bytes] = []
        self._reader, writer = os.pipe()
        try:
            with suppress(OSError):
                fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, _PIECE)
            maker = os.getpid()
            self._pid = os.fork()
            if not self._pid:
                _help(maker, queue, writer, pids, look)
        except OSError:
            os.close(self._reader)
            raise
        finally:
            os.close(writer)
        os.set_blocking(self._reader, False)

    def hear(self) -> None:
        """Take what it has said so far, so that it need not wait for us."""
        with suppress(BlockingIOError):
            self._heard.append(os.read(self._reader, _PIECE))

    def answer(self) -> Iterator[tuple[int, Seen]]:
        """Wait for its end and yield what it saw, as far as it told that."""
        os.set_blocking(self._reader, True)
        while piece := os.read(self._reader, _PIECE):
            self._heard.append(piece)
        decode = msgspec.msgpack.Decoder(tuple[int, Seen]).decode
        heard, at = memoryview(b"".join(self._heard)), 0
        while at + _NUMBER <= len(heard):
            size = int.from_bytes(heard[at : at + _NUMBER], "little")
            at += _NUMBER + size
            if at <= len(heard):
                yield decode(heard[at - size : at])

    def end(self) -> None:
        """Leave nothing of it behind."""
        os.close(self._reader)
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)


def _queue(count: int) -> int:
    """Return a pipe with a place for every few processes; each read takes one."""
    step = _step(count)
    reader, writer = os.pipe()
    try:
        places = (at.to_bytes(_NUMBER, "little") for at in range(0, count, step))
        os.write(writer, b"".join(places))
    finally:
        os.close(writer)
    return reader


def _step(count: int) -> int:
    return max(_AT_ONCE, -(-count // _MOST_PLACES))


def _share(queue: int, pids: Sequence[int], look: Look) -> Iterator[tuple[int, Seen]]:
    """Look at some after the other, until all have been taken."""
    while place := os.read(queue, _NUMBER):
        at = int.from_bytes(place, "little")
        for pid in pids[at : at + _step(len(pids))]:
            with suppress(ProcError, ParseError):
                yield pid, look(pid)


def _help(maker: int, queue: int, writer: int, pids: Sequence[int], look: Look) -> None:
    """Do a share of the work in a fork, and end without anything of its maker's.

    Each process is told as it was seen: bytes that follow, then those.
    """
    try:
        # It ends with whoever made it, and at Ctrl-C without a word.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != maker:  # which has ended already
            return
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        encode = msgspec.msgpack.Encoder().encode
        for one in _share(queue, pids, look):
            # A name that is no text cannot be told; the maker looks for itself.
            with suppress(UnicodeEncodeError):
                data = encode(one)
                rest = memoryview(len(data).to_bytes(_NUMBER, "little") + data)
                while rest:
                    rest = rest[os.write(writer, rest) :]
    finally:
        os._exit(0)
