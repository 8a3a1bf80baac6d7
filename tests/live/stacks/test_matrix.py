"""Every stack of programs that know their own, built and used in every way."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from memscope.collect.look.snapshot import Collector
from memscope.model.evidence import STACK_KEPT
from memscope.model.kinds import Confidence, Kind
from tests.live.programs.c import running
from tests.live.stacks.matrix import (
    BUILDS,
    Build,
    Verdict,
    can_run,
    compiled,
    look,
    region_at,
    rows_of,
    run_case,
)

pytestmark = [pytest.mark.live, pytest.mark.once]

KINDS = [
    *("default", "small", "large", "guardless", "big-guard", "bss", "malloc", "mmap"),
    "invisible",
]


@dataclass(frozen=True, slots=True)
class Made:
    """A compiled target."""

    build: Build
    program: Path


@pytest.fixture(scope="module", params=BUILDS, ids=lambda build: build.name)
def made(request: pytest.FixtureRequest) -> Iterator[Made]:
    build: Build = request.param
    with compiled("stacks", build) as program:
        yield Made(build, program)


def skip_unless_it_can_run(made: Made, kind: str) -> None:
    if not can_run(made.program, kind):
        pytest.skip("this kernel lacks MADV_GUARD_INSTALL: Linux 6.13 has it")


@pytest.mark.parametrize("kind", KINDS)
def test_stacks_of_blocked_threads_are_exact(made: Made, kind: str) -> None:
    skip_unless_it_can_run(made, kind)
    rows = run_case(made.program, made.build, kind, 5, "blocked")

    assert [row for row in rows if row.verdict is not Verdict.RIGHT] == []
    assert {row.confidence for row in rows} == {Confidence.CERTAIN}
    assert len(rows) == 5


@pytest.mark.parametrize("kind", KINDS)
def test_stacks_of_running_threads_are_exact_or_unknown(made: Made, kind: str) -> None:
    skip_unless_it_can_run(made, kind)
    rows = run_case(made.program, made.build, kind, 3, "spinning")

    assert [row for row in rows if row.verdict is Verdict.WRONG] == []
    if "glibc" in made.build.name:
        assert {row.verdict for row in rows} == {Verdict.RIGHT}


@pytest.mark.parametrize("count", [1, 1000])
def test_the_number_of_threads_does_not_matter(made: Made, count: int) -> None:
    rows = run_case(made.program, made.build, "small", count, "blocked")

    assert [row for row in rows if row.verdict is not Verdict.RIGHT] == []
    assert len(rows) == count


def test_stacks_are_right_while_threads_end_and_start(made: Made) -> None:
    collector = Collector()
    with running([made.program, "default", "6", "blocked"]) as target:
        for order in ("end 3", "start 2", "end 4", "start 7"):
            collector.look([target.pid])
            facts = json.loads(target.ask(order))
            (process,) = collector.look([target.pid]).processes

            rows = rows_of(order, facts, process)

            assert [row for row in rows if row.verdict is not Verdict.RIGHT] == []
            assert len(rows) == sum(not one["ended"] for one in facts["threads"])


def test_a_stack_that_an_ended_thread_left_belongs_to_nobody(made: Made) -> None:
    with running([made.program, "default", "4", "blocked"]) as target:
        facts = json.loads(target.ask("end 2"))
        process = look(target.pid)
        ended = [one for one in facts["threads"] if one["ended"]]

    left = [
        region for one in ended for region in process.regions if one["local"] in region
    ]
    assert {region.thread for region in left} <= {None}
    if "glibc" in made.build.name:
        assert len(left) == 2
        for region, one in zip(left, ended, strict=True):
            assert region.kind is Kind.THREAD_STACK
            assert (region.start, region.end) == (one["low"], one["high"])
            assert STACK_KEPT in region.evidence


def test_the_main_thread_has_the_kernels_stack(made: Made) -> None:
    with running([made.program, "default", "1", "blocked"]) as target:
        process = look(target.pid)
        main = target.facts["main"]

        stack = process.threads[0].stack
        region = region_at(process, main["local"])

    assert stack is not None
    assert main["local"] in stack
    assert (region.kind, region.thread) == (Kind.STACK, target.pid)
    assert (region.start, region.end) == (stack.start, stack.end)
