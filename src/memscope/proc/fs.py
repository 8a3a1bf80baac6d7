"""The door to /proc: a process is read through one directory descriptor.

A descriptor of /proc/PID never shows another process that later gets the same
number: once the process is reaped, every open relative to it fails.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import FileIO

from memscope.errors import AccessDenied, NotProvided, ProcError, ProcessGone
from memscope.proc.hidden import is_hidden
from memscope.proc.remedies import to_see_hidden

_PIECE = 1 << 14
"""Bytes of one read: the kernel mostly gives a page, and often that is all."""


@dataclass(frozen=True, slots=True)
class ProcDir:
    """An open directory of one process, or of one of its threads.

    Attributes:
        pid: Process id, or thread id for a thread's directory.
        fd: Descriptor of the directory; for `dir_fd=` of the os functions.
    """

    pid: int
    fd: int
    _memory: list[int] = field(default_factory=list, compare=False, repr=False)

    def read(self, name: str) -> bytes:
        """Return the whole of a file, such as `maps` or `task/77/stat`.

        Raises:
            ProcessGone: The process ended, before or during the read.
            NotProvided: The process lives, but the kernel lacks this file.
            AccessDenied: We may not look at this.
            ProcError: Something else went wrong, such as too many open files.
        """
        try:
            fd = os.open(name, os.O_RDONLY | os.O_CLOEXEC, dir_fd=self.fd)
        except OSError as error:
            raise self._explain(error, name) from None
        try:
            return read_all(fd)
        except OSError as error:
            raise self._explain(error, name) from None
        finally:
            os.close(fd)

    def read_pieces(self, name: str) -> Iterator[bytes]:
        """Yield the whole of a file that may be large, such as `smaps`.

        Much of it is read ahead while the caller works on what came first. Raises as
        `read` does, also after some pieces.
        """
        from memscope.proc.read_ahead import read_pieces  # threads and ctypes

        try:
            yield from read_pieces(self.open(name))
        except OSError as error:
            raise self._explain(error, name) from None

    def open(self, name: str, flags: int = os.O_RDONLY) -> int:
        """Open a file below and return its descriptor; raises as `read` does."""
        try:
            return os.open(name, flags | os.O_CLOEXEC, dir_fd=self.fd)
        except OSError as error:
            raise self._explain(error, name) from None

    def memory(self) -> int:
        """Return a descriptor of `mem`, which stays open as long as the directory.

        After an exec it still means the memory of before, which reads as empty.
        Raises as `read` does.
        """
        if not self._memory:
            self._memory.append(self.open("mem"))
        return self._memory[0]

    def close(self) -> None:
        """Let go of the directory and of the memory."""
        os.close(self.fd)
        while self._memory:
            os.close(self._memory.pop())

    def readlink(self, name: str) -> str:
        """Return where a link points; raises as `read` does."""
        try:
            return os.readlink(name, dir_fd=self.fd)
        except OSError as error:
            raise self._explain(error, name) from None

    def program(self) -> str | None:
        """Return the path of its program; None: there is none, or we may not know."""
        try:
            return self.readlink("exe")
        except ProcError:
            return None

    def list(self, name: str) -> list[str]:
        """Return the names in a directory below; raises as `read` does."""
        fd = self.fd if name == "." else self.open(name, os.O_RDONLY | os.O_DIRECTORY)
        try:
            return os.listdir(fd)
        except OSError as error:
            raise self._explain(error, name) from None
        finally:
            if fd != self.fd:
                os.close(fd)

    @contextmanager
    def below(self, name: str, pid: int) -> Iterator["ProcDir"]:
        """Hold a directory below open, such as that of thread `pid`."""
        directory = ProcDir(pid, self.open(name, os.O_RDONLY | os.O_DIRECTORY))
        try:
            yield directory
        finally:
            directory.close()

    def is_alive(self) -> bool:
        """Tell whether the process still exists (a zombie does)."""
        try:
            os.stat("stat", dir_fd=self.fd)
        except OSError:
            return False
        return True

    def _explain(self, error: OSError, name: str) -> ProcError:
        """Turn the kernel's errno into what the caller should conclude."""
        if isinstance(error, PermissionError):
            return AccessDenied(self.pid, name)
        # ESRCH: it ended, or is a zombie and this file shows its memory.
        if isinstance(error, ProcessLookupError) or not self.is_alive():
            return ProcessGone(self.pid, name)
        # ENOENT has two meanings: no such process, and no such file.
        if isinstance(error, FileNotFoundError):
            return NotProvided(self.pid, name)
        return ProcError(self.pid, name, (error.strerror or "failed").lower())


@dataclass(frozen=True, slots=True)
class ProcFs:
    """A procfs mount; tests point `root` at a captured directory."""

    root: str = "/proc"

    @contextmanager
    def process(self, pid: int) -> Iterator[ProcDir]:
        """Hold the directory of a process open for the length of the block.

        Raises:
            ProcessGone: There is no such process.
            AccessDenied: It is there, and we may not look, or not even see it.
            ProcError: Something else went wrong, such as too many open files.
        """
        try:
            fd = os.open(
                f"{self.root}/{pid}", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
            )
        except (FileNotFoundError, ProcessLookupError, NotADirectoryError):
            if is_hidden(self.root, pid):
                raise _hidden(pid) from None
            raise ProcessGone(pid) from None
        except PermissionError:
            if is_hidden(self.root, pid):
                raise _hidden(pid) from None
            raise AccessDenied(pid, "directory") from None
        except OSError as error:
            reason = (error.strerror or "failed").lower()
            raise ProcError(pid, "directory", reason) from None
        directory = ProcDir(pid, fd)
        try:
            yield directory
        finally:
            directory.close()

    def read(self, name: str) -> bytes:
        """Return a file of the machine, such as `sys/kernel/random/boot_id`."""
        fd = os.open(f"{self.root}/{name}", os.O_RDONLY | os.O_CLOEXEC)
        try:
            return read_all(fd)
        finally:
            os.close(fd)


def _hidden(pid: int) -> AccessDenied:
    return AccessDenied(pid, "directory", hint=to_see_hidden())


def read_all(fd: int) -> bytes:
    """Read to the end; /proc files report size 0 and come in small pieces."""
    first = os.read(fd, _PIECE)
    second = os.read(fd, _PIECE) if first else b""
    if not second:
        return first
    with FileIO(fd, closefd=False) as file:
        return first + second + file.readall()
