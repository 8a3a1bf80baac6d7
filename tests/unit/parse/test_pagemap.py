from array import array

import pytest

from memscope.parse.pagemap import (
    PAGE_IS_GUARD,
    PAGE_IS_PFNZERO,
    PAGE_IS_PRESENT,
    PAGE_IS_SWAPPED,
    Pages,
    pages_from_entries,
    pages_from_scan,
)

pytestmark = pytest.mark.unit

PAGE = 4096
PRESENT, SWAPPED, GUARD = 1 << 63, 1 << 62, 1 << 58


def scanned(*records: tuple[int, int, int]) -> Pages:
    words = array("Q", [word for record in records for word in record])
    return pages_from_scan(memoryview(words), guards_known=True)


def test_a_scan_is_sorted_into_what_its_categories_mean() -> None:
    pages = scanned(
        (0x1000, 0x3000, PAGE_IS_PRESENT),
        (0x3000, 0x4000, PAGE_IS_PRESENT | PAGE_IS_PFNZERO),
        (0x4000, 0x5000, PAGE_IS_SWAPPED | PAGE_IS_GUARD),
        (0x9000, 0xA000, PAGE_IS_SWAPPED),
    )

    assert list(pages.resident) == [(0x1000, 0x3000)]
    assert list(pages.zero) == [(0x3000, 0x4000)]
    assert list(pages.guards) == [(0x4000, 0x5000)]
    assert list(pages.swapped) == [(0x9000, 0xA000)]


def test_guards_that_the_scan_reported_in_two_pieces_are_one() -> None:
    both = PAGE_IS_SWAPPED | PAGE_IS_GUARD

    pages = scanned((0x1000, 0x2000, both), (0x2000, 0x3000, both))

    assert list(pages.guards) == [(0x1000, 0x3000)]


def test_raw_entries_say_the_same_as_a_scan() -> None:
    words = [PRESENT | 5, PRESENT, 0, GUARD | SWAPPED, SWAPPED, 0, PRESENT]
    data = array("Q", words).tobytes()

    pages = pages_from_entries([(0x10000, data)], PAGE)

    assert list(pages.resident) == [(0x10000, 0x12000), (0x16000, 0x17000)]
    assert list(pages.guards) == [(0x13000, 0x14000)]
    assert list(pages.swapped) == [(0x14000, 0x15000)]


def test_a_run_of_pages_over_two_reads_is_one_range() -> None:
    data = array("Q", [PRESENT] * 4).tobytes()

    pages = pages_from_entries([(0x10000, data), (0x14000, data)], PAGE)

    assert list(pages.resident) == [(0x10000, 0x18000)]


def test_nothing_is_said_about_addresses_that_were_not_read() -> None:
    data = array("Q", [PRESENT]).tobytes()

    pages = pages_from_entries([(0x1000, data)], PAGE, unread=[(0x100000, 0x900000)])

    assert pages.resident_in_each([(0x1000, 0x3000), (0x200000, 0x300000)]) == [
        PAGE,
        None,
    ]
    assert pages.resident_in(0x8FF000, 0x901000) is None
    assert pages.resident_in(0x900000, 0x901000) == 0
