"""Threads with unusual lives: their true stacks, and what memscope says of them."""

import json
import subprocess
from collections.abc import Callable
from typing import Any

from memscope.model.process import Process
from tests.live.programs.c import running
from tests.live.programs.start import need
from tests.live.stacks.matrix import (
    Build,
    Row,
    compiled,
    look,
    region_at,
    rows_of,
    settled_look,
)
from tests.live.stacks.test_runtimes import go


def after_others_ended(build: Build) -> list[Row]:
    """Half of the threads end, and new ones take over their stacks."""
    with (
        compiled("stacks", build) as program,
        running([program, "default", "6", "blocked"]) as target,
    ):
        target.ask("end 3")
        facts = json.loads(target.ask("start 2"))
        return rows_of("ended and started", facts, look(target.pid))


def in_a_signal_handler(build: Build) -> list[Row]:
    """The thread is in a handler that runs on an alternate stack."""
    return _elsewhere(build, "signal")


def in_a_coroutine(build: Build) -> list[Row]:
    """The thread has switched to another stack by itself."""
    return _elsewhere(build, "coroutine") if build.compiler == "cc" else []


def after_a_fork(build: Build) -> list[Row]:
    """A worker forked: its stack is that of the child's only thread."""
    with compiled("forks", build) as program, running([program]) as target:
        child = target.facts["child"]
        return rows_of("fork", target.facts, settled_look(child, child))


def after_the_main_thread(build: Build) -> list[Row]:
    """The main thread has ended."""
    with compiled("leaderless", build) as program, running([program]) as target:
        process = settled_look(target.pid, target.facts["threads"][0]["tid"])
        return rows_of("no leader", target.facts, process)


def by_raw_clone(build: Build) -> list[Row]:
    """No C library started the thread."""
    with (
        compiled("rawclone", build) as program,
        running([program, "heap", "blocked"]) as target,
    ):
        return rows_of("raw clone", target.facts, look(target.pid))


def go_alone() -> list[Row]:
    """Threads of a Go program without any C; what they own, gdb reads from the runtime.

    They mostly run on the stacks of goroutines, so the tops of their own are looked at.
    """
    with go(in_c=False) as command, running(command) as target:
        for tid in target.facts["tids"]:
            settled_look(target.pid, tid)
        process = look(target.pid)
        told = _threads_by_gdb(target.pid)
    return [
        _row("Go", {"tid": one.tid, "guard": 0, **told[one.tid]}, process)
        for one in process.threads[1:]
        if one.tid in told
    ]


_WALK = """
m = gdb.parse_and_eval("'runtime.allm'")
while int(m):
    own = m["g0"]["stack"]
    print("own", int(m["procid"]), int(own["lo"]), int(own["hi"]))
    m = m["alllink"]
"""


def _threads_by_gdb(pid: int) -> dict[int, dict[str, int]]:
    """Return bounds of the stack of each thread that Go's runtime knows of."""
    walk = f"python exec({_WALK!r})"
    done = subprocess.run(
        [need("gdb", "gdb"), "-nx", "-q", "-batch", "-p", str(pid), "-ex", walk],
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [one.split() for one in done.stdout.splitlines()]
    return {
        int(words[1]): {"low": int(words[2]), "high": int(words[3])}
        for words in lines
        if words[:1] == ["own"]
    }


def _elsewhere(build: Build, how: str) -> list[Row]:
    with compiled("elsewhere", build) as program, running([program, how]) as target:
        process = settled_look(target.pid, target.facts["tid"])
        return [_row(how, target.facts, process)]


def _row(case: str, facts: dict[str, Any], process: Process) -> Row:
    """Judge by the top of the thread's own stack, since it runs on another one."""
    tid, high = facts["tid"], facts["high"]
    (thread,) = (one for one in process.threads if one.tid == tid)
    top = region_at(process, high - 1)
    bounds = (facts["low"], high, facts["guard"])
    return Row(case, tid, *bounds, high - 1, thread.stack, top.thread, top.kind)


CASES: dict[str, Callable[[Build], list[Row]]] = {
    "after some ended and others started": after_others_ended,
    "in a signal handler on an alternate stack": in_a_signal_handler,
    "in a coroutine on a stack of its own": in_a_coroutine,
    "of a child that a worker thread forked": after_a_fork,
    "after the main thread ended": after_the_main_thread,
    "started by a raw clone, on a stack from malloc": by_raw_clone,
}
