"""Pages of regions as a text draws them, their legend, and the page pointed at."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from memscope.model.kinds import Kind
from memscope.model.page import Page, PageChange, PageRun, PageState
from memscope.model.region import Region
from memscope.render.pages.facts import letters_lines, page_lines, summary_line
from memscope.render.pages.grid import (
    grid_lines,
    pages_text,
    region_pages_lines,
)
from memscope.render.pages.layout import PageCell, lay_out
from memscope.render.runs import width_of
from tests.golden import check, sheet
from tests.unit.analyze.regions import region

pytestmark = pytest.mark.unit

GOLDEN = Path(__file__).with_name("golden")
BASE, SIZE = 0x7F00_0000_0000, 4096
OWN, ABSENT = PageState.EXCLUSIVE, PageState.ABSENT
MIXED = (PageRun(OWN, 3), PageRun(ABSENT, 6), PageRun(OWN, 8, huge=True))


def known(*runs: PageRun, kind: Kind = Kind.HEAP) -> Region:
    return replace(region(kind, BASE, 17), pages_=runs)


def test_regions() -> None:
    dull = [known(PageRun(state, 4)) for state in (ABSENT, PageState.UNKNOWN)]
    parts = [
        (f"{width} cells", region_pages_lines([known(*MIXED)], SIZE, width=width))
        for width in (29, 30, 46, None)
    ]
    rest = [
        ("two rows", region_pages_lines([known(*MIXED)], SIZE, width=22, rows=2)),
        ("empty ones", region_pages_lines([dull[0], *dull, known()], SIZE, width=40)),
        ("unasked", region_pages_lines([region()], SIZE, width=40)),
    ]

    check(GOLDEN / "regions.txt", sheet([*parts, *rest]))


def test_a_grid_with_a_cursor_and_its_legend() -> None:
    changes = {BASE + 4 * SIZE: PageChange.COPIED}
    parts = []
    for columns in (4, 17):
        grid = lay_out(BASE, SIZE, MIXED, columns=columns, rows=2, changes=changes)
        for cursor in (None, BASE, BASE + 16 * SIZE, BASE + 17 * SIZE):
            lines = grid_lines(grid, cursor=cursor)
            parts.append((f"{columns} columns at {cursor}", lines))
        parts.append(("unchanged", grid_lines(grid, changes=False)))

    check(GOLDEN / "grid.txt", sheet(parts))


@pytest.mark.parametrize(
    ("runs", "rows", "last"),
    [
        (MIXED, 9, "of a huge page"),
        (MIXED, 1, "a cell is 16 KiB"),
        ((PageRun(OWN, 8),), 1, "exclusive: its own"),
    ],
)
def test_letters_without_colours(
    runs: tuple[PageRun, ...], rows: int, last: str
) -> None:
    first, *others = pages_text(known(*runs), SIZE, columns=8, rows=rows).split("\n")

    assert first.startswith(f"{sum(run.count for run in runs)} pages: ")
    assert last in others[-1]
    assert pages_text(region(), SIZE, columns=8, rows=1) == ""


def test_the_page_pointed_at() -> None:
    page, cell = Page(BASE, OWN), PageCell(BASE, 1, OWN, huge=False, mixed=False)
    seen = replace(page, frame=0x1234, mappings=2, frame_flags=("lru", "anon"))
    parts = [
        ("alone", page_lines(page, cell, SIZE)),
        ("huge", page_lines(replace(page, huge=True), cell, SIZE)),
        ("of two", page_lines(page, replace(cell, pages=2), SIZE)),
        ("copied", page_lines(page, replace(cell, change=PageChange.COPIED), SIZE)),
        ("hidden", page_lines(replace(page, word=1 << 63), cell, SIZE)),
        ("elsewhere", page_lines(replace(page, word=1 << 62), cell, SIZE)),
        ("frame", page_lines(seen, cell, SIZE)),
        ("only a frame", page_lines(replace(page, frame=1), cell, SIZE)),
    ]

    check(GOLDEN / "page.txt", sheet(parts))


def test_the_words_below_a_grid() -> None:
    counts = {ABSENT: 1200, OWN: 1}
    changes = [PageChange.COPIED, PageChange.COPIED, PageChange.APPEARED]
    parts = [
        (f"{width} cells", letters_lines(counts, changes, huge=512, width=width))
        for width in (20, 60, 200)
    ]
    parts.append(("little", letters_lines({OWN: 1}, [], huge=0, width=60)))
    parts += [
        ("sums", [summary_line(counts, 4, SIZE), summary_line({OWN: 1}, 1, SIZE)])
    ]

    check(GOLDEN / "words.txt", sheet(parts))


def test_two_letters_share_a_line_that_they_fill() -> None:
    counts = {OWN: 1, PageState.SWAPPED: 1}
    (whole,) = letters_lines(counts, [], huge=0, width=200)

    lines = [
        letters_lines(counts, [], huge=0, width=width_of(whole) - less)
        for less in (0, 1)
    ]

    assert [len(one) for one in lines] == [1, 2]
