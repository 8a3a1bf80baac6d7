import re

import pytest

from memscope.model.kinds import Kind, Segment
from memscope.render.ansi import ansi_text
from memscope.render.runs import Run

pytestmark = pytest.mark.unit


def test_ordinary_text_has_no_escape() -> None:
    assert ansi_text([(Run("plain"), Run(" text"))], true_colour=True) == "plain text\n"


def test_a_colour_ends_with_its_run() -> None:
    text = ansi_text([(Run("H", "spine.heap"), Run(" heap"))], true_colour=True)

    assert text == "\x1b[97;48;2;213;94;0mH\x1b[0m heap\n"


def test_a_terminal_with_256_colours_gets_one_of_them() -> None:
    text = ansi_text([(Run("H", "spine.heap"),)], true_colour=False)

    assert re.fullmatch("\x1b\\[97;48;5;\\d+mH\x1b\\[0m\n", text)


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_a_colour(kind: Kind) -> None:
    assert "48;2;" in ansi_text([(Run("x", f"spine.{kind}"),)], true_colour=True)


@pytest.mark.parametrize("segment", Segment)
def test_every_segment_has_a_colour(segment: Segment) -> None:
    run = Run("x", f"spine.segment-{segment}")

    assert "48;2;" in ansi_text([(run,)], true_colour=True)


def test_an_unknown_style_is_ordinary() -> None:
    assert ansi_text([(Run("x", "no-such-style"),)], true_colour=True) == "x\n"
