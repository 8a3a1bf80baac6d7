import re
from pathlib import Path

import pytest

from memscope.model.claim import StepResult
from memscope.model.recording import (
    Bookmark,
    ProcessTimeline,
    StepMark,
    Timeline,
    TimelineMoment,
)
from memscope.render.html.timeline_svg import timeline_picture
from memscope.render.palette import colour_of
from tests.golden import check, elements

pytestmark = pytest.mark.unit

WHO = (4242, 1)


def axis(duration_s: float) -> list[str]:
    """Return the numbers below a recording of that length."""
    moment = TimelineMoment(0.0, 1 << 20, 4096, 3, 1)
    seen = ProcessTimeline(WHO, (moment,))
    picture = timeline_picture(Timeline(duration_s, 0.0, (seen,)), WHO)
    return re.findall(r">(\d[\d.]* s|\d[\d:]*:\d\d)<", picture)


@pytest.mark.parametrize(
    ("duration_s", "numbers"),
    [
        (0.4, "0 s, 0.05 s, 0.1 s, 0.15 s, 0.2 s, 0.25 s, 0.3 s, 0.35 s, 0.4 s"),
        (5.6, "0 s, 1 s, 2 s, 3 s, 4 s, 5 s"),
        (3599.5, "0:00, 10:00, 20:00, 30:00, 40:00, 50:00"),
        (4 * 3600, "0:00, 30:00, 1:00:00, 1:30:00, 2:00:00"),
        (20 * 86400, "0:00, 72:00:00, 144:00:00"),
    ],
)
def test_the_axis_has_round_numbers_and_a_clock_when_it_is_long(
    duration_s: float, numbers: str
) -> None:
    found = ", ".join(axis(duration_s))

    assert numbers in found


def strokes(*resident: int | None) -> list[str]:
    """Return the lines of one lane, for a look each second."""
    moments = tuple(
        TimelineMoment(float(at), None, value, 3, 1)
        for at, value in enumerate(resident)
    )
    seen = ProcessTimeline(WHO, moments)
    picture = timeline_picture(Timeline(float(len(moments)), 0.0, (seen,)), WHO)
    colour = colour_of("library")
    return re.findall(rf'<path d="([^"]*)" fill="none" stroke="{colour}"', picture)


def test_a_value_is_drawn_until_the_next_look_and_what_is_unknown_is_not() -> None:
    whole = strokes(0, 4096, 4096, 4096)
    parted = strokes(0, 4096, None, 4096)

    left, step = 150, (1000 - 150 - 24) / 4
    (line,), (before, after) = whole, parted
    assert line.startswith(f"M{left:g} ")
    assert line.count("L") == 3
    assert before.startswith(f"M{left:g} ")
    assert before.endswith(f"H{left + 2 * step:g}")
    assert after.startswith(f"M{left + 3 * step:g} ")
    assert "L" not in after


def test_there_are_never_more_numbers_than_have_room() -> None:
    for power in range(-2, 8):
        for base in (1.0, 1.7, 3.3, 8.1):
            assert 2 <= len(axis(base * 10.0**power)) <= 9


def test_a_whole_picture() -> None:
    step = StepResult("look", "A look", "", "", (), 1.0)
    lesson = StepMark(8.0, "process", "A process", "en", 1, step)
    moments = (
        TimelineMoment(0.0, 1 << 20, None, 3, 1),
        TimelineMoment(2.5, 1 << 20, None, 4, 1),
        TimelineMoment(5.0, 3 << 20, None, 5, 1),
        TimelineMoment(10.0, 2 << 20, None, 5, 1),
    )
    marks = [Bookmark(at, name) for at, name in ((7.0, "now <b>"), (7.1, "no room"))]
    marks.append(Bookmark(10.0, "a name that is longer than there is room"))
    seen = ProcessTimeline(WHO, moments)

    picture = timeline_picture(
        Timeline(10.0, 5.0, (seen,), tuple(marks), (lesson,)), WHO
    )

    check(Path(__file__).with_name("golden") / "timeline.svg", elements(picture))


def test_who_was_never_seen_has_no_picture() -> None:
    assert timeline_picture(Timeline(1.0, 0.0, ()), WHO) == ""


@pytest.mark.parametrize(("duration_s", "clock"), [(120.0, False), (120.1, True)])
def test_the_axis_is_a_clock_after_two_minutes(duration_s: float, clock: bool) -> None:
    assert ("2:00" in axis(duration_s)) is clock
