import pytest
from msgspec.structs import replace

from memscope.model.kinds import Kind
from memscope.model.page import PageChange, PageRun, PageState
from memscope.model.region import Region
from memscope.render.ansi import ansi_text
from memscope.render.pages.grid import (
    columns_for,
    grid_lines,
    pages_summary,
    region_pages_lines,
)
from memscope.render.pages.layout import lay_out
from memscope.render.pages.styles import CHANGE_LOOKS, HUGE_LETTER, PAGE_STYLES
from memscope.render.runs import plain, width_of
from tests.unit.analyze.regions import region

pytestmark = pytest.mark.unit

BASE, SIZE = 0x7F0000000000, 4096
OWN, ABSENT = PageState.EXCLUSIVE, PageState.ABSENT
EVERYTHING = [PageRun(state, 1) for state in PageState]


def test_each_row_begins_with_its_address() -> None:
    grid = lay_out(BASE, SIZE, [PageRun(OWN, 3), PageRun(ABSENT, 2)], columns=4, rows=2)

    assert [plain(one) for one in grid_lines(grid)] == [
        "7f0000000000  XXX·",
        "7f0000004000  ·",
    ]


def test_states_differ_in_letter_and_in_colour() -> None:
    letters = [look.letter for look in PAGE_STYLES.values()]
    colours = [look.colour for look in PAGE_STYLES.values()]

    assert set(PAGE_STYLES) == set(PageState)
    assert len({*letters, HUGE_LETTER}) == len(letters) + 1
    assert len(set(colours)) == len(colours)
    assert {letter.upper() for letter in letters} == set(letters)


def test_small_letters_and_paler_shades_say_that_a_cell_is_mixed() -> None:
    runs = [PageRun(OWN, 5), PageRun(ABSENT, 3)]
    grid = lay_out(BASE, SIZE, runs, columns=2, rows=1)

    ((_, pure, mixed),) = grid_lines(grid)

    assert (pure.text, pure.style) == ("X", "spine.page-exclusive")
    assert (mixed.text, mixed.style) == (":", "faint")
    most = lay_out(BASE, SIZE, [PageRun(OWN, 3), PageRun(ABSENT, 1)], columns=1, rows=1)
    ((_, cell),) = grid_lines(most)
    assert (cell.text, cell.style) == ("x", "ink.page-exclusive")


def test_huge_pages_have_a_letter_of_their_own_in_the_colour_of_the_state() -> None:
    grid = lay_out(BASE, SIZE, [PageRun(OWN, 2, huge=True)], columns=8, rows=1)

    ((_, cells),) = grid_lines(grid)

    assert (cells.text, cells.style) == ("HH", "spine.page-exclusive")


def test_a_change_is_a_sign_and_not_only_a_colour() -> None:
    changes = {BASE + SIZE: PageChange.COPIED}
    grid = lay_out(BASE, SIZE, [PageRun(OWN, 3)], columns=3, rows=1, changes=changes)

    assert plain(grid_lines(grid)[0]).endswith("X*X")
    assert plain(grid_lines(grid, changes=False)[0]).endswith("XXX")
    assert set(CHANGE_LOOKS) == set(PageChange)
    assert len({mark for mark, _ in CHANGE_LOOKS.values()}) == len(PageChange)


def test_the_cell_under_the_cursor_is_marked_and_only_that() -> None:
    grid = lay_out(BASE, SIZE, [PageRun(OWN, 3)], columns=3, rows=1)

    (row,) = grid_lines(grid, cursor=BASE + SIZE + 5)

    assert [(run.text, "cursor" in run.style) for run in row[1:]] == [
        ("X", False),
        ("X", True),
        ("X", False),
    ]


@pytest.mark.parametrize("width", [20, 40, 80, 100, 200, 400])
def test_rows_fit_the_width_and_are_powers_of_two(width: int) -> None:
    columns = columns_for(width)
    grid = lay_out(BASE, SIZE, [PageRun(OWN, 5000)], columns=columns, rows=9)

    assert columns & (columns - 1) == 0
    assert width_of(grid_lines(grid)[0]) <= max(width, 22)


def test_the_summary_is_one_line() -> None:
    assert pages_summary([PageRun(OWN, 2), PageRun(ABSENT, 5)]) == "7 pages: 5 ·, 2 X"


def with_pages(*runs: PageRun, kind: Kind = Kind.HEAP, label: str = "") -> Region:
    return replace(region(kind, start=BASE, label=label), pages_=runs)


def test_in_a_text_regions_without_anything_are_only_counted() -> None:
    regions = [
        with_pages(PageRun(OWN, 1), PageRun(ABSENT, 2), label="heap \x1b[31m"),
        with_pages(PageRun(ABSENT, 9)),
        with_pages(PageRun(ABSENT, 9)),
        with_pages(PageRun(PageState.UNKNOWN, 1)),
        region(),
    ]

    lines = [plain(one) for one in region_pages_lines(regions, SIZE, width=80)]

    assert lines == [
        "· absent: never touched, or given back",
        "X exclusive: its own, in RAM",
        "",
        "H heap \\x1b[31m · 3 pages: 2 ·, 1 X",
        "7f0000000000  X··",
        "",
        "2 regions without a page in RAM",
        "",
        "1 region whose pages cannot be known",
    ]


def test_regions_that_were_not_looked_at_give_no_lines() -> None:
    assert region_pages_lines([region()], SIZE, width=None) == []


def test_every_state_can_be_written_with_terminal_colours() -> None:
    grid = lay_out(BASE, SIZE, EVERYTHING, columns=16, rows=1)

    text = ansi_text(grid_lines(grid), true_colour=True)

    assert text.count(";48;2;") == len(PageState) - 2
