"""Threads that come and go faster than anybody can look."""

import struct
import subprocess
import tempfile
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest

from memscope.collect.look.snapshot import Collector
from memscope.model.evidence import SP_ELSEWHERE, STACK_KEPT
from memscope.model.kinds import Confidence, Kind
from memscope.model.process import Stack
from tests.live.programs.c import built, running
from tests.live.registers.conftest import SOURCE
from tests.live.stacks.matrix import BUILDS, Build, compiled, region_at

pytestmark = [pytest.mark.live, pytest.mark.once]

LOOKS = 60
MANY_LOOKS = 300
Bounds = tuple[int, int]


@pytest.mark.parametrize("build", [BUILDS[0], BUILDS[4]], ids=lambda build: build.name)
def test_no_look_gives_a_stack_to_the_wrong_thread(build: Build) -> None:
    collector = Collector()
    with (
        built(SOURCE, *build.flags, compiler=build.compiler) as program,
        running([program, "2", "0", "3"]) as target,
    ):
        lasting = {tid for tid, _ in target.facts["threads"]}
        for _ in range(LOOKS):
            (process,) = collector.look([target.pid]).processes
            stacks = {one.tid: one.stack for one in process.threads if one.stack}

            taken = sorted((one.start, one.end) for one in stacks.values())
            assert all(low[1] <= high[0] for low, high in pairwise(taken))
            for thread in process.threads:
                if thread.stack is None:
                    continue
                if thread.sp is not None and SP_ELSEWHERE not in thread.stack.evidence:
                    assert thread.sp in thread.stack
                region = region_at(process, thread.stack.end - 1)
                assert region.thread == thread.tid
            for region in process.regions:
                if STACK_KEPT in region.evidence and region.kind is Kind.THREAD_STACK:
                    assert region.thread is None
            if build.compiler == "cc":
                # The kernel leads to each; musl's ring may be torn as we read it.
                assert lasting <= set(stacks)


@pytest.mark.parametrize("build", [BUILDS[0], BUILDS[4]], ids=lambda build: build.name)
def test_threads_that_live_for_a_moment_have_their_own_stack_or_none(
    build: Build,
) -> None:
    seen: list[tuple[int, Stack]] = []
    with compiled("churn", build) as program, tempfile.TemporaryDirectory() as folder:
        record = Path(folder, "record")
        with subprocess.Popen(
            [program, record], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as target:
            assert target.stdin is not None
            assert target.stdout is not None
            target.stdout.readline()
            collector = Collector()
            for _ in range(MANY_LOOKS):
                (process,) = collector.look([target.pid]).processes
                seen += [
                    (one.tid, one.stack) for one in process.threads[1:] if one.stack
                ]
            target.stdin.close()
        truth = bounds_by_tid(record.read_bytes())

    assert seen
    assert [(tid, one) for tid, one in seen if not is_right(one, truth[tid])] == []


def bounds_by_tid(record: bytes) -> dict[int, set[Bounds]]:
    """TIDs are given again, so each may have had several stacks."""
    bounds: dict[int, set[Bounds]] = defaultdict(set)
    for tid, low, high in struct.iter_unpack("=3Q", record):
        bounds[tid].add((low, high))
    return bounds


def is_right(stack: Stack, truth: set[Bounds]) -> bool:
    """What is called a guess has to hold the whole stack."""
    if stack.confidence is Confidence.GUESS:
        return any(low == stack.start and high <= stack.end for low, high in truth)
    return (stack.start, stack.end) in truth


EXECUTES = r"""
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static char **arguments;

static void *idle(void *unused) { pause(); return unused; }

static void *again(void *unused) {
    usleep(2000);
    execv("/proc/self/exe", arguments);
    return unused;
}

int main(int argc, char **argv) {
    char *more[] = {argv[0], "more", 0};
    pthread_t thread;

    arguments = more;
    if (argc == 1) puts("{}");
    fflush(stdout);
    pthread_create(&thread, 0, idle, 0);
    pthread_create(&thread, 0, again, 0);
    pause();
    return 0;
}
"""


def test_a_program_whose_threads_call_exec_again_and_again_never_seems_gone() -> None:
    collector = Collector()
    with built(EXECUTES) as program, running([program]) as target:
        gaps = [
            gap
            for _ in range(MANY_LOOKS)
            for gap in collector.look([target.pid]).gaps
            if gap.what == "process"
        ]

    assert {gap.why for gap in gaps} <= {"it changed faster than it could be read"}
