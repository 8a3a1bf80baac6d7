"""Stands between memscope and one program, and outlives memscope just long enough.

Run as a script, by the plain interpreter: it imports nothing of memscope, has one
thread, and ends the whole family of the program when memscope says so (it closes the
control socket), when memscope is gone however it ended, or when it is itself told to.

It reports on the control socket, one line each:
    pid N            the program runs: exec has succeeded
    failed ERRNO     exec has not
    exit CODE        the program ended; negative: by that signal
"""

import ctypes
import json
import os
import select
import shutil
import signal
import sys
import time
from contextlib import suppress
from typing import Any, NoReturn

PR_SET_PDEATHSIG, PR_SET_NAME, PR_SET_CHILD_SUBREAPER = 1, 15, 36
ENDING_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
EXEC_FAILED = 127


class Told(BaseException):
    """A signal asked the supervisor itself to end."""


def main() -> None:
    """Start the program, watch it, and leave nothing behind."""
    control = int(sys.argv[1])
    os.set_inheritable(control, False)
    plan: dict[str, Any] = json.loads(receive_line(control))
    wakeup = receive_signals()
    prctl(PR_SET_NAME, b"memscope-lab")
    prctl(PR_SET_CHILD_SUBREAPER, 1)
    pid = 0
    try:
        pid = start(plan, control)
        detach_streams()
        watch(pid, control, wakeup, plan["parent"])
    except Told:
        pass
    finally:
        for number in ENDING_SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        if not plan["keep"]:
            end_family(pid, control, wakeup, plan["grace_s"])
        if plan["scratch"]:
            shutil.rmtree(plan["scratch"], ignore_errors=True)


def receive_line(control: int) -> bytes:
    """Return the line that memscope sends first; an argument may be too short."""
    line = b""
    while not line.endswith(b"\n"):
        if not (piece := os.read(control, 1 << 16)):
            sys.exit()  # memscope is gone
        line += piece
    return line


def receive_signals() -> int:
    """Make signals visible to select(); return the descriptor they show on."""
    reader, writer = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    for number in ENDING_SIGNALS:
        signal.signal(number, be_told)
    return reader


def be_told(*_: object) -> NoReturn:
    """Handle a signal that asks us to end."""
    raise Told


def prctl(option: int, value: int | bytes) -> None:
    """Call prctl(2); what an old kernel refuses, the other means make up for."""
    ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def start(plan: dict[str, Any], control: int) -> int:
    """Fork and exec the program, report the outcome, return its pid (0: failed)."""
    # Closed by a successful exec; otherwise it carries the errno.
    reader, writer = os.pipe2(os.O_CLOEXEC)
    pid = os.fork()
    if pid == 0:
        become(plan, writer)
    os.close(writer)
    error = os.read(reader, 32)
    os.close(reader)
    if error:
        report(control, f"failed {int(error)}")
        return 0
    report(control, f"pid {pid}")
    return pid


def become(plan: dict[str, Any], errors: int) -> NoReturn:
    """Turn the forked child into the program; does not return."""
    try:
        os.setsid()
        for number in (*ENDING_SIGNALS, signal.SIGCHLD, signal.SIGPIPE, signal.SIGXFSZ):
            signal.signal(number, signal.SIG_DFL)
        if not plan["keep"]:
            die_with(os.getppid())
        environment = plan["environment"]
        os.execvpe(
            plan["command"][0],
            plan["command"],
            os.environ if environment is None else environment,
        )
    except OSError as error:
        os.write(errors, str(error.errno).encode())
    except BaseException:
        # Whatever it was: two supervisors would be worse than none.
        os.write(errors, b"0")
    os._exit(EXEC_FAILED)


def die_with(parent: int) -> None:
    """Be killed when the supervisor dies: the second line, should it be SIGKILLed."""
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before the line above
        os._exit(EXEC_FAILED)


def detach_streams() -> None:
    """Let go of the program's streams, so that their ends are seen by both sides."""
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    os.close(null)


def report(control: int, line: str) -> None:
    """Tell memscope, if it still listens."""
    with suppress(OSError):
        os.write(control, line.encode() + b"\n")


def watch(pid: int, control: int, wakeup: int, parent: int) -> None:
    """Return when memscope closes the socket or is gone, or nobody is left."""
    poll = select.poll()
    poll.register(control, select.POLLIN)
    poll.register(wakeup, select.POLLIN)
    # A process forked from memscope may hold the other end of the socket open, but
    # not this. Old kernels lack it, and then the socket has to do.
    with suppress(OSError, AttributeError):
        poll.register(os.pidfd_open(parent), select.POLLIN)
    if os.getppid() != parent:
        return
    while reap(pid, control):
        if any(fd != wakeup for fd, _ in poll.poll()):
            return
        drain(wakeup)


def drain(wakeup: int) -> None:
    """Forget the signals that have been seen."""
    with suppress(BlockingIOError):
        while os.read(wakeup, 4096):
            pass


def reap(pid: int, control: int) -> bool:
    """Collect whoever has ended, report the program; False when nobody is left."""
    while True:
        try:
            ended, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return False
        if ended == 0:
            return True
        if ended == pid:
            report(control, f"exit {os.waitstatus_to_exitcode(status)}")


def end_family(pid: int, control: int, wakeup: int, grace_s: float) -> None:
    """End the program and all its descendants, politely first if there is time."""
    deadline = time.monotonic() + grace_s
    if pid and grace_s:
        with suppress(OSError):
            os.killpg(pid, signal.SIGTERM)
            os.killpg(pid, signal.SIGCONT)
    while reap(pid, control) and (left := deadline - time.monotonic()) > 0:
        wait_for_signal(wakeup, left)
    pause = 0.01
    while reap(pid, control) and kill_children():
        wait_for_signal(wakeup, pause)
        pause = min(2 * pause, 1.0)


def wait_for_signal(wakeup: int, seconds: float) -> None:
    """Wait for a child to end, at most so long."""
    select.select([wakeup], [], [], seconds)
    drain(wakeup)


def kill_children() -> bool:
    """Kill our children and their process groups; False when none may be killed.

    Children alone: nobody else can reap those, so their numbers cannot have been
    given to a stranger. Their own children are ours as soon as they are dead. Killing
    a group is atomic, so a program that forks without end cannot run ahead of it.
    """
    may_kill = False
    for child in children():
        with suppress(OSError):
            group = os.getpgid(child)
            if group != os.getpgrp():
                os.killpg(group, signal.SIGKILL)
        with suppress(OSError):
            os.kill(child, signal.SIGKILL)
            may_kill = True
    return may_kill


def children() -> list[int]:
    """Return the pids of our children, zombies too."""
    with os.scandir("/proc") as entries:
        pids = [int(entry.name) for entry in entries if entry.name.isdigit()]
    return [pid for pid in pids if parent_of(pid) == os.getpid()]


def parent_of(pid: int) -> int:
    """Return a process's parent, 0 when it is gone."""
    try:
        fd = os.open(f"/proc/{pid}/stat", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return 0
    try:
        return int(os.read(fd, 4096).rpartition(b")")[2].split()[1])
    except OSError:
        return 0
    finally:
        os.close(fd)


if __name__ == "__main__":
    main()
