"""The line of marks at the widths of the screen, in both languages."""

from pathlib import Path

import pytest

from memscope.analyze.space.marked import MarkedSums
from memscope.i18n import set_language
from memscope.render.finding.marked import marked_line
from memscope.render.runs import plain, width_of
from memscope.tui.working import Progress
from tests.golden import check, sheet

pytestmark = pytest.mark.unit
GOLDEN = Path(__file__).with_name("golden")
M = 1 << 20
PART = frozenset({"resident", "own", "swapped"})
SUMS = {
    "two": MarkedSums(2, 116, 177 * M, 177 * M, 0, True, 0, 8 * M, 30.0, 0.77),
    "one": MarkedSums(1, 1, 4096, 4096, 0, True, 0, 0, 300.0, 0.0001),
    "several processes": MarkedSums(
        4, 4, 9 * M, 2 * M, 7 * M, False, 3 * M, processes=2
    ),
    "each page once": MarkedSums(
        4, 4, 9 * M, 2 * M, 4 * M, True, 0, M, 30.0, 0.4, processes=2
    ),
    "counted before": MarkedSums(
        2, 2, 9 * M, 2 * M, 4 * M, True, 0, processes=2, is_old=True
    ),
    "unknown": MarkedSums(1, 1, None, None, None, True, None),
    "in part": MarkedSums(3, 9, 5 * M, 5 * M, 0, True, 0, -M, 10.0, 0.5, PART),
}


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_line_sums_the_marks(lang: str) -> None:
    set_language(lang)
    parts = [
        (name, [marked_line(one, width) for width in (40, 60, 80, 120, 160)])
        for name, one in SUMS.items()
    ]
    counting, of = Progress("counting page frames", 1200, 4096).text, SUMS["one"]
    parts.append(("counting", [marked_line(of, w, counting) for w in (80, 120)]))
    check(GOLDEN / f"marked-{lang}.txt", sheet(parts))


def test_it_is_never_wider_than_there_is_room_and_cuts_no_number() -> None:
    whole = {name: plain(marked_line(one, 500)) for name, one in SUMS.items()}
    for width in range(200):
        for name, one in SUMS.items():
            found = marked_line(one, width)
            assert width_of(found) <= width
            parts = [one for one in plain(found).split("   ") if one != "≤ needs root"]
            assert all(part in whole[name].split("   ") for part in parts if part)
