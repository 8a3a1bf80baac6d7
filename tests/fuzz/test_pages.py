"""Whatever the kernel says of pages: every page is there once, and nothing breaks."""

from array import array
from itertools import groupby, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memscope.analyze.page_changes import page_changes
from memscope.analyze.page_map import make_page_map
from memscope.analyze.sharing.pages import count_pages
from memscope.analyze.sharing.regions import Match, match_regions
from memscope.analyze.sharing.verdicts import KnownOfPages
from memscope.model.page import PageMap
from memscope.model.region import Region
from memscope.model.sharing import MatchedBy
from memscope.render.pages.layout import PageGrid, lay_out, lay_out_pages
from tests.unit.analyze.pages import BASE, SIZE, columns
from tests.unit.analyze.regions import region

pytestmark = pytest.mark.fuzz

PAGES = 24
END = BASE + PAGES * SIZE
words = st.lists(st.integers(0, (1 << 64) - 1), min_size=1, max_size=8)


@st.composite
def page_maps(draw: st.DrawFn) -> PageMap:
    """Any entries in up to three pieces, and a scan that need not agree with them."""
    pieces, at = [], BASE
    for _ in range(draw(st.integers(0, 3))):
        at += draw(st.integers(0, 3)) * SIZE
        entries = array("Q", draw(words))[: max(0, END - at) // SIZE]
        if entries:
            pieces.append((at, entries))
            at += len(entries) * SIZE
    cuts = sorted(draw(st.sets(st.integers(0, PAGES), max_size=6)))
    scanned = [
        (BASE + low * SIZE, BASE + high * SIZE, draw(st.integers(0, 1 << 9)))
        for low, high in pairwise(cuts)
    ]
    has_scan = draw(st.booleans())
    return make_page_map(
        BASE, END, SIZE, pieces, columns(scanned) if has_scan else None
    )


@given(page_maps())
def test_runs_cover_every_page_once_and_neighbours_differ(pages: PageMap) -> None:
    runs = pages.runs()

    assert sum(run.count for run in runs) == PAGES
    assert all(len(list(same)) == 1 for _, same in groupby(runs, _look))


def _look(run: object) -> tuple[object, object]:
    return run.state, run.huge  # type: ignore[attr-defined]


@given(page_maps(), st.integers(0, PAGES * SIZE), st.integers(1, PAGES * SIZE))
def test_a_part_says_the_same_of_each_page_as_the_whole(
    pages: PageMap, offset: int, size: int
) -> None:
    start, end = BASE + offset, min(BASE + offset + size, END)
    if start >= end:
        return

    part = pages.part(start, end)

    for address in range(part.start, part.end, SIZE):
        assert part.code_at(address) == pages.code_at(address)
        assert part.word_at(address) == pages.word_at(address)


@given(page_maps(), page_maps())
def test_changes_are_of_pages_in_the_map(old: PageMap, new: PageMap) -> None:
    assert page_changes(new, new) == {}
    assert all(address in range(BASE, END, SIZE) for address in page_changes(old, new))


@given(page_maps(), st.integers(1, 40), st.integers(1, 5))
def test_a_grid_holds_every_page_whatever_its_shape(
    pages: PageMap, width: int, rows: int
) -> None:
    grid = lay_out(BASE, SIZE, pages.runs(), columns=width, rows=rows)

    assert sum(cell.pages for cell in grid.cells) == PAGES
    assert len(grid.rows) <= rows
    assert counts(lay_out_pages(pages, columns=width, rows=rows)) == counts(grid)


def counts(grid: PageGrid) -> list[tuple[int, int, bool]]:
    """What does not depend on which of two equally frequent states came first."""
    return [(cell.start, cell.pages, cell.mixed) for cell in grid.cells]


@given(page_maps(), page_maps(), st.booleans(), st.booleans(), st.integers(0, 4))
def test_counts_of_a_pair_add_up(
    first: PageMap, second: PageMap, frames: bool, separate: bool, shift: int
) -> None:
    one = region(pages=PAGES - shift)
    other = region(start=BASE + shift * SIZE, pages=PAGES - shift)
    known = KnownOfPages(separate, frames, flags=True)

    pages = count_pages(Match(one, other, MatchedBy.ORDER), first, second, known)

    found = pages.record()
    assert found.both == sum(
        (
            found.same,
            found.different,
            found.zero,
            found.merged,
            found.alike,
            found.undecided,
        )
    )
    assert 0 <= found.copy_on_write <= found.same
    assert found.only_first >= 0
    assert found.only_second >= 0


regions = st.lists(
    st.tuples(
        st.integers(0, 20),
        st.integers(1, 4),
        st.sampled_from([0, 0, 7, 8]),
        st.sampled_from(["rw-p", "r-xp", "rw-s"]),
        st.integers(0, 3),
    ),
    max_size=8,
).map(lambda rows: _spaced(rows))


def _spaced(rows: list[tuple[int, int, int, str, int]]) -> list[Region]:
    """Put regions one above the other, so that none overlaps another."""
    found, at = [], BASE
    for gap, pages, inode, perms, offset in rows:
        at += gap * SIZE
        found.append(
            region(
                start=at, pages=pages, inode=inode, perms=perms, offset=offset * SIZE
            )
        )
        at += pages * SIZE
    return found


@given(regions, regions)
def test_every_region_is_matched_or_left_over(
    first: list[Region], second: list[Region]
) -> None:
    matches, only_first, only_second = match_regions(first, second)

    assert {one.first.start for one in matches} | {one.start for one in only_first} == {
        one.start for one in first
    }
    assert {one.second.start for one in matches} | {
        one.start for one in only_second
    } == {one.start for one in second}
    assert not {one.first.start for one in matches} & {one.start for one in only_first}
