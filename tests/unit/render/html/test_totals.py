"""Sums by segment on a page: each bar is a share of what is in RAM."""

import re

import pytest
from msgspec.structs import replace

from memscope.model.kinds import Kind
from memscope.model.process import Process
from memscope.model.region import ProcessUsage, Region
from memscope.render.html.totals import page_totals
from memscope.render.palette import colour_of
from tests.tui.synthetic import process, region

pytestmark = pytest.mark.unit

HEAP = region(0x1000, 16 << 10, Kind.HEAP, resident=12 << 10)
STACK = region(0x9000, 16 << 10, Kind.STACK, resident=4 << 10)


def only(*regions: Region) -> Process:
    return replace(process(), regions=regions, usage=ProcessUsage())


def bars(one: Process) -> list[tuple[str, list[str]]]:
    """Return the letter of each row, and how wide its bar is, in percent."""
    rows = page_totals(one).rows
    return [(row.letter, re.findall(r'width="([\d.]+)"', str(row.bar))) for row in rows]


def test_the_bars_of_all_segments_are_a_hundred_percent_and_the_sum_has_none() -> None:
    assert bars(only(HEAP, STACK)) == [("H", ["75"]), ("S", ["25"]), ("", [])]


@pytest.mark.parametrize("resident", [0, None])
def test_what_is_not_in_ram_or_unknown_has_no_bar(resident: int | None) -> None:
    one = region(0x1000, 16 << 10, Kind.HEAP, resident=resident)

    assert [widths for _letter, widths in bars(only(one))] == [[], []]
    assert bars(only(one, STACK))[0] == ("H", [])


def test_a_row_wears_the_colours_of_its_segment() -> None:
    totals = page_totals(only(HEAP))

    assert [row.key for row in totals.rows] == ["segment-heap", ""]
    assert f'fill="{colour_of("segment-heap")}"' in str(totals.rows[0].bar)
    assert 'viewBox="0 0 100 1"' in str(totals.rows[0].bar)
    assert {len(row.texts) for row in totals.rows} == {len(totals.headings)}
