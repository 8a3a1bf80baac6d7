"""Words about pages: counts, letters, and the page pointed at."""

import pytest

from memscope.model.page import Page, PageChange, PageState
from memscope.render.pages.facts import letters_lines, page_lines, summary_line
from memscope.render.pages.layout import PageCell
from memscope.render.runs import plain, width_of

pytestmark = pytest.mark.unit

CELL = PageCell(0x1000, 1, PageState.EXCLUSIVE, huge=False, mixed=False)


def texts(page: Page, cell: PageCell = CELL) -> str:
    return "\n".join(map(plain, page_lines(page, cell, 4096)))


def test_a_page_names_its_frame_and_who_maps_it() -> None:
    page = Page(0x1000, PageState.EXCLUSIVE, False, True, 0xABC, 2, ("anon", "lru"))

    text = texts(page)

    assert "physical frame 0xabc · mapped 2 times · kernel: anon lru" in text


def test_a_frame_of_which_nobody_counts_who_maps_it_is_not_called_unmapped() -> None:
    of_pool = Page(0x1000, PageState.FILE, True, False, 0xABC, None, ("huge",))
    zeros = Page(0x1000, PageState.ZERO, False, False, 0xABC, None, ("zero-page",))

    assert "0xabc · how often it is mapped is not known · kernel: huge" in texts(
        of_pool
    )
    assert "0xabc · kernel: zero-page" in texts(zeros)


def test_addresses_are_as_wide_as_those_of_the_program() -> None:
    page = Page(0x8049000, PageState.EXCLUSIVE)

    assert plain(page_lines(page, CELL, 4096)[0]).startswith("000008049000 ")
    assert plain(page_lines(page, CELL, 4096, 8)[0]).startswith("08049000 ")


def test_a_hidden_frame_is_not_called_absent() -> None:
    hidden = Page(0x1000, PageState.EXCLUSIVE, word=1 << 63)
    absent = Page(0x1000, PageState.ABSENT, word=0)

    assert "hidden from us" in texts(hidden)
    assert "no physical frame" in texts(absent)


def test_a_cell_of_many_pages_says_so_and_what_happened() -> None:
    cell = PageCell(
        0x1000, 16, PageState.SHARED, huge=False, mixed=True, change=PageChange.COPIED
    )

    text = texts(Page(0x1000, PageState.SHARED), cell)

    assert "the first of 16 pages of this cell (64 KiB)" in text
    assert "* copied by a write" in text


def test_letters_are_explained_in_as_many_lines_as_it_takes() -> None:
    counts = {PageState.ABSENT: 1000, PageState.EXCLUSIVE: 3}
    changes = [PageChange.APPEARED, PageChange.APPEARED]

    wide = letters_lines(counts, changes, huge=2, width=200)
    narrow = letters_lines(counts, changes, huge=2, width=50)

    assert len(wide) == 1
    assert len(narrow) > 1
    assert all(width_of(one) <= 50 for one in narrow)
    for text in ("1,000 absent", "3 exclusive", "H  2 part of", "+  2 came into RAM"):
        assert text in plain(wide[0])


def test_the_scale_is_said() -> None:
    text = plain(summary_line({PageState.ABSENT: 512}, 8, 4096))

    assert text == "512 pages · a cell is 32 KiB"
    with_file = summary_line({PageState.UNMAPPED: 512}, 8, 4096, 1 << 20)
    assert plain(with_file).endswith(
        " · 1 MiB of this part of the file in RAM, mapped here or not"
    )
