"""Forked processes beside each other: only frames make anything the same."""

import sys
from collections.abc import Iterator

import pytest

from memscope.analyze.beside.compared import (
    ComparedSpaces,
    Footing,
    gutter_of,
)
from memscope.analyze.beside.linked import linked_chain
from memscope.analyze.beside.rows import BesideRow, SideBySide, side_by_side
from memscope.collect.closer.beside import compare_neighbours
from memscope.collect.look.snapshot import Collector
from memscope.errors import ProcessGone, Stopped
from memscope.model.sharing import RegionPair
from memscope.proc.machine import PAGE_SIZE
from tests.live.pages.own import sees_frames
from tests.live.programs.c import Target, running
from tests.live.sharing.forked import PAGES, WORKERS, WRITTEN, go_on

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def workers() -> Iterator[Target]:
    """A parent and three children, of which the second wrote to what it was given."""
    with running([sys.executable, "-ISc", WORKERS]) as target:
        yield target


def look(pids: list[int]) -> tuple[SideBySide, ComparedSpaces]:
    processes = Collector().look(pids).processes
    side = side_by_side("ABCD"[: len(pids)], processes)
    keys = [one.identity for one in processes]
    return side, compare_neighbours(keys, go_on)


def of_workers(found: ComparedSpaces, at: int, start: int) -> RegionPair:
    pair = found.pairs[at]
    assert pair is not None
    return next(one for one in pair.comparison.pairs if one.first.start == start)


def test_what_a_fork_copied_is_told_from_what_it_left(workers: Target) -> None:
    children, start = workers.facts["children"], workers.facts["start"]

    _side, found = look(children[:2])

    pages = of_workers(found, 0, start).pages
    assert pages is not None
    assert pages.both == PAGES
    assert pages.different == WRITTEN
    if sees_frames():
        assert pages.same == PAGES - WRITTEN
    else:
        assert pages.same == 0
        assert pages.alike + pages.undecided == PAGES - WRITTEN


def row_of(side: SideBySide, start: int) -> BesideRow:
    return next(
        row
        for row in side.rows
        if not row.is_hole
        and (part := row.parts[0])
        and any(one.start == start for one in part.regions)
    )


def test_nothing_is_certain_without_frames(workers: Target) -> None:
    children, start = workers.facts["children"], workers.facts["start"]

    side, found = look(children[:2])

    gutters = [gutter_of(row, 0, found) for row in side.rows if not row.is_hole]
    same = [one for one in gutters if one.same]
    assert same
    expected = Footing.CERTAIN if sees_frames() else Footing.LIKELY
    assert {one.footing for one in same} == {expected}
    linked = linked_chain(row_of(side, start), found, 200)[0]
    assert linked is not None
    assert bool(linked.spots and linked.spots[0].first) == sees_frames()


def test_each_frame_is_counted_once(workers: Target) -> None:
    children = workers.facts["children"]

    _side, found = look(children)

    assert found.sums is not None
    if not sees_frames():
        assert found.sums.footing is Footing.NEEDS_ROOT
        return
    assert found.sums.footing is Footing.CERTAIN
    assert found.sums.together < sum(found.sums.each)
    assert found.sums.both <= min(found.sums.each)
    assert found.sums.both + sum(found.sums.only) <= found.sums.together
    assert found.everywhere is not None
    start = workers.facts["start"]
    assert found.everywhere[start] == (PAGES - WRITTEN) * PAGE_SIZE


def test_what_was_found_until_it_was_stopped_stays(workers: Target) -> None:
    children = workers.facts["children"]
    side = side_by_side("AB", Collector().look(children[:2]).processes)

    def stop_soon(what: str, done: int, of: int) -> None:
        if done == 5:
            raise Stopped(what)

    found = compare_neighbours([one.identity for one in side.processes], stop_soon)

    assert found.is_stopped
    assert (found.done, found.sums) == (5, None)
    assert found.of > 5


def test_a_pid_that_is_another_process_now_has_ended(workers: Target) -> None:
    first, second = workers.facts["children"][:2]
    processes = Collector().look([first, second]).processes
    keys = [processes[0].identity, (second, processes[1].start_ticks + 1)]

    with pytest.raises(ProcessGone):
        compare_neighbours(keys, go_on)
