import pytest

from memscope.model.page import CODES, PageMap, PageRun, PageState
from memscope.model.ranges import Ranges
from tests.unit.analyze.pages import BASE, SIZE, page_map

pytestmark = pytest.mark.unit


def test_a_part_holds_whole_pages_even_where_it_begins_inside_one() -> None:
    part = page_map("XXFF..").part(BASE + SIZE + 16, BASE + 3 * SIZE + 1)

    assert (part.start, part.end) == (BASE + SIZE, BASE + 4 * SIZE)
    assert part.runs() == (
        PageRun(PageState.EXCLUSIVE, 1),
        PageRun(PageState.FILE, 2),
    )


def test_parts_of_a_map_know_where_nothing_was_read() -> None:
    pages = page_map("....", unread=Ranges([BASE + SIZE], [BASE + 3 * SIZE]))

    # Where entries were read after all, they count.
    assert pages.part(BASE, BASE + 4 * SIZE).unread.total == 2 * SIZE
    assert not pages.part(BASE, BASE + SIZE).unread


def test_state_and_entry_are_found_by_address() -> None:
    pages = page_map("X.F")

    assert pages.code_at(BASE + 100) == CODES[PageState.EXCLUSIVE]
    assert pages.word_at(BASE + 2 * SIZE) == page_map("X.F").pieces[0].words[2]
    assert pages.code_at(BASE + 9 * SIZE) == CODES[PageState.ABSENT]
    assert pages.word_at(BASE + 9 * SIZE) is None


def test_the_page_of_zeros_is_not_counted_as_resident() -> None:
    assert page_map("XSFEZ.GW").resident_count == 4


@pytest.mark.parametrize(
    ("letters", "hidden", "known"),
    [("XX", False, True), ("XX", True, False), ("..WG", True, None)],
)
def test_frames_are_known_hidden_or_there_are_none(
    letters: str, hidden: bool, known: bool | None
) -> None:
    assert page_map(letters, hidden=hidden).frames_known is known


def test_an_empty_map_is_one_run_of_nothing() -> None:
    pages = PageMap(BASE, BASE + (1 << 46), SIZE)

    assert pages.runs() == (PageRun(PageState.ABSENT, 1 << 34),)
    assert pages.count == 1 << 34
