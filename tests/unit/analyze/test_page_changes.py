from collections.abc import Mapping

import pytest

from memscope.analyze.page_changes import changed_entries, page_changes
from memscope.model.page import PageChange, PageMap
from memscope.model.ranges import Ranges
from tests.unit.analyze.pages import BASE, SIZE, page_map

pytestmark = pytest.mark.unit


def changes(old: PageMap, new: PageMap) -> dict[int, PageChange]:
    """Page index to change."""
    found = page_changes(old, new)
    return {(address - BASE) // SIZE: change for address, change in found.items()}


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (".", "X", PageChange.APPEARED),
        ("Z", "X", PageChange.APPEARED),
        ("W", "X", PageChange.APPEARED),
        ("X", ".", PageChange.WENT_AWAY),
        ("X", "W", PageChange.WENT_AWAY),
        ("X", "S", PageChange.SHARED),
        ("S", "X", PageChange.UNSHARED),
        ("F", "X", PageChange.COPIED),
        ("E", "X", PageChange.COPIED),
        ("X", "X", None),
        (".", "Z", None),
        (".", "G", None),
    ],
)
def test_what_happened_to_a_page_whose_frame_stays_or_is_hidden(
    before: str, after: str, change: PageChange | None
) -> None:
    expected = {} if change is None else {0: change}

    hidden = page_map(before, hidden=True), page_map(after, hidden=True)

    assert changes(page_map(before), page_map(after)) == expected
    assert changes(*hidden) == expected


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ("S", "X", PageChange.COPIED),
        ("X", "X", PageChange.MOVED),
        ("S", "S", PageChange.MOVED),
        ("F", "F", PageChange.MOVED),
    ],
)
def test_what_happened_to_a_page_in_another_frame(
    before: str, after: str, change: PageChange
) -> None:
    old, new = page_map(before), page_map(after, frames={0: 4711})

    assert changes(old, new) == {0: change}


def test_two_hidden_frames_are_no_other_frame() -> None:
    old, new = page_map("SS", hidden=True), page_map("SS")

    assert changes(old, new) == {}


def test_only_the_pages_that_changed_are_named_among_many() -> None:
    pages = "X" * 500 + "." * 500

    assert changes(page_map(pages), page_map("." + pages[1:-1] + "F")) == {
        0: PageChange.WENT_AWAY,
        999: PageChange.APPEARED,
    }


def test_what_was_not_read_in_one_of_the_looks_did_not_change() -> None:
    unread = Ranges([BASE + 4 * SIZE], [BASE + 6 * SIZE])
    old = PageMap(BASE, BASE + 6 * SIZE, SIZE, unread=unread)

    assert changes(old, page_map("XXXXXX")) == dict.fromkeys(
        range(4), PageChange.APPEARED
    )


def with_sums(pages: PageMap, sums: Mapping[int, int]) -> PageMap:
    """The same pages, with checksums by page index."""
    checksums = {BASE + index * SIZE: value for index, value in sums.items()}
    return PageMap(pages.start, pages.end, SIZE, pages.pieces, checksums=checksums)


def test_other_contents_are_seen_when_both_looks_read_them() -> None:
    old = with_sums(page_map("XXX"), {0: 1, 1: 1})
    new = with_sums(page_map("XXX"), {0: 2, 1: 1, 2: 9})

    assert changes(old, new) == {0: PageChange.CONTENT}


def test_a_copy_is_more_news_than_its_contents() -> None:
    old = with_sums(page_map("S"), {0: 1})
    new = with_sums(page_map("X", frames={0: 9}), {0: 2})

    assert changes(old, new) == {0: PageChange.COPIED}


@pytest.mark.parametrize("bit", [55, 57], ids=["soft-dirty", "userfaultfd"])
def test_bookkeeping_bits_do_not_count_as_a_change_of_the_page(bit: int) -> None:
    old, new = page_map("XX"), page_map("XX")
    new.pieces[0].words[0] |= 1 << bit
    new.pieces[0].words[1] ^= 3

    assert changed_entries(old, new) == {BASE + SIZE}


def test_terabytes_of_nothing_between_two_pages_cost_nothing() -> None:
    far = BASE + (1 << 46)
    old = PageMap(BASE, far + SIZE, SIZE, page_map("X").pieces)
    new = PageMap(
        BASE,
        far + SIZE,
        SIZE,
        (*page_map("X").pieces, *page_map("X", start=far).pieces),
    )

    assert page_changes(old, new) == {far: PageChange.APPEARED}
