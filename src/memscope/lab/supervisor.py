"""Stands between memscope and one program, and outlives memscope just long enough.

Run as a script, by the plain interpreter: it imports nothing of memscope, has one
thread, and ends the whole family of the program when memscope says so (it closes the
control socket), when memscope is gone however it ended, or when it is itself told to.

It reports on the control socket, one line each:
    pid N            the program runs: exec has succeeded
    failed ERRNO     exec or fork has not; 0: there can be no such command
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


def main() -> None:
    """Start the program, watch it, and leave nothing behind."""
    control = int(sys.argv[1])
    os.set_inheritable(control, False)
    supervisor = Supervisor(control, json.loads(receive_line(control)))
    prctl(PR_SET_NAME, b"memscope-lab")
    prctl(PR_SET_CHILD_SUBREAPER, 1)
    try:
        supervisor.start()
        detach_streams()
        supervisor.watch()
    finally:
        supervisor.clean_up()


def receive_line(control: int) -> bytes:
    """Return the line that memscope sends first; an argument may be too short."""
    line = b""
    while not line.endswith(b"\n"):
        if not (piece := os.read(control, 1 << 16)):
            sys.exit()  # memscope is gone
        line += piece
    return line


def prctl(option: int, value: int | bytes) -> None:
    """Call prctl(2); what an old kernel refuses, the other means make up for."""
    ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


class Supervisor:
    """Starts one program, watches it, and ends its family."""

    def __init__(self, control: int, plan: dict[str, Any]) -> None:
        """Get ready to receive signals.

        Args:
            control: Descriptor of the socket to memscope.
            plan: What memscope sent: see `Plan` in program.py.
        """
        self.control = control
        self.plan = plan
        self.pid = 0  # of the program, while it runs
        self.is_told_to_end = False
        self.wakeup, writer = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in ENDING_SIGNALS:
            signal.signal(number, self.be_told)

    def be_told(self, *_: object) -> None:
        """Handle a signal that asks us to end."""
        self.is_told_to_end = True

    def start(self) -> None:
        """Fork and exec the program, and report the outcome."""
        # Closed by a successful exec; otherwise it carries the errno.
        reader, writer = os.pipe2(os.O_CLOEXEC)
        parent = os.getpid()
        try:
            self.pid = os.fork()
        except OSError as refusal:  # a limit on processes
            os.close(reader)
            os.close(writer)
            self.report(f"failed {refusal.errno}")
            return
        if self.pid == 0:
            become(self.plan, parent, writer)
        os.close(writer)
        error = os.read(reader, 32)
        os.close(reader)
        if error:
            self.report(f"failed {int(error)}")
        else:
            self.report(f"pid {self.pid}")

    def report(self, line: str) -> None:
        """Tell memscope, if it still listens."""
        with suppress(OSError):
            os.write(self.control, line.encode() + b"\n")

    def watch(self) -> None:
        """Return when we are to end, memscope is gone, or nobody is left."""
        poll = select.poll()
        poll.register(self.control, select.POLLIN)
        poll.register(self.wakeup, select.POLLIN)
        # A process forked from memscope may hold the other end of the socket open,
        # but not this. Old kernels lack it, and then the socket has to do.
        with suppress(OSError, AttributeError):
            poll.register(os.pidfd_open(self.plan["parent"]), select.POLLIN)
        if os.getppid() != self.plan["parent"]:
            return
        while self.reap() and not self.is_told_to_end:
            if any(fd != self.wakeup for fd, _ in poll.poll()):
                return
            self.forget_signals()

    def reap(self) -> bool:
        """Collect whoever has ended; False when nobody is left."""
        while True:
            try:
                ended, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return False
            if ended == 0:
                return True
            if ended == self.pid:
                self.report(f"exit {os.waitstatus_to_exitcode(status)}")
                self.pid = 0

    def clean_up(self) -> None:
        """End the family if it is to end, and remove what was only for it."""
        if not self.plan["keep"]:
            self.ask_program(self.plan["grace_s"])
            self.kill_family()
        if self.plan["scratch"]:
            shutil.rmtree(self.plan["scratch"], ignore_errors=True)

    def ask_program(self, grace_s: float) -> None:
        """Give the program some time to end by itself."""
        deadline = time.monotonic() + grace_s
        if grace_s and self.reap() and self.pid:
            with suppress(OSError):
                os.killpg(self.pid, signal.SIGTERM)
                os.killpg(self.pid, signal.SIGCONT)
        while self.reap() and self.pid and (left := deadline - time.monotonic()) > 0:
            self.wait(left)

    def kill_family(self) -> None:
        """Kill until nobody is left, or only those that we may not kill."""
        pause = 0.01
        while self.reap() and kill_children():
            self.wait(pause)
            pause = min(2 * pause, 1.0)

    def wait(self, seconds: float) -> None:
        """Wait for a child to end, at most so long."""
        select.select([self.wakeup], [], [], seconds)
        self.forget_signals()

    def forget_signals(self) -> None:
        """Empty the pipe that signals show on."""
        with suppress(BlockingIOError):
            while os.read(self.wakeup, 4096):
                pass


def become(plan: dict[str, Any], parent: int, errors: int) -> NoReturn:
    """Turn the forked child into the program; does not return."""
    try:
        os.setsid()
        for number in (*ENDING_SIGNALS, signal.SIGCHLD, signal.SIGPIPE, signal.SIGXFSZ):
            signal.signal(number, signal.SIG_DFL)
        if not plan["keep"]:
            die_with(parent)
        environment = plan["environment"]
        os.execve(
            plan["file"],
            plan["command"],
            os.environ if environment is None else environment,
        )
    except OSError as error:
        os.write(errors, str(error.errno).encode())
    except ValueError:
        os.write(errors, b"0")
    finally:
        # Whatever happens: two supervisors would be worse than none.
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
