"""What a thread waits for, in as many words as there is room for."""

import pytest

from memscope.analyze.lanes.lane import LOCK
from memscope.analyze.lanes.waits import Wait
from memscope.render.words.waits import wait_text

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("wait", "wide", "narrow"),
    [
        (Wait("R"), "runs", "runs"),
        (Wait("S", 45), "socket: recvfrom", "recvfrom"),
        (Wait("S", 230), "time: clock_nanosleep", "time"),
        (Wait("S", 0), "read", "read"),
        (Wait("S", 9999), "#9999", "#9999"),
        (Wait("S"), "–", "–"),
        (Wait("D", 17), "disk: pread64", "pread64"),
        (Wait("D"), "disk", "disk"),
        (Wait("T", 45), "stopped", "stopped"),
        (Wait("S", 202, others=0), "futex", "futex"),
        (Wait("S", 202, others=3), "futex: 3 others wait there", "futex +3"),
        (Wait("S", 202, others=1), "futex: 1 other waits there", "futex +1"),
        (Wait(LOCK, 202, others=0), "≈ a lock", "≈ a lock"),
        (Wait(LOCK, 202, others=2), "≈ a lock: 2 others wait there", "≈ a lock +2"),
        (Wait(LOCK, 202, 4250, others=2), "≈ lock of 4250", "≈ 4250"),
        (Wait("S", 202, 4250, is_end=True), "≈ end of 4250", "≈ 4250"),
    ],
)
def test_the_longest_wording_that_fits_is_taken(
    wait: Wait, wide: str, narrow: str
) -> None:
    assert wait_text(wait, "x86_64", 40) == wide
    assert wait_text(wait, "x86_64", len(narrow)) == narrow


def test_where_numbers_have_no_names_they_are_said() -> None:
    assert wait_text(Wait("S", 202), "sparc64", 20) == "#202"
