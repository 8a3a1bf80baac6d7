"""malloc's blocks from outside, against what the program itself is told."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import pytest

from memscope.analyze.malloc.walk import Near
from memscope.collect.closer.heap import blocks_in, occupancy_of
from memscope.collect.closer.kept import with_occupancy
from memscope.collect.look.snapshot import Collector
from memscope.model.kinds import Kind
from memscope.model.occupancy import BlockState, Occupancy
from memscope.model.process import Process
from tests.live.programs.c import Target, running
from tests.live.stacks.matrix import BUILDS, Build, compiled
from tests.patience import tries

pytestmark = pytest.mark.live

NATIVE = BUILDS[0]
OTHERS = [BUILDS[2], *(one for one in BUILDS[4:] if "glibc" in one.name)]
"""glibc inside the program, and another glibc where there is one."""
HEADERS = 4096
"""Bytes of an arena's record and of what ends a heap, which count as used."""


Filled = Callable[[str, int, int], AbstractContextManager[Target]]


@pytest.fixture(scope="module")
def filled() -> Iterator[Filled]:
    """Runs a program that has filled its heap and given back most of it."""
    with compiled("heap", NATIVE) as program:
        yield partial(started, program)


def started(
    program: Path, mode: str, threads: int, mib: int
) -> AbstractContextManager[Target]:
    return running([program, mode, str(threads), str(mib)])


def look(pid: int) -> Process:
    (process,) = Collector().look([pid]).processes
    return process


def walked(pid: int) -> tuple[Occupancy, ...]:
    arenas, gaps = occupancy_of(look(pid), seconds=60)
    assert not gaps
    return arenas


def total(arenas: tuple[Occupancy, ...], name: str) -> int:
    return sum(getattr(one, name) for one in arenas)


def check(arenas: tuple[Occupancy, ...], facts: dict[str, int]) -> None:
    """Hold what was walked against mallinfo, which counts caches as used."""
    assert [one.why for one in arenas] == [None] * len(arenas)
    cached = total(arenas, "cached") - facts["fast"]
    free, live = total(arenas, "free") - cached, total(arenas, "live") + cached
    records = HEADERS * len(arenas)
    assert free == pytest.approx(facts["free"], abs=0.01 * facts["free"])
    assert live == pytest.approx(facts["used"], abs=0.01 * facts["used"] + records)


@pytest.mark.parametrize(
    ("mode", "threads"),
    [("mixed", 3), ("small", 1), ("pinned", 0), ("blocked", 0), ("large", 1)],
)
def test_used_and_free_are_what_the_program_is_told_and_a_trim_gives_what_was_said(
    filled: Filled, mode: str, threads: int
) -> None:
    with filled(mode, threads, 2) as target:
        arenas = walked(target.pid)

        assert len(arenas) == threads + 1
        check(arenas, target.facts)
        said = total(arenas, "returnable")
        given = int(target.ask("trim"))
        assert said == pytest.approx(given, rel=0.05, abs=0x8000)
        after = walked(target.pid)
        assert total(after, "returnable") <= 0x8000
        assert total(after, "live") == pytest.approx(total(arenas, "live"), rel=0.01)


def test_what_others_took_of_the_brk_area_counts_as_used_only_inside(
    filled: Filled,
) -> None:
    with filled("foreign", 0, 2) as target:
        facts = dict(target.facts)
        facts["used"] -= 70000

        check(walked(target.pid), facts)


@pytest.mark.parametrize("build", OTHERS, ids=lambda one: one.name)
def test_another_c_library_or_one_inside_the_program(build: Build) -> None:
    with (
        compiled("heap", build) as program,
        started(program, "mixed", 2, 2) as target,
    ):
        check(walked(target.pid), target.facts)


def test_arenas_are_those_of_their_threads(filled: Filled) -> None:
    with filled("mixed", 2, 1) as target:
        tids = {one.tid for one in look(target.pid).threads}
        found = [one.threads for one in walked(target.pid)]

        assert {tid for some in found for tid in some or ()} == tids
        assert found[0] == (target.pid,)


def test_several_heaps_of_one_arena(filled: Filled) -> None:
    with filled("mixed", 1, 66) as target:
        arenas = walked(target.pid)

        assert len(arenas[1].stretches) == 2
        check(arenas, target.facts)


def test_a_program_that_allocates_all_the_time(filled: Filled) -> None:
    with filled("busy", 2, 4) as target:
        for _ in tries():
            arenas, _gaps = occupancy_of(look(target.pid), seconds=60)
            if all(one.whole for one in arenas):
                break
        facts = json.loads(target.ask("info"))
        cached = total(arenas, "cached") - facts["fast"]
        free = total(arenas, "free") - cached

        assert len(arenas) == 3
        assert free == pytest.approx(facts["free"], rel=0.05)


def test_the_block_at_an_address(filled: Filled) -> None:
    with filled("mixed", 0, 1) as target:
        process = look(target.pid)
        (arena,) = walked(target.pid)
        begin = arena.stretches[0].start
        near = Near(begin, begin + 0x4000)
        found = blocks_in(process, arena.arena, near, seconds=60)

        assert found[0].start == begin
        ends = [one.end for one in found]
        assert [one.start for one in found[1:]] == ends[:-1]
        assert {one.state for one in found} >= {BlockState.LIVE, BlockState.FREE}


def test_regions_say_what_is_in_use_in_them(filled: Filled) -> None:
    with filled("large", 1, 1) as target:
        snapshot = with_occupancy(Collector().look([target.pid]), seconds=60)
        arenas = walked(target.pid)
        regions = snapshot.processes[0].regions

    small = sum(one.usage.live or 0 for one in regions if one.kind is not Kind.ANON)
    large = sum(one.usage.live or 0 for one in regions if one.kind is Kind.ANON)
    assert small == total(arenas, "live")
    assert large == target.facts["mapped"]


def test_no_time_says_so(filled: Filled) -> None:
    with filled("mixed", 0, 1) as target:
        arenas, _ = occupancy_of(look(target.pid), seconds=0)

        assert [one.whole for one in arenas] == [False]
        assert arenas[0].why
