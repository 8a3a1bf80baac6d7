"""One program under supervision, and what it reports."""

import errno
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from memscope.errors import SampleFailed, limit_of
from memscope.i18n import _, reason_of
from memscope.lab.output import Pump, Sink, Tail
from memscope.units import safe


class Reports:
    """The supervisor's lines, taken in as they come.

    Attributes:
        pid: The program's process id, once its exec has succeeded.
        error: errno of an exec that failed; 0: it failed for another reason.
        exit_code: As of `subprocess`; None: not ended, or nobody could tell us.
        decided: Set as soon as `pid` or `error` is known, or never will be.
        ended: Set when the program has ended.
    """

    def __init__(self) -> None:
        self.pid: int | None = None
        self.error: int | None = None
        self.exit_code: int | None = None
        self.decided = threading.Event()
        self.ended = threading.Event()
        self._rest = b""

    def add(self, piece: bytes) -> None:
        """Take in a piece; b"" means that the supervisor is gone."""
        *lines, self._rest = (self._rest + piece).split(b"\n")
        for line in lines:
            word, number = line.decode().split(" ")
            self._note(word, int(number))
        if not piece:
            self.decided.set()
            self.ended.set()

    def _note(self, word: str, number: int) -> None:
        if word == "exit":
            self.exit_code = number
            self.ended.set()
            return
        if word == "pid":
            self.pid = number
        else:
            self.error = number
        self.decided.set()


STARTED_WITHIN_S = 20.0
"""How long an exec may take; generous, because a machine can be busy."""

REAPED_WITHIN_S = 10.0
"""How long a killed family may take to be gone."""

_SUPERVISOR = Path(__file__).with_name("supervisor.py")


@dataclass(frozen=True, slots=True)
class Plan:
    """How to start a program.

    Attributes:
        command: Program and arguments; the program is looked up in PATH.
        keep: Let it live on when memscope ends; its output is thrown away then.
        grace_s: Seconds between SIGTERM and SIGKILL; 0: SIGKILL at once.
        scratch: A folder to remove when the program has ended.
        environment: Its variables; None: ours.
        streams: What its input, output and errors are, as `subprocess.Popen` takes
            them, so that None of a stream is ours; None of all: what it prints is kept.
    """

    command: tuple[str, ...]
    keep: bool = False
    grace_s: float = 0.0
    scratch: Path | None = None
    environment: Mapping[str, str] | None = None
    streams: tuple[int | None, int | None, int | None] | None = None


class Program:
    """A running program and its family; `Lab.run` starts one.

    May be used from several threads.

    Attributes:
        pid: Process id of the program itself, not of its supervisor.
        command: What was started.
        stdout: The end of what it wrote to standard output.
        stderr: The end of what it wrote to standard error.
    """

    _stdin: ClassVar[int] = subprocess.DEVNULL

    def __init__(self, plan: Plan) -> None:
        """Start it; returns when its exec has succeeded.

        Raises:
            SampleFailed: It could not be started.
        """
        file = _file_of(plan)
        self.command = plan.command
        self.stdout = Tail()
        self.stderr = Tail()
        self._reports = Reports()
        self._patience_s = plan.grace_s + REAPED_WITHIN_S
        self._stopping = threading.Lock()
        self._is_stopped = False
        self._control, theirs = socket.socketpair()
        with theirs:
            self._supervisor = self._launch(plan, theirs.fileno())
        self._pump = self._listen()
        self._send(plan, file)
        with ExitStack() as undo:
            undo.callback(self.stop)
            self.pid = self._wait_for_exec()
            undo.pop_all()

    @property
    def name(self) -> str:
        """What the program is called, safe to show."""
        return _name_of(self.command[0])

    @property
    def alive(self) -> bool:
        """Tell whether the program has not ended, as far as we have heard."""
        return not self._reports.ended.is_set()

    @property
    def exit_code(self) -> int | None:
        """What it exited with; negative: ended by that signal; None: unknown."""
        return self._reports.exit_code

    def wait(self, timeout_s: float | None = None) -> int | None:
        """Wait until the program ends by itself; return `exit_code`."""
        self._reports.ended.wait(timeout_s)
        return self.exit_code

    def stop(self) -> None:
        """End the program and its whole family, and return when they are gone."""
        with self._stopping:
            if self._is_stopped:
                return
            self.let_go()
            try:
                self._supervisor.wait(self._patience_s)
            except subprocess.TimeoutExpired:
                self._supervisor.kill()
                self._supervisor.wait()
            self._pump.join(REAPED_WITHIN_S)
            self._control.close()
            self._is_stopped = True

    def let_go(self) -> None:
        """Ask for the end of the program and its family, without waiting for it."""
        with suppress(OSError):
            self._control.shutdown(socket.SHUT_WR)

    def _launch(self, plan: Plan, control: int) -> subprocess.Popen[bytes]:
        output = subprocess.DEVNULL if plan.keep else subprocess.PIPE
        streams = plan.streams or (self._stdin, output, output)
        try:
            return subprocess.Popen(
                [sys.executable, "-I", "-S", str(_SUPERVISOR), str(control)],
                bufsize=0,
                stdin=streams[0],
                stdout=streams[1],
                stderr=streams[2],
                pass_fds=(control,),
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            self._control.close()
            raise _no_supervisor(self.name, error) from None

    def _send(self, plan: Plan, file: str) -> None:
        message = {
            "file": file,
            "parent": os.getpid(),
            "command": plan.command,
            "keep": plan.keep,
            "grace_s": plan.grace_s,
            "scratch": str(plan.scratch) if plan.scratch else None,
            "environment": None if plan.environment is None else dict(plan.environment),
        }
        # A supervisor that is gone already shows when we wait for its report.
        with suppress(OSError):
            self._control.sendall(json.dumps(message).encode() + b"\n")

    def _listen(self) -> Pump:
        control = os.dup(self._control.fileno())
        sinks: dict[int, Sink] = {control: self._reports.add}
        if (stdout := self._supervisor.stdout) is not None:
            sinks[os.dup(stdout.fileno())] = self._hear
            stdout.close()
        if (stderr := self._supervisor.stderr) is not None:
            sinks[os.dup(stderr.fileno())] = self.stderr.add
            stderr.close()
        try:
            return Pump(f"lab {self.name}", sinks, control)
        except RuntimeError:  # no more threads; the supervisor was told nothing yet
            self._control.close()
            self._supervisor.wait()
            raise _cannot_start(self.command[0], errno.EAGAIN) from None

    def _hear(self, piece: bytes) -> None:
        """Take in a piece of standard output; b"" at its end."""
        self.stdout.add(piece)

    def _wait_for_exec(self) -> int:
        self._reports.decided.wait(STARTED_WITHIN_S)
        if self._reports.pid is not None:
            return self._reports.pid
        error = self._reports.error
        if error is None:
            said = self.stderr.in_one_line() or _("its supervisor did not answer")
            raise _not_started(self.name, said)
        raise _cannot_start(self.command[0], error)


def _file_of(plan: Plan) -> str:
    """Return what to execute: the command, looked up in PATH unless it is a path.

    execvp would say `Permission denied` for a missing command if PATH names a folder
    that we may not read.

    Raises:
        SampleFailed: There is no such command.
    """
    command = plan.command[0]
    if "/" in command or "\0" in command:
        return command
    environment = os.environ if plan.environment is None else plan.environment
    if found := shutil.which(command, path=environment.get("PATH", os.defpath)):
        return found
    raise _cannot_start(command, errno.ENOENT)


def _cannot_start(command: str, error: int) -> SampleFailed:
    """Return the error for an exec that fails, or would fail, with this errno."""
    # 0: the command cannot even be handed to the kernel.
    reason = reason_of(OSError(error, os.strerror(error)))
    why = reason if error else _("no such command can exist")
    hint = _("Check the spelling and PATH.") if error == errno.ENOENT else None
    return _not_started(_name_of(command), why, hint=hint or _hint_at_limit(error))


def _no_supervisor(name: str, error: OSError | ValueError) -> SampleFailed:
    """Return the error for an interpreter that could not be run beside us."""
    if not isinstance(error, OSError):
        return _not_started(name, str(error))
    why = reason_of(error)
    if error.filename is not None:
        why = f"{why}: {safe(str(error.filename))}"
    return _not_started(name, why, hint=_hint_at_limit(error.errno))


def _hint_at_limit(error: int | None) -> str | None:
    limit = limit_of(OSError(error, ""))
    return None if limit is None else _(limit.hint)


def _not_started(name: str, why: str, *, hint: str | None = None) -> SampleFailed:
    text = _("cannot start {name}: {why}").format(name=name, why=why)
    return SampleFailed(text, hint=hint)


def _name_of(command: str) -> str:
    return safe(Path(command).name or command)
