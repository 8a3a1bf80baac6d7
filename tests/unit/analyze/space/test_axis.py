"""The axis of bars: round at its end, and it does not follow every change."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memscope.analyze.space.axis import LEAST, Scale, SteadyEnd, round_end
from memscope.analyze.space.reading import Axis

pytestmark = pytest.mark.unit
MIB = 1 << 20


@given(st.integers(0, 1 << 50))
def test_it_ends_above_the_largest_and_never_twice_as_far(size: int) -> None:
    end = round_end(size)

    assert size <= end
    assert end == LEAST or end < 2 * size


def test_the_end_is_round() -> None:
    ends = [round_end(size * MIB) // MIB for size in (1, 2, 3, 5, 117, 225, 700)]

    assert ends == [1, 2, 3, 6, 128, 256, 768]


def test_it_moves_when_it_is_exceeded_or_far_too_long_for_a_while() -> None:
    steady = SteadyEnd()
    said = [
        steady.scale(Axis.RESIDENT, most * MIB, at).end // MIB
        for at, most in (
            *((0.0, 117), (1.0, 129), (2.0, 100), (3.0, 60), (4.0, 90)),
            *((5.0, 60), (9.0, 60), (10.0, 60), (11.0, 60)),
        )
    ]

    assert said == [128, 192, 192, 192, 192, 192, 192, 64, 64]


def test_another_axis_begins_anew() -> None:
    steady = SteadyEnd()
    steady.scale(Axis.RESIDENT, 100 * MIB, 0.0)

    assert steady.scale(Axis.MAPPED, 2 * MIB, 0.0).end == 2 * MIB


def test_a_logarithmic_axis_has_a_step_for_each_doubling() -> None:
    scale = Scale(Axis.LOG, 8 * MIB)

    parts = [scale.part(LEAST << step) for step in range(12)]

    steps = {round(b - a, 9) for a, b in itertools.pairwise(parts)}
    assert len(steps) == 1
    assert (parts[0], parts[-1]) == (0.0, 1.0)
    assert scale.start == LEAST
