"""Processes beside each other as text, at the widths and in both languages."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from memscope.analyze.beside.compared import ComparedSpaces
from memscope.analyze.beside.linked import linked_chain
from memscope.analyze.beside.rows import SideBySide, with_opened
from memscope.i18n import set_language
from memscope.render.runs import Line, plain, width_of
from memscope.render.space.beside import (
    Paper,
    axis_top,
    head_line,
    lines_of,
    row_line,
)
from memscope.render.space.beside_columns import columns_for
from memscope.render.space.beside_header import header_lines
from memscope.render.space.linked import linked_lines, linked_title
from memscope.render.space.linked_chain import chain_lines
from memscope.render.space.linked_strips import LEAD
from tests import golden
from tests.unit.analyze.beside.scene import compared, scene

pytestmark = pytest.mark.unit

GOLDEN = Path(__file__).with_name("golden")
WIDTHS = (60, 80, 120, 200)


def drawn(
    side: SideBySide, found: ComparedSpaces | None, width: int, *, opened: int = -1
) -> Iterator[Line]:
    """Draw all of it: header, heads, rows, and the heap by pages."""
    yield from header_lines(side, found, width)
    columns = columns_for(width, len(side.letters))
    paper = Paper(columns, side.letters, axis_top(side.largest), found)
    yield head_line(paper)
    paths = {side.rows[opened].path} if opened >= 0 else set()
    for row in with_opened(side.rows, paths):
        for at in range(lines_of(row, columns)):
            yield row_line(row, at, paper)
    for sort in ("heap", "anon", "thread-stack")[: 1 if len(paper.letters) == 2 else 3]:
        yield from by_pages(side, sort, found, width)


def by_pages(
    side: SideBySide, sort: str, found: ComparedSpaces | None, width: int
) -> list[Line]:
    row = next(row for row in side.rows if row.key.sort == sort)
    chain = linked_chain(row, found, width - LEAD - 1)
    if len(chain) == 1:
        return linked_lines(row, chain[0], side.letters, width)
    return chain_lines(row, chain, found, side.letters, width)


@pytest.fixture(params=["en", "ja"])
def language(request: pytest.FixtureRequest) -> str:
    """Draw in each language."""
    set_language(request.param)
    return str(request.param)


@pytest.mark.parametrize("width", WIDTHS)
def test_two_processes(language: str, width: int) -> None:
    lines = list(drawn(scene(), compared(), width, opened=2))

    assert {width_of(one) for one in lines if one} == {width}
    sheet = golden.sheet([("two", lines)])
    golden.check(GOLDEN / f"beside-{language}-{width}.txt", sheet)


@pytest.mark.parametrize("width", [80, 120, 160, 200])
def test_four_processes(language: str, width: int) -> None:
    lines = list(drawn(scene(4), compared(4), width))

    assert {width_of(one) for one in lines if one} == {width}
    sheet = golden.sheet([("four", lines)])
    golden.check(GOLDEN / f"beside-four-{language}-{width}.txt", sheet)


def test_without_rights_three_are_not_said_to_be_one() -> None:
    lines = by_pages(scene(3), "heap", compared(3, hidden=True), 120)

    text = "\n".join(map(plain, lines))
    assert "║" not in text
    assert "✔" not in text
    assert "in all   ? only root may see" in text
    assert plain(by_pages(scene(3), "heap", None, 120)[0]).startswith("nobody has")


def test_who_stands_between_is_drawn_once_and_shared_with_either() -> None:
    lines = by_pages(scene(3), "heap", compared(3), 120)

    letters = [plain(one)[1] for one in lines[:5]]
    assert letters == ["A", " ", "B", " ", "C"]
    assert plain(lines[0]).count("▒") == plain(lines[2]).count("▒") == 31
    assert plain(lines[1]).count("║") == 31


def test_nobody_without_rights_reads_that_anything_is_the_same() -> None:
    lines = list(drawn(scene(), compared(hidden=True), 120))

    sheet = golden.sheet([("two, as anybody sees them", lines)])
    assert "═" not in sheet
    assert "? needs root" in sheet
    golden.check(GOLDEN / "beside-hidden.txt", sheet)


def test_before_a_comparison_there_are_bars_and_no_claim() -> None:
    lines = list(drawn(scene(), None, 100))

    golden.check(GOLDEN / "beside-plain.txt", golden.sheet([("two", lines)]))


def test_what_is_new_is_the_outer_end_of_the_bar_that_grew() -> None:
    side, found = scene(), compared()
    heap = next(row for row in side.rows if row.key.sort == "heap")
    (start,) = (one.start for one in heap.some.regions)
    grown: list[dict[int, int]] = [{}, {start: 4 * 4096}]
    paper = Paper(columns_for(120, 2), "AB", 256 * 1024, found, grown)

    left, right = plain(row_line(heap, 0, paper)).split("124K · 78 %")

    assert "+" not in left
    # Of the nine pages that are its own four are new.
    assert right.index("+") > right.rindex("█")
    assert right.count("+") > 0


def test_in_a_lesson_addresses_come_before_the_longest_bars() -> None:
    assert not columns_for(120, 2).address
    assert columns_for(120, 2, addresses=True).address
    assert columns_for(140, 2).address


@pytest.mark.parametrize("count", [2, 3, 4])
@pytest.mark.parametrize("width", range(40, 260, 7))
def test_columns_fill_the_width_and_bars_are_equally_long(
    width: int, count: int
) -> None:
    one = columns_for(width, count)

    if one.is_stacked:
        assert one.bar + 7 + 4 + 2 <= width
    else:
        sides = count * (one.size + one.address + one.mapped + one.bar)
        gutters = one.gutter * (count - 1)
        assert 4 + one.name + sides + gutters + one.all + one.delta == width
    assert one.bar <= 48 or one.is_stacked


@pytest.mark.parametrize("largest", [0, 1, 4096, 4097, 1 << 20, 33_500_000, 1 << 47])
def test_an_axis_ends_at_the_next_round_number(largest: int) -> None:
    top = axis_top(largest)

    assert top >= largest
    assert top <= max(largest * 2, 4096)


def test_the_title_says_how_many_pages_a_cell_is() -> None:
    heap = next(row for row in scene().rows if row.key.sort == "heap")

    linked = linked_chain(heap, compared(), 20)[0]

    assert linked_title(heap, linked) == (
        "heap · by pages · 1 cell = 2 pages · high addresses right"
    )
    assert linked_title(heap, None) == "heap"
