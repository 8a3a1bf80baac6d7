"""The page of `?`: each letter once, only what is seen, nothing too wide."""

import pytest

from memscope.render.help.page import OnScreen, Topic, help_lines
from memscope.render.help.signs import SIGNS, letters, shades, signs_in
from memscope.render.runs import plain, width_of

pytestmark = pytest.mark.unit

NAMES = frozenset(
    {"spine.heap", "ink.heap", "track.heap", "tip.heap", "spine.vdso", "ink.vsyscall"}
)


def test_each_letter_on_the_screen_is_said_once() -> None:
    found = {run.text.strip(): words for run, words in letters(NAMES)}

    assert list(found) == ["V", "H"]
    assert "," in found["V"]


def test_only_the_strengths_that_are_there_are_explained() -> None:
    said = list(shades(NAMES))

    assert [one.split(":")[0] for one in said] == ["full", "hardly there", "light"]
    assert list(shades(["fore.heap.0", "strong"])) == [said[1]]


def test_only_signs_that_are_there_are_explained() -> None:
    assert [run.text for run, _words in signs_in("◀ SP · ▲ new")] == [" ▲ ", " ◀ "]
    assert len({sign for sign, _words in SIGNS}) == len(SIGNS)


@pytest.mark.parametrize("width", [30, 60, 80])
def test_no_line_is_wider_than_the_page(width: int) -> None:
    seen = OnScreen(NAMES, "".join(sign for sign, _words in SIGNS))
    topic = Topic("resident", ("What is in RAM now, and so on and so on. " * 3,))
    keys = [("v V", "mark what is selected; mark all that is shown")]

    lines = help_lines([topic], seen, keys, width)

    assert max(map(width_of, lines)) <= width
    text = "\n".join(map(plain, lines))
    assert "on the screen now" in text
    assert text.count("keys here") == 1
