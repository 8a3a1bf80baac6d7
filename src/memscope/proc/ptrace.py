"""Read the registers of a process's threads, or say why the kernel refuses.

This stops each thread for some microseconds, so it happens only when asked for. A
sleeping system call may return early with EINTR (epoll_wait and a few others).
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from memscope.errors import AccessDenied, ParseError, ProcError
from memscope.i18n import N_
from memscope.parse.stat import parse_stat
from memscope.parse.status import parse_status
from memscope.proc import register_helper
from memscope.proc.fs import ProcDir, ProcFs
from memscope.proc.refusals import remedy_for
from memscope.proc.register_helper import GONE, REFUSED, STUCK
from memscope.proc.remedies import despite_yama

_LIMIT_S = 10.0
"""For one process; a thread that does not stop takes up to 2 of them."""
_YAMA = "sys/kernel/yama/ptrace_scope"


@dataclass(frozen=True, slots=True)
class RegisterBytes:
    """What one thread's registers are, or what came in the way.

    Attributes:
        tid: Thread id.
        outcome: `ok`, `gone`, `refused` or `stuck`; see register_helper.py.
        stopped_ns: At most so long the thread stood still.
        data: As PTRACE_GETREGSET gives them; b"" unless the outcome is ok.
    """

    tid: int
    outcome: str
    stopped_ns: int = 0
    data: bytes = b""


def read_registers(directory: ProcDir, tids: Sequence[int]) -> list[RegisterBytes]:
    """Stop the threads one after the other and read their registers.

    Args:
        directory: Of the process; threads that are not its own count as gone.
        tids: In any order.

    Returns:
        One answer a thread, in the same order.
    """
    answers = _in_rounds(directory, tids, _in_process)
    refused = [tid for tid in tids if answers[tid].outcome == REFUSED]
    if len(refused) == len(tids) and _only_ancestors_may(directory):
        answers |= _in_rounds(directory, refused, _in_thread)
    return [answers[tid] for tid in tids]


_Round = Callable[[ProcDir, Sequence[int]], list[RegisterBytes]]


def _in_rounds(
    directory: ProcDir, tids: Sequence[int], ask: _Round
) -> dict[int, RegisterBytes]:
    """Ask again about the rest after a thread that did not stop ended a round."""
    answers: dict[int, RegisterBytes] = {}
    rest = list(tids)
    deadline = time.monotonic() + _LIMIT_S
    while rest and time.monotonic() < deadline:
        found = {one.tid: one for one in ask(directory, rest)}
        answers |= found
        if STUCK not in {one.outcome for one in found.values()}:
            break
        rest = [tid for tid in rest if tid not in found]
    for tid in tids:
        answer = answers.setdefault(tid, RegisterBytes(tid, STUCK))
        if answer.outcome in (STUCK, REFUSED) and not _lives(directory, tid):
            answers[tid] = RegisterBytes(tid, GONE)
    return answers


def _lives(directory: ProcDir, tid: int) -> bool:
    """Tell whether a thread is there and has not ended, as it may have meanwhile."""
    try:
        return parse_stat(directory.read(f"task/{tid}/stat")).state not in "ZX"
    except (ProcError, ParseError):
        return False


def _in_process(directory: ProcDir, tids: Sequence[int]) -> list[RegisterBytes]:
    """Ask the helper; whatever it did not answer, it did not come to."""
    command = [
        *(sys.executable, "-I", "-S", register_helper.__file__),
        str(directory.fd),
    ]
    try:
        with subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=[directory.fd],
        ) as helper:
            try:
                words = " ".join(map(str, tids)).encode()
                text, _ = helper.communicate(words, timeout=_LIMIT_S)
            except subprocess.TimeoutExpired as error:
                helper.kill()
                text = error.output or b""
    except OSError:  # no interpreter beside us, as when embedded in a program
        return _in_thread(directory, tids)
    return [_answer(line) for line in text.splitlines()]


def _answer(line: bytes) -> RegisterBytes:
    tid, outcome, stopped, *data = line.decode("ascii").split()
    return RegisterBytes(int(tid), outcome, int(stopped), bytes.fromhex("".join(data)))


def _in_thread(directory: ProcDir, tids: Sequence[int]) -> list[RegisterBytes]:
    """Ask from a thread of ours, whose end frees a tracee that is stuck."""
    answers: list[RegisterBytes] = []

    def emit(tid: int, outcome: str, stopped: int, data: bytes) -> None:
        answers.append(RegisterBytes(tid, outcome, stopped, data))

    reader = threading.Thread(
        target=register_helper.read_threads, args=(directory.fd, tids, emit)
    )
    reader.start()
    reader.join()
    return answers


def _only_ancestors_may(directory: ProcDir) -> bool:
    """Yama's scope 1: a helper may not trace our children, but we may."""
    if _yama_scope(ProcFs()) != 1:
        return False
    try:
        status = parse_status(directory.read("status"))
    except ProcError:
        return False
    return status.tracer is None and directory.pid != os.getpid()


def _yama_scope(fs: ProcFs) -> int:
    """Return Yama's level; 0 where there is no Yama."""
    try:
        return int(fs.read(_YAMA))
    except (OSError, ValueError):
        return 0


def why_refused(directory: ProcDir, fs: ProcFs | None = None) -> tuple[str, str | None]:
    """Explain a refused trace: the reason, and the remedy (None: there is none)."""
    fs = fs or ProcFs()
    try:
        status = parse_status(directory.read("status"))
    except ProcError as error:
        return error.reason, None
    if status.tracer is not None:
        return _TRACED.format(name=_name_of(fs, status.tracer)), _END_TRACER
    scope = _yama_scope(fs)
    if scope == 3:
        return N_("Yama forbids tracing until the next boot"), None
    if scope == 2 or (scope == 1 and set(status.numbers("Uid")) == {os.getuid()}):
        return N_("Yama restricts tracing"), despite_yama()
    return AccessDenied.reason, remedy_for(directory)


def _name_of(fs: ProcFs, pid: int) -> str:
    try:
        name = os.fsdecode(fs.read(f"{pid}/comm").removesuffix(b"\n"))
    except OSError:
        return str(pid)
    return f"{name} ({pid})"


_TRACED = N_("another program traces it: {name}")
_END_TRACER = N_("end the tracer (a debugger or strace) first")
