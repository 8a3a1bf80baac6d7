"""Threads that are not where their stack is, or whose stack nobody described."""

import os
import select
import subprocess

import pytest

from memscope.collect.look.snapshot import Collector
from memscope.model.evidence import (
    GUARD_PAGES,
    SIGNAL_FRAME,
    SP_ELSEWHERE,
    STACK_KEPT,
)
from memscope.model.kinds import Confidence, Kind
from memscope.model.process import Process, Stack
from memscope.proc.processes import with_descendants
from tests.live.programs.c import running
from tests.live.programs.start import need, wait_for
from tests.live.stacks.matrix import (
    BUILDS,
    Build,
    Verdict,
    can_run,
    compiled,
    look,
    region_at,
    rows_of,
    settled_look,
)

pytestmark = [pytest.mark.live, pytest.mark.once]

GLIBC, MUSL = BUILDS[0], BUILDS[4]
BOTH = pytest.mark.parametrize("build", [GLIBC, MUSL], ids=lambda build: build.name)


def stack_of(process: Process, tid: int) -> Stack:
    (thread,) = (one for one in process.threads if one.tid == tid)
    assert thread.stack is not None
    return thread.stack


@BOTH
def test_a_handler_on_a_signal_stack_does_not_hide_the_threads_own(
    build: Build,
) -> None:
    with (
        compiled("elsewhere", build) as program,
        running([program, "signal"]) as target,
    ):
        facts = target.facts
        process = settled_look(target.pid, facts["tid"])

    stack = stack_of(process, facts["tid"])
    assert (stack.start, stack.end, stack.guard) == (
        facts["low"],
        facts["high"],
        facts["guard"],
    )
    assert SP_ELSEWHERE in stack.evidence
    assert stack.depth is None
    other = region_at(process, facts["local"])
    assert (other.kind, other.thread) == (Kind.THREAD_STACK, facts["tid"])
    assert (other.start, other.end) == (facts["other"], facts["other_end"])
    assert SIGNAL_FRAME in other.evidence


def test_the_main_thread_on_a_signal_stack_still_owns_the_kernels() -> None:
    with (
        compiled("elsewhere", GLIBC) as program,
        running([program, "main-signal"]) as target,
    ):
        process = settled_look(target.pid, target.pid)

    assert SP_ELSEWHERE in stack_of(process, target.pid).evidence
    other = region_at(process, target.facts["local"])
    assert (other.start, other.end) == (
        target.facts["other"],
        target.facts["other_end"],
    )
    assert (other.kind, other.thread) == (Kind.THREAD_STACK, target.pid)


def test_a_coroutines_stack_is_not_called_the_threads() -> None:
    with (
        compiled("elsewhere", GLIBC) as program,
        running([program, "coroutine"]) as target,
    ):
        facts = target.facts
        process = settled_look(target.pid, facts["tid"])

    stack = stack_of(process, facts["tid"])
    assert (stack.start, stack.end) == (facts["low"], facts["high"])
    assert SP_ELSEWHERE in stack.evidence
    assert region_at(process, facts["local"]).kind is Kind.ANON


@BOTH
@pytest.mark.parametrize("place", ["guard", "bare", "heap"])
@pytest.mark.parametrize("state", ["blocked", "spinning"])
def test_a_thread_that_no_library_knows_is_guessed_or_unknown(
    build: Build, place: str, state: str
) -> None:
    with (
        compiled("rawclone", build) as program,
        running([program, place, state]) as target,
    ):
        (row,) = rows_of("raw clone", target.facts, look(target.pid))

    if place == "guard" and state == "blocked":
        assert row.verdict in (Verdict.GUESSED, Verdict.RIGHT)
        assert row.confidence is Confidence.GUESS
    else:
        assert row.verdict is Verdict.UNKNOWN


@BOTH
def test_after_a_fork_the_workers_stack_is_the_main_threads(build: Build) -> None:
    with compiled("forks", build) as program, running([program]) as target:
        child = target.facts["child"]
        process = settled_look(child, child)
        (row,) = rows_of("fork", target.facts, process)

    assert row.verdict is Verdict.RIGHT
    assert row.confidence is Confidence.CERTAIN
    (kernels,) = (one for one in process.regions if one.path == "[stack]")
    assert (kernels.kind, kernels.thread) == (Kind.STACK, None)
    left = [one for one in process.regions if one.kind is Kind.THREAD_STACK]
    if build is GLIBC:
        assert any(STACK_KEPT in one.evidence for one in left)
    assert {one.thread for one in left} <= {None, child}


@BOTH
def test_threads_outlive_the_main_thread(build: Build) -> None:
    with compiled("leaderless", build) as program, running([program]) as target:
        process = settled_look(target.pid, target.facts["threads"][0]["tid"])
        (row,) = rows_of("no leader", target.facts, process)

    assert row.verdict is Verdict.RIGHT
    assert process.threads[0].stack is None


@BOTH
@pytest.mark.parametrize("state", ["blocked", "spinning"])
@pytest.mark.parametrize("raw", ["0", "1"])
def test_forged_descriptors_never_make_a_wrong_label(
    build: Build, state: str, raw: str
) -> None:
    with (
        compiled("liars", build) as program,
        running([program, "3", state, raw]) as target,
    ):
        process = look(target.pid)
        rows = rows_of("liars", target.facts, process)

    assert [row for row in rows if row.verdict is Verdict.WRONG] == []
    true = {(row.low, row.high) for row in rows}
    claimed = {
        (one.stack.start, one.stack.end)
        for one in process.threads[1:]
        if one.stack is not None
    }
    assert claimed <= true
    if build is GLIBC:
        assert claimed == {(row.low, row.high) for row in rows if row.guard}


def test_guard_pages_that_no_line_of_the_map_shows_split_merged_stacks() -> None:
    with compiled("stacks", GLIBC) as program:
        if not can_run(program, "invisible"):
            pytest.skip("this kernel lacks MADV_GUARD_INSTALL: Linux 6.13 has it")
        with running([program, "invisible", "4", "blocked"]) as target:
            process = look(target.pid)

    vmas = {region_at(process, one["local"]).vma for one in target.facts["threads"]}
    assert len(vmas) < 4
    for told in target.facts["threads"]:
        stack = stack_of(process, told["tid"])
        assert (stack.start, stack.end) == (told["low"], told["high"])
        assert (stack.guard, stack.confidence) == (4096, Confidence.CERTAIN)
        assert GUARD_PAGES in stack.evidence
        guard = region_at(process, stack.start - 1)
        assert (guard.kind, guard.size, guard.thread) == (
            Kind.GUARD,
            4096,
            told["tid"],
        )


@pytest.fixture
def namespaced() -> list[str]:
    """A command before which a program gets a pid namespace of its own."""
    command = [need("unshare", "util-linux"), "--pid", "--fork", "--kill-child"]
    if os.getuid() != 0:
        command += ["--user", "--map-root-user"]
    if subprocess.run([*command, "true"], capture_output=True).returncode:
        pytest.skip("pid namespaces are not allowed here: run as root")
    return command


@BOTH
def test_tids_of_another_pid_namespace_are_told_apart(
    build: Build, namespaced: list[str]
) -> None:
    with (
        compiled("stacks", build) as program,
        running([*namespaced, program, "default", "3", "blocked"]) as target,
    ):
        inner = with_descendants([target.pid])[-1]
        process = look(inner)

    told = {(one["low"], one["high"], one["guard"]) for one in target.facts["threads"]}
    found = {
        (one.stack.start, one.stack.end, one.stack.guard)
        for one in process.threads[1:]
        if one.stack is not None
    }
    assert found == told
    assert {one["tid"] for one in target.facts["threads"]} == {2, 3, 4}


EXECUTES_ITSELF = """
import os, sys, threading
rounds = int(sys.argv[1])
gate = threading.Event()
for _ in range(3):
    threading.Thread(target=gate.wait, daemon=True).start()
if rounds == 0:
    print("ready", flush=True)
    sys.stdin.read()
again = ["-c", sys.argv[2], str(rounds - 1), sys.argv[2]]
os.execv(sys.executable, [sys.executable, *again])
"""


def test_a_target_that_executes_itself_keeps_its_stacks_right() -> None:
    command = [need("python3", "python3"), "-c", EXECUTES_ITSELF, "30", EXECUTES_ITSELF]
    collector = Collector()
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        try:
            while not select.select([process.stdout], [], [], 0)[0]:
                for seen in collector.look([process.pid]).processes:
                    assert_consistent(seen)
            wait_for(process, b"ready")
            (seen,) = collector.look([process.pid]).processes
        finally:
            process.kill()

    assert_consistent(seen)
    assert len(seen.threads) == 4
    assert all(thread.stack is not None for thread in seen.threads)


def assert_consistent(process: Process) -> None:
    for thread in process.threads:
        if thread.stack is None or thread.sp is None:
            continue
        assert thread.sp in thread.stack or SP_ELSEWHERE in thread.stack.evidence
        assert region_at(process, thread.stack.end - 1).thread == thread.tid
