"""Threads that come and go faster than anybody can look."""

from itertools import pairwise

import pytest

from memscope.collect.snapshot import Collector
from memscope.model.evidence import SP_ELSEWHERE, STACK_KEPT
from memscope.model.kinds import Kind
from tests.live.programs.c import built, running
from tests.live.registers.conftest import SOURCE
from tests.live.stacks.matrix import BUILDS, Build, region_at

pytestmark = pytest.mark.live

LOOKS = 60


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
