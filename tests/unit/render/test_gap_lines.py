"""What could not be seen, in a pane: wrapped, with its remedy where there is one."""

import pytest

from memscope.model.snapshot import Gap
from memscope.render.gap_lines import gap_lines
from memscope.render.runs import plain, width_of

pytestmark = pytest.mark.unit

GAP = Gap(
    what="memory map", pid=7, why="permission denied by the kernel", remedy="be root"
)


def test_a_gap_has_a_reason_and_a_remedy() -> None:
    lines = gap_lines([GAP], 40)

    assert [plain(one) for one in lines] == [
        "memory map of process 7",
        "  permission denied by the kernel",
        "  → be root",
    ]
    assert [one[0].style for one in lines] == ["warn", "", "muted"]


def test_nobody_and_nothing_to_do() -> None:
    assert [
        plain(one) for one in gap_lines([Gap(what="all", pid=None, why="why")], 40)
    ] == [
        "all",
        "  why",
    ]
    assert gap_lines([], 40) == []


@pytest.mark.parametrize("width", [12, 20, 33])
def test_lines_fill_the_width_and_no_more(width: int) -> None:
    lines = gap_lines([GAP], width)

    assert max(map(width_of, lines)) <= width
    assert len(gap_lines([GAP], 33)) < len(gap_lines([GAP], 32))
