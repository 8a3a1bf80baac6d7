"""Where the memory is, on a page: the same numbers as in the text, with bars."""

import re

import pytest
from msgspec.structs import replace

from memscope.model.kinds import Kind
from memscope.model.process import Process
from memscope.model.region import ProcessUsage, Region, RegionUsage
from memscope.render.html.report import snapshot_page
from memscope.render.html.where import page_together, page_where
from memscope.render.palette import colour_of
from tests.tui.synthetic import process, region, snapshot

pytestmark = pytest.mark.unit

KIB = 1 << 10
HEAP = region(0x1000, 16 * KIB, Kind.HEAP, resident=12 * KIB, label="heap")
ARENA = region(0x9000, 16 * KIB, Kind.ARENA, resident=4 * KIB, label="malloc arena")


def only(*regions: Region, pid: int = 4242) -> Process:
    return replace(process(pid), regions=regions, usage=ProcessUsage())


def test_each_sort_has_a_row_in_its_colours_and_a_bar_of_its_part() -> None:
    where = page_where(only(ARENA, HEAP))

    assert where is not None
    heap, arenas, total = where.rows
    assert (heap.letter, heap.key, heap.texts[0]) == ("H", "heap", "heap")
    assert re.findall(r'width="([\d.]+)"', str(heap.bar)) == ["75"]
    assert f'fill="{colour_of("arena")}"' in str(arenas.bar)
    assert (total.letter, total.key, str(total.bar)) == ("", "", "")
    assert total.texts[:2] == ["total", "16 KiB"]
    assert {len(row.texts) for row in where.rows} == {len(where.headings)}


def test_a_process_without_memory_has_no_table() -> None:
    assert page_where(only()) is None


def test_processes_are_added_up_where_there_are_several() -> None:
    shared = replace(HEAP, usage=RegionUsage(resident=12 * KIB, proportional=6 * KIB))
    known = replace(only(shared), usage=ProcessUsage(proportional=6 * KIB))

    together = page_together(snapshot(known, replace(known, pid=7, address_space="b")))

    assert page_together(snapshot(known)) is None
    assert together is not None
    assert together.rows[-1].texts[3] == "12 KiB"


def test_what_a_program_calls_its_memory_is_shown_safely() -> None:
    evil = replace(HEAP, kind=Kind.ANON, label="<img src=x>\x1b", path="[anon:x]")

    page = snapshot_page(snapshot(only(evil)))

    assert "<img" not in page
    assert r"&lt;img src=x&gt;\x1b" in page
