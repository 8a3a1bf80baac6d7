"""Threads with unusual lives: their true stacks, and what memscope says of them."""

import json
from collections.abc import Callable
from typing import Any

from memscope.model.process import Process
from tests.live.programs.c import running
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
    """Threads of a Go program without any C, whose stacks lie in Go's heap."""
    with go(in_c=False) as command, running(command) as target:
        for tid in target.facts["tids"]:
            settled_look(target.pid, tid)
        process = look(target.pid)
    return [
        Row(
            *("Go", one.tid, 0, 0, 0, one.sp),
            *(one.stack, region_at(process, one.sp).thread),
            region_at(process, one.sp).kind,
        )
        for one in process.threads[1:]
        if one.sp is not None
    ]


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
