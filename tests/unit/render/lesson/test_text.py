"""A lesson as text shows what was measured, too."""

import pytest

from memscope.model.bars import Bar, BarRow, BarTable
from memscope.model.claim import LessonResult, StepResult
from memscope.render.lesson.text import lesson_lines
from memscope.render.runs import plain

pytestmark = pytest.mark.unit


def test_what_was_measured_is_drawn_below_the_claims() -> None:
    bars = BarTable("size", ("took",), (BarRow("8", (Bar(70.0),), "ms"),))
    step = StepResult("one", "Sizes", "", "", (), 1.0, (bars,))
    result = LessonResult("mine", "Mine", "en", (step,))

    lines = [plain(one).rstrip() for one in lesson_lines(result, width=60)]

    assert lines.index("1. Sizes") < lines.index("   size  took")
    assert any("8  ████" in one and "70 ms" in one for one in lines)
    assert max(map(len, lines)) <= 60
