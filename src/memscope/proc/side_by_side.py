"""Find out the same about many processes at once, on all processors.

Looking at processes is mostly our own computing, and reading the files of threads is
mostly short calls; the interpreter's lock lets only one thread do either. So forks of
this process take a share each, and tell through a pipe what they found. Nothing depends
on them: what they do not tell, the caller finds out itself.
"""

import ctypes
import fcntl
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Generic, TypeVar

import msgspec

from memscope.errors import ParseError, ProcError
from memscope.proc.machine import may_fork

Found = TypeVar("Found")

_NUMBER = 4
"""Bytes of a place in the queue, and of the size of an answer."""
_MOST_PLACES = 4096
"""What surely fits into a pipe that nobody reads yet."""
_PIECE = 1 << 20
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Work(Generic[Found]):
    """What there is to find out, and how it is shared out.

    Attributes:
        ids: Pids or tids, each once.
        find_out: Takes one of them; raises OSError, ProcError or ParseError.
        answer: The type of an id and what was found.
        worth_a_fork: To find out about so many takes ten times as long as to fork.
        at_once: So many one of us takes off the queue.
    """

    ids: Sequence[int]
    find_out: Callable[[int], Found]
    answer: type[tuple[int, Found]]
    worth_a_fork: int
    at_once: int

    def side_by_side(self) -> dict[int, Found]:
        """Find out about each in one of several processes of ours.

        Returns:
            What was found, by id. Missing is what could not be found out or told; all
            of it where a fork is not worth it, or not safe.
        """
        forks = len(self.ids) // self.worth_a_fork - 1
        forks = min(forks, len(os.sched_getaffinity(0)) - 1)
        if forks < 1 or not may_fork():
            return {}
        found: dict[int, Found] = {}
        queue = self._queue()
        helpers: list[_Helper[Found]] = []
        try:
            for _ in range(forks):
                helpers.append(_Helper(self, queue))
            for some in self.share(queue):
                found.update(some)
                for helper in helpers:
                    helper.hear()
            for helper in helpers:
                found.update(helper.answers())
        except OSError:
            pass  # no process or descriptor more to be had
        finally:
            os.close(queue)
            for helper in helpers:
                helper.end()
        return found

    def share(self, queue: int) -> Iterator[list[tuple[int, Found]]]:
        """Find out about some after the other, until all have been taken."""
        step = self._step
        while place := os.read(queue, _NUMBER):
            at = int.from_bytes(place, "little")
            some = []
            for one in self.ids[at : at + step]:
                with suppress(OSError, ProcError, ParseError):
                    some.append((one, self.find_out(one)))
            yield some

    @property
    def _step(self) -> int:
        return max(self.at_once, -(-len(self.ids) // _MOST_PLACES))

    def _queue(self) -> int:
        """Return a pipe with a place for every few ids; each read takes one."""
        reader, writer = os.pipe()
        try:
            places = range(0, len(self.ids), self._step)
            os.write(writer, b"".join(at.to_bytes(_NUMBER, "little") for at in places))
        finally:
            os.close(writer)
        return reader


class _Helper(Generic[Found]):
    """A fork that does a share of the work."""

    def __init__(self, work: Work[Found], queue: int) -> None:
        self._work = work
        self._heard: list[bytes] = []
        self._reader, writer = os.pipe()
        try:
            with suppress(OSError):
                fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, _PIECE)
            maker = os.getpid()
            self._pid = os.fork()
            if not self._pid:
                _help(maker, work, queue, writer)
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

    def answers(self) -> Iterator[tuple[int, Found]]:
        """Wait for its end and yield what it found, as far as it told that."""
        os.set_blocking(self._reader, True)
        while piece := os.read(self._reader, _PIECE):
            self._heard.append(piece)
        decode = msgspec.msgpack.Decoder(
            self._work.answer, dec_hook=lambda kind, value: kind(value)
        ).decode
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


def _help(maker: int, work: Work[Found], queue: int, writer: int) -> None:
    """Do a share of the work in a fork, and end without anything of its maker's.

    Each answer is told as bytes that follow, then those.
    """
    try:
        # It ends with whoever made it, and at Ctrl-C without a word.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != maker:  # which has ended already
            return
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        encode = msgspec.msgpack.Encoder(enc_hook=int).encode
        for some in work.share(queue):
            told: list[bytes] = []
            for one in some:
                # A name that is no text cannot be told; the maker looks for itself.
                with suppress(UnicodeEncodeError):
                    data = encode(one)
                    told += len(data).to_bytes(_NUMBER, "little"), data
            rest = memoryview(b"".join(told))
            while rest:
                rest = rest[os.write(writer, rest) :]
    finally:
        os._exit(0)
