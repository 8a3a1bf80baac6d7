"""Regions of several processes, each frame once: by what the kernel's table says."""

import sys
from collections.abc import Iterator
from pathlib import Path
from struct import unpack

import pytest
from msgspec.structs import replace

from memscope.collect.closer.once import count_once
from memscope.collect.look.snapshot import Collector
from memscope.errors import ProcessGone, Stopped
from memscope.model.process import Process
from memscope.model.region import Region
from memscope.proc.machine import PAGE_SIZE
from tests.live.pages.own import sees_frames
from tests.live.programs.c import Target, running
from tests.live.sharing.forked import PAGES, WORKERS, WRITTEN, go_on

pytestmark = pytest.mark.live

Marked = list[tuple[Process, list[Region]]]


@pytest.fixture(scope="module")
def marked() -> Iterator[tuple[Target, Marked]]:
    """Three children with what they were given, of which the second wrote to some."""
    with running([sys.executable, "-ISc", WORKERS]) as target:
        start = target.facts["start"]
        found: Marked = []
        for one in Collector().look(target.facts["children"]).processes:
            region = one.region_at(start)
            assert region is not None
            found.append((one, [region]))
        yield target, found


def frames_in(process: Process, region: Region) -> set[int]:
    """Read the numbers of the frames as anybody may who is root."""
    with Path(f"/proc/{process.pid}/pagemap").open("rb") as table:
        table.seek(region.start // PAGE_SIZE * 8)
        data = table.read(region.size // PAGE_SIZE * 8)
    words = unpack(f"{len(data) // 8}Q", data)
    return {word & (1 << 55) - 1 for word in words if word >> 63}


def _is_whole(region: Region) -> bool:
    """It has whole pages, and some of them in RAM."""
    return bool(region.usage.resident) and not (region.start | region.end) % PAGE_SIZE


def test_a_frame_that_three_have_counts_once(marked: tuple[Target, Marked]) -> None:
    _target, of_three = marked

    found = count_once(of_three, go_on)

    assert found.own == WRITTEN * PAGE_SIZE
    assert found.is_certain is sees_frames()
    rest = PAGES * 3 - WRITTEN
    assert found.shared == (PAGES if sees_frames() else rest) * PAGE_SIZE
    assert found.regions == {
        (who.identity, one.start): one for who, those in of_three for one in those
    }


def test_whole_processes_are_as_many_frames_as_their_tables_have(
    marked: tuple[Target, Marked],
) -> None:
    if not sees_frames():
        pytest.skip("frame numbers are for root")
    plain = [
        (process, list(filter(_is_whole, process.regions)))
        for process, _those in marked[1]
    ]
    found = count_once(plain, go_on)
    frames = [frames_in(who, one) for who, those in plain for one in those]
    once = len(set[int]().union(*frames)) * PAGE_SIZE
    # The page of zeros is in RAM for the table, and nobody's for us.
    assert 0 <= once - found.own - found.shared <= PAGE_SIZE
    assert sum(map(len, frames)) * PAGE_SIZE > 2 * once


def test_it_ends_when_it_is_told_to_and_knows_who_is_gone(
    marked: tuple[Target, Marked],
) -> None:
    told: list[tuple[str, int, int]] = []

    def stop(what: str, done: int, of: int) -> None:
        told.append((what, done, of))
        raise Stopped(what)

    with pytest.raises(Stopped):
        count_once(marked[1], stop)
    assert told == [("counting page frames", 0, 3 * PAGES)]
    process, regions = marked[1][0]
    with pytest.raises(ProcessGone):
        count_once([(replace(process, start_ticks=1), regions)], go_on)
