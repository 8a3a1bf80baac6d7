"""Where the memory is, as text: numbers stay, names and bars give way."""

import pytest

from memscope.model.portion import Portion
from memscope.render.runs import plain, width_of
from memscope.render.text.portions import portion_lines
from tests.unit.render.columns.test_portions import MIB, portion

pytestmark = pytest.mark.unit

MANY = [
    portion("code of " + "a-very-long-name-" * 3, 300 * MIB, count=65_536),
    portion("heap", 200 * MIB, proportional=MIB, proportional_known=MIB),
    portion("日本語" * 9, 20, swapped=9 * MIB),
]


@pytest.mark.parametrize("width", [30, 40, 60, 80, 100, 120, 200])
def test_no_line_is_longer_than_the_screen(width: int) -> None:
    assert max(map(width_of, portion_lines(MANY, width=width))) <= width


def test_without_a_width_no_name_is_cut() -> None:
    text = "\n".join(map(plain, portion_lines(MANY)))

    assert all(one.label in text for one in MANY)


def test_bars_begin_at_one_place_and_are_parts_of_the_total() -> None:
    lines = [plain(one) for one in portion_lines(MANY[:2], width=100)]
    heading, first, second, total = lines

    assert first.index("█") == second.index("█") > heading.index("regions")
    assert first.count("█") > second.count("█")
    assert "█" not in total


def test_each_name_wears_the_colour_of_its_kind() -> None:
    assert portion_lines([portion()])[1][0].style == "spine.heap"


def test_a_process_without_memory_has_an_empty_total() -> None:
    none: list[Portion] = []

    assert plain(portion_lines(none)[-1]).split() == ["total", "0", "B", "0", "B", "0"]
