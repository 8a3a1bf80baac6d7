from dataclasses import replace

import pytest

from memscope.analyze.beside.compared import ComparedSpaces
from memscope.render.runs import plain
from memscope.render.space.beside_header import header_lines
from tests.unit.analyze.beside.scene import compared, scene

pytestmark = pytest.mark.unit


def header(
    found: ComparedSpaces | None, *, width: int = 120, progress: str = ""
) -> list[str]:
    return [plain(one) for one in header_lines(scene(), found, width, progress)]


def test_each_frame_is_counted_once_and_adding_up_is_warned_of() -> None:
    found = compared()
    assert found.sums is not None
    each, only = found.sums.each, found.sums.only

    assert found.sums.together == sum(only) + found.sums.both
    assert all(a == b + found.sums.both for a, b in zip(each, only, strict=True))
    first, second = header(found)
    assert "same frames" in first
    assert "counted twice" in second


def test_while_it_goes_on_it_says_how_far() -> None:
    first, second = header(None, progress="comparing regions 3/40 · esc stops")

    assert first.rstrip().endswith("comparing regions 3/40 · esc stops")
    assert "together –" in second


def test_what_was_stopped_stays_and_says_so() -> None:
    found = replace(compared(), sums=None, done=3, of=40, is_stopped=True)

    assert "stopped: 3 of 40 regions compared" in header(found)[0]


def test_what_is_of_an_earlier_look_says_so() -> None:
    lines = header_lines(scene(), compared(), 120, is_old=True)

    assert "earlier look" in plain(lines[0])


def test_without_frames_nothing_is_summed_up() -> None:
    first, second = header(compared(hidden=True))

    assert "? needs root" in first
    assert "together ?" in second
