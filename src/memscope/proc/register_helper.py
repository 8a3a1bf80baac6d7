"""Read the registers of threads by ptrace; a program of its own, run by ptrace.py.

It runs as a process because a busy Python process makes every call wait for the
interpreter lock, and the target would stand still for as long. It imports nothing of
memscope, so that it starts quickly:

    python -I -S register_helper.py FD < tids

FD is an open directory /proc/PID. Each line of the answer is: tid, outcome,
nanoseconds stopped, registers in hex. It ends early after the outcome `stuck`.

Nothing is lost when it is killed at any point: the kernel then detaches its tracees,
and a signal that was on its way is still there, because we only peek at stops
(WNOWAIT) and never take the signal over.
"""

import ctypes
import errno
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable

OK, GONE, REFUSED, STUCK = "ok", "gone", "refused", "stuck"
"""Outcomes; `stuck` is a thread that did not stop: only our end gets rid of it."""

PATIENCE_NS = {"D": 50_000_000, "R": 2_000_000_000}
"""How long to wait for a stop, by state: a runnable thread must get a CPU first, one
in uninterruptible sleep (the parent in vfork) may stay so for hours."""
_PATIENCE_NS = 200_000_000
_SPIN_NS = 300_000
_NAP_S = 0.00005
_LOOK_NS = 5_000_000

_SEIZE, _INTERRUPT, _GETREGSET, _DETACH = 0x4206, 0x4207, 0x4204, 17
_NT_PRSTATUS = 1
_P_PID = 1
_NOBODY = 0x7FFFFFFF
"""Larger than any TID can be."""
_WALL, _WNOWAIT = 0x40000000, 0x01000000
_CLD_TRAPPED, _CLD_STOPPED = 4, 5

# PyDLL keeps the interpreter lock: letting go of it could cost milliseconds.
_libc = ctypes.PyDLL(None, use_errno=True)
_libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
_libc.ptrace.restype = ctypes.c_long

Emit = Callable[[int, str, int, bytes], None]
"""Takes tid, outcome, nanoseconds stopped, registers."""


class _Vector(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("size", ctypes.c_size_t)]


def read_threads(directory: int, tids: Iterable[int], emit: Emit) -> None:
    """Stop one thread after the other, each for an instant, and emit its registers.

    Must run in a thread that ends after it: that alone frees a stuck tracee.

    Args:
        directory: Descriptor of /proc/PID; a tid that is not below it is `gone`.
        tids: Threads of that process.
        emit: Called once for each, until one is stuck.
    """
    _warm_up()
    for tid in tids:
        outcome, stopped, registers = _read_thread(directory, tid)
        emit(tid, outcome, stopped, registers)
        if outcome == STUCK:
            return


def _warm_up() -> None:
    """Go through every call once, with no thread: the first time is the slowest."""
    _peek(_NOBODY)
    _registers(_NOBODY)
    _libc.ptrace(_DETACH, _NOBODY, None, None)
    time.perf_counter_ns()


def _read_thread(directory: int, tid: int) -> tuple[str, int, bytes]:
    if _libc.ptrace(_SEIZE, tid, None, None) < 0:
        return (GONE if ctypes.get_errno() == errno.ESRCH else REFUSED), 0, b""
    # A number may have been given to another thread since it was listed; while we
    # trace it that cannot happen, so now it is safe to ask.
    is_ours = _exists(directory, tid)
    if _libc.ptrace(_INTERRUPT, tid, None, None) < 0:
        return GONE, 0, b""
    outcome, running_until, stop = _wait_for_stop(directory, tid)
    if outcome != OK:
        return outcome, 0, b""
    registers = _registers(tid)
    _libc.ptrace(_DETACH, tid, None, _signal_of(stop) or None)
    stopped = time.perf_counter_ns() - running_until
    if not is_ours or not registers:
        return GONE, stopped, b""
    return OK, stopped, registers


def _wait_for_stop(directory: int, tid: int) -> tuple[str, int, int]:
    """Return the outcome, when the thread still ran for sure, and what stopped it."""
    began = still_running = time.perf_counter_ns()
    next_look = began + _LOOK_NS
    while True:
        code, stop = _peek(tid)
        if code in (_CLD_TRAPPED, _CLD_STOPPED):
            return OK, still_running, stop
        if code:
            # It ended, or another thread called exec and took its place: then a
            # tracee of ours has a new number, and only our end frees it.
            lost = code < 0 and _exists(directory, None)
            return (STUCK if lost else GONE), 0, 0
        still_running = time.perf_counter_ns()
        if still_running > next_look:
            next_look = still_running + _LOOK_NS
            state = _state(directory, tid)
            if state in ("", "Z", "X"):
                return GONE, 0, 0
            if still_running - began > PATIENCE_NS.get(state, _PATIENCE_NS):
                return STUCK, 0, 0
        if still_running - began > _SPIN_NS:
            time.sleep(_NAP_S)


def _peek(tid: int) -> tuple[int, int]:
    """Return si_code and si_status of a stop or end; (0, 0): nothing yet.

    A negative code is an error: the thread is no tracee of ours any more.
    """
    info = (ctypes.c_int32 * 32)()
    options = os.WSTOPPED | os.WEXITED | os.WNOHANG | _WNOWAIT | _WALL
    if _libc.waitid(_P_PID, tid, ctypes.byref(info), options) < 0:
        return (0, 0) if ctypes.get_errno() == errno.EINTR else (-1, 0)
    return info[2], info[6]


def _signal_of(stop: int) -> int:
    """Return the signal to hand on; 0 unless it stopped on its way to a handler."""
    return 0 if stop >> 8 else stop


def _registers(tid: int) -> bytes:
    room = ctypes.create_string_buffer(1024)
    vector = _Vector(ctypes.addressof(room), len(room))
    if _libc.ptrace(_GETREGSET, tid, _NT_PRSTATUS, ctypes.byref(vector)) < 0:
        return b""
    return room.raw[: vector.size]


def _state(directory: int, tid: int) -> str:
    """Return the state's letter; "" when the process has no such thread."""
    try:
        fd = os.open(f"task/{tid}/stat", os.O_RDONLY, dir_fd=directory)
    except OSError:
        return ""
    try:
        return os.read(fd, 512).rpartition(b")")[2][1:2].decode()
    except OSError:
        return ""
    finally:
        os.close(fd)


def _exists(directory: int, tid: int | None) -> bool:
    """Tell whether the process, or a thread of it, still exists."""
    try:
        os.stat("stat" if tid is None else f"task/{tid}", dir_fd=directory)
    except OSError:
        return False
    return True


def main(arguments: list[str]) -> None:
    """Read tids from stdin and answer on stdout."""
    # A signal from the terminal is for the program that started us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tids = [int(word) for word in sys.stdin.read().split()]

    def emit(tid: int, outcome: str, stopped: int, registers: bytes) -> None:
        # At once, and unbuffered: whoever asked may have gone away meanwhile.
        os.write(1, f"{tid} {outcome} {stopped} {registers.hex()}\n".encode())

    read_threads(int(arguments[0]), tids, emit)


if __name__ == "__main__":
    main(sys.argv[1:])
