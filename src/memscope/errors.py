"""Everything memscope raises on purpose.

MemscopeError
├── ProcError            reading a process failed; carries `pid` and `what`
│   ├── ProcessGone      the process (or thread) ended, or never was
│   ├── NotProvided      the process lives but this kernel has no such file
│   └── AccessDenied     the kernel refused; `hint` says what would allow it
├── ParseError           bytes had a shape we do not know
├── SampleFailed         a sample program ended or spoke out of turn
├── BadFile              a file given to us cannot be used
├── OutputFailed         what was asked for could not be written
├── NoProgram            no process is called so
├── Stopped              who waited for it does not want it any more
└── UsageProblem         the request itself makes no sense
    └── SeveralPrograms  a name fits several processes; carries `choices`
"""

import errno
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime


class MemscopeError(Exception):
    """Base class; the CLI prints the message, then `hint`, never a traceback.

    Attributes:
        hint: What the reader can do about it; "" when there is nothing.
        exit_code: What the command line exits with.
    """

    hint = ""
    exit_code = 1

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        if hint is not None:
            self.hint = hint


class ProcError(MemscopeError):
    """Something of one process could not be read."""

    reason = "cannot be read"

    def __init__(
        self, pid: int, what: str, reason: str = "", *, hint: str | None = None
    ) -> None:
        self.reason = reason or self.reason
        super().__init__(f"process {pid}: {what}: {self.reason}", hint=hint)
        self.pid = pid
        self.what = what


class ProcessGone(ProcError):
    """The process ended; normal in a live view, so views show it as a state."""

    reason = "no such process"
    exit_code = 3

    def __init__(self, pid: int, what: str = "", *, hint: str | None = None) -> None:
        super().__init__(pid, what or "look", self.reason, hint=hint)
        self.args = (f"process {pid}: {self.reason}",)


class NotProvided(ProcError):
    """The process lives, but this kernel does not offer the file."""

    reason = "not provided by this kernel"


class AccessDenied(ProcError):
    """The kernel refused to show this process to us."""

    reason = "permission denied"
    hint = "Run as the owner of the process or as root; see `memscope doctor`."
    exit_code = 4

    def __init__(
        self, pid: int, what: str, reason: str = "", *, hint: str | None = None
    ) -> None:
        if hint is None and os.geteuid() == 0:
            hint = _HINT_FOR_ROOT
        super().__init__(pid, what, reason, hint=hint)


_HINT_FOR_ROOT = (
    "Root lacks a capability here that the process has, or CAP_SYS_PTRACE; see "
    "`memscope doctor`."
)


class ParseError(MemscopeError):
    """Bytes did not have the documented form; please report it."""

    def __init__(self, source: str, line_number: int, line: bytes) -> None:
        super().__init__(f"{source}:{line_number}: cannot parse {line[:80]!r}")
        self.source = source
        self.line_number = line_number
        self.line = line


class SampleFailed(MemscopeError):
    """A sample program ended, or spoke out of turn."""


class BadFile(MemscopeError):
    """A file given to us is not what it should be."""


class OutputFailed(MemscopeError):
    """What was asked for could not be written, or not all of it."""


class UsageProblem(MemscopeError):
    """What was asked for makes no sense; like a wrong option."""

    exit_code = 2


class Stopped(MemscopeError):
    """Who waited for something that takes long does not want it any more."""


class NoProgram(MemscopeError):
    """No process is called so; `hint` has names that are alike."""

    exit_code = 3


class Choice(NamedTuple):
    """One of several processes that a name may mean.

    Attributes:
        pid: Process id.
        user: Its owner's name, or number.
        started: When, in this machine's time zone.
        command: Its arguments, or its name.
    """

    pid: int
    user: str
    started: "datetime"
    command: str


class SeveralPrograms(UsageProblem):
    """A name fits several processes, and memscope does not choose.

    Attributes:
        choices: Who they are, in order of pid.
    """

    def __init__(self, message: str, choices: Sequence[Choice], *, hint: str) -> None:
        super().__init__(message, hint=hint)
        self.choices = tuple(choices)


class Exhausted(NamedTuple):
    """Something that this machine, or a limit, gives no more of.

    Attributes:
        text: What there is no more of.
        hint: Where to look.
    """

    text: str
    hint: str


_TASKS = Exhausted(
    "no more threads or processes can be started",
    "A limit is reached; see `ulimit -u`.",
)
_FILES = Exhausted(
    "no more files can be opened", "A limit is reached; see `ulimit -n`."
)
_MEMORY = Exhausted(
    "no more memory can be had", "It is short, or a limit is reached; see `ulimit -v`."
)
_LIMITS = {
    errno.EAGAIN: _TASKS,
    errno.EMFILE: _FILES,
    errno.ENFILE: _FILES,
    errno.ENOMEM: _MEMORY,
}


def limit_of(error: Exception) -> Exhausted | None:
    """Return what an error of Python's own says is used up; None: it is another."""
    if isinstance(error, MemoryError):
        return _MEMORY
    if isinstance(error, RuntimeError) and "start new thread" in str(error):
        return _TASKS
    return _LIMITS.get(error.errno or 0) if isinstance(error, OSError) else None
