"""The right end of the header: how we look, and who looks with us."""

import pytest

from memscope.render.runs import plain
from memscope.render.space.how import How, Looking, how_runs

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("how", "text"),
    [
        (How(), "● live 2 Hz "),
        (How(looking=Looking.PAUSED), "‖ paused "),
        (How(looking=Looking.BACK, back_s=130), "◀ −2:10 "),
        (How(looking=Looking.REPLAY, speed=2), "▶ replay 2× "),
        (How(recorded_s=192), "⏺ 3:12  ● live 2 Hz "),
        (How(watching=23), "● 23 watch  ● live 2 Hz "),
        (How(watching=1), "● 1 watches  ● live 2 Hz "),
        (How(clock="22:14", language="en"), "● live 2 Hz  22:14  en "),
    ],
)
def test_how_we_look_is_said_in_a_few_words(how: How, text: str) -> None:
    assert plain(how_runs(how, 60)) == text


def test_clock_and_language_give_way_first() -> None:
    how = How(clock="22:14", language="en", watching=2)

    assert plain(how_runs(how, 25)) == "● 2 watch  ● live 2 Hz "
