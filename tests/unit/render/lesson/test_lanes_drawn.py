"""Lanes around the width at which they stand side by side, with what is unknown."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from memscope.render.lesson.lanes import lane_lines
from tests.golden import check, sheet
from tests.unit.render.lesson.test_lanes import FAST, MIB, moment, run

pytestmark = pytest.mark.unit

GOLDEN = Path(__file__).with_name("golden")
ON_ITS_WAY = run("pool", 0.0, moment(0, 1), replace(moment(500, 4), done=7), errors=2)
FAILED = run("other", 2.0, moment(0, 1, None), moment(1999, 3, None), errors=1)
KNOWN = replace(
    FAST,
    moments=tuple(
        replace(one, proportional=20 * MIB, unique=10 * MIB, arenas=at)
        for at, one in enumerate(FAST.moments)
    ),
)


def test_lanes() -> None:
    both, waiting = (KNOWN, FAILED), (KNOWN, ON_ITS_WAY)
    parts = [
        (f"{width} cells", lane_lines(runs, width))
        for width, runs in ((40, waiting), (53, both), (54, both), (74, waiting))
    ]
    parts += [
        ("three rows", lane_lines((KNOWN,), 60, rows=3)),
        ("brief", lane_lines((KNOWN,), 60, brief=True)),
        ("wide", lane_lines((FAILED,), 130, brief=True)),
        ("before anything", lane_lines((run("pool", 0.0),), 60)),
        ("nobody", lane_lines((), 60)),
    ]

    check(GOLDEN / "lanes.txt", sheet(parts))
