"""The last minute, a line a process: what has room at which width."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from memscope.model.diff import Change, Difference
from memscope.model.kinds import Kind
from memscope.render.bars import Sample
from memscope.render.map.minute import Minute, event_line, minute_line
from tests.golden import check, sheet

pytestmark = pytest.mark.unit

GOLDEN = Path(__file__).with_name("golden")
GREW = Change(Difference.GREW, Kind.HEAP, "heap", 0x1000, 132 << 10)
MIB = 1 << 20


def minute(age_s: float | None, *changes: Change, calm: bool = False) -> Minute:
    top = 1 if calm else 2
    series: dict[str, Sequence[Sample]] = {
        "heap": [(0.0, MIB), (30.0, top * MIB)],
        "stack": [],
        "resident": [(0.0, 4 * MIB), (59.0, top * 4 * MIB)],
    }
    return Minute("A", series, age_s, changes)


def test_a_minute() -> None:
    moved = minute(2.9, GREW)
    rows = [
        (f"{width} cells", [minute_line(moved, 60.0, width)])
        for width in (20, 40, 81, 82, 89, 90, 98, 120, 250)
    ]
    others = [
        ("three seconds ago", minute(3.0, GREW)),
        ("nothing happened", minute(None)),
        ("it ended", minute(1.0)),
        ("calm", minute(None, calm=True)),
    ]
    rows += [(name, [minute_line(one, 60.0, 100)]) for name, one in others]

    check(GOLDEN / "minute.txt", sheet(rows))


def test_an_event_of_the_past() -> None:
    rows = [
        ("grew", [event_line(9.6, "B", [GREW], 60)]),
        ("much", [event_line(9.4, "B", [GREW] * 7, 110)]),
        ("ended", [event_line(0.0, "B", [], 40)]),
    ]

    check(GOLDEN / "events.txt", sheet(rows))
