"""A recording in words: where in it, and which moments one can jump to."""

import pytest

from memscope.model.recording import About, Bookmark, StepMark
from memscope.render.runs import plain
from memscope.render.text.recording import clock, recording_lines
from tests.unit.codec.film import BEGAN, STEP

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0.0, "0:00.0"),
        (7.04, "0:07.0"),
        (7.06, "0:07.1"),
        (59.94, "0:59.9"),
        (59.96, "1:00.0"),
        (60.0, "1:00.0"),
        (61.5, "1:01.5"),
        (3599.9, "59:59.9"),
        (3600.0, "1:00:00.0"),
        (3723.5, "1:02:03.5"),
        (360_000.0, "100:00:00.0"),
    ],
)
def test_a_position_is_read_as_on_a_clock(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown


def test_bookmarks_and_steps_stand_in_order_of_time() -> None:
    lines = recording_lines(
        About(BEGAN, 0.5, "workers\x1b"),
        duration_s=61.5,
        frames=2,
        bookmarks=[Bookmark(9.0, "later"), Bookmark(0.5, "\udcff")],
        steps=[StepMark(1.0, "process", "A process", "en", 0, STEP)],
    )

    assert [plain(one) for one in lines] == [
        "memscope · 2026-01-02 03:04:05 UTC · 1:01.5 · 2 looks",
        "workers\\x1b",
        "    0:00.5  \\xff",
        "    0:01.0  process · grow",
        "    0:09.0  later",
    ]
