from array import array

import pytest

from memscope.analyze.page_map import make_page_map
from memscope.model.page import PageRun, PageState
from memscope.model.ranges import Ranges
from memscope.parse.pagemap import (
    FILE,
    PAGE_IS_HUGE,
    PAGE_IS_PFNZERO,
    PAGE_IS_PRESENT,
    PRESENT,
)
from tests.unit.analyze.pages import BASE, SIZE, columns, page_map

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("letter", "state"),
    [
        (".", PageState.ABSENT),
        ("X", PageState.EXCLUSIVE),
        ("S", PageState.SHARED),
        ("F", PageState.FILE),
        ("E", PageState.FILE_EXCLUSIVE),
        ("Z", PageState.ZERO),
        ("W", PageState.SWAPPED),
        ("G", PageState.GUARD),
    ],
)
def test_every_entry_gets_its_state(letter: str, state: PageState) -> None:
    assert page_map(letter).runs() == (PageRun(state, 1),)


def test_a_guard_page_is_not_taken_for_swap_though_it_has_that_bit_too() -> None:
    pages = page_map("GW")

    assert [run.state for run in pages.runs()] == [PageState.GUARD, PageState.SWAPPED]


def test_without_a_scan_shared_memory_is_not_told_from_the_page_of_zeros() -> None:
    pages = page_map("SZX", scan=False)

    assert pages.runs() == (
        PageRun(PageState.PRESENT, 2),
        PageRun(PageState.EXCLUSIVE, 1),
    )
    assert not pages.huge_known


def test_pages_of_a_huge_page_are_marked() -> None:
    assert page_map("XX", huge=True).runs() == (
        PageRun(PageState.EXCLUSIVE, 2, huge=True),
    )


def test_the_huge_page_of_zeros_is_no_page_of_a_file() -> None:
    categories = PAGE_IS_PRESENT | PAGE_IS_PFNZERO | PAGE_IS_HUGE
    words = array("Q", [PRESENT | FILE] * 2)

    pages = make_page_map(
        BASE,
        BASE + 2 * SIZE,
        SIZE,
        [(BASE, words)],
        columns([(BASE, BASE + 2 * SIZE, categories)]),
    )

    assert pages.runs() == (PageRun(PageState.ZERO, 2, huge=True),)


def test_a_page_that_came_after_the_scan_is_not_called_shared() -> None:
    words = array("Q", [PRESENT, 0])

    pages = make_page_map(BASE, BASE + 2 * SIZE, SIZE, [(BASE, words)], columns([]))

    assert pages.runs()[0] == PageRun(PageState.PRESENT, 1)


def test_a_page_written_after_the_scan_is_no_page_of_zeros() -> None:
    words = page_map("X").pieces[0].words
    scanned = columns([(BASE, BASE + SIZE, PAGE_IS_PRESENT | PAGE_IS_PFNZERO)])

    pages = make_page_map(BASE, BASE + SIZE, SIZE, [(BASE, words)], scanned)

    assert pages.runs() == (PageRun(PageState.EXCLUSIVE, 1),)


def test_a_page_gone_after_the_scan_is_absent_and_not_huge() -> None:
    scanned = columns([(BASE, BASE + SIZE, PAGE_IS_PRESENT | PAGE_IS_HUGE)])

    pages = make_page_map(BASE, BASE + SIZE, SIZE, [(BASE, array("Q", [0]))], scanned)

    assert pages.runs() == (PageRun(PageState.ABSENT, 1),)


def test_between_pieces_nothing_is_there_and_unread_is_unknown() -> None:
    unread = Ranges([BASE + 8 * SIZE], [BASE + 10 * SIZE])

    pages = make_page_map(
        BASE,
        BASE + 12 * SIZE,
        SIZE,
        [(BASE + SIZE, page_map("XX").pieces[0].words)],
        None,
        unread=unread,
    )

    assert pages.runs() == (
        PageRun(PageState.ABSENT, 1),
        PageRun(PageState.EXCLUSIVE, 2),
        PageRun(PageState.ABSENT, 5),
        PageRun(PageState.UNKNOWN, 2),
        PageRun(PageState.ABSENT, 2),
    )


def test_many_single_pages_are_called_what_they_are_called_one_by_one() -> None:
    letters = "S.X.F." * 40

    at_once, one_by_one = page_map(letters), page_map(letters + "Z")

    assert at_once.runs() == one_by_one.runs()[:-1]
