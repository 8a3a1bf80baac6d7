"""Totals by segment: both numbers where there is room, else what is touched."""

from pathlib import Path

import pytest

from memscope.analyze.totals import Total
from memscope.model.kinds import Segment
from memscope.render.map.totals import totals_lines
from tests.golden import check, sheet

pytestmark = pytest.mark.unit

GOLDEN = Path(__file__).with_name("golden")
A = {
    Segment.HEAP: Total(1, 132 << 10, 8 << 10, None),
    Segment.CODE: Total(1, 4096, 4096, None),
}
B = {Segment.HEAP: Total(1, 1 << 30, None, None)}


def test_totals() -> None:
    two, one = [("A", A), ("B", B)], [("A", A)]
    many = [(letter, A) for letter in "ABCDE"]
    tables = [
        (f"two in {width} cells", totals_lines(two, width)) for width in (33, 34, 60)
    ]
    tables += [
        (f"one in {width} cells", totals_lines(one, width)) for width in (21, 22)
    ]
    tables += [
        (f"five in {width} cells about {about}", totals_lines(many, width, about))
        for width in (26, 27)
        for about in ("", "A", "C", "E")
    ]
    tables.append(("nobody", totals_lines([], 20)))

    check(GOLDEN / "totals.txt", sheet(tables))
