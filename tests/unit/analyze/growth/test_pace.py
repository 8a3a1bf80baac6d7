from collections.abc import Sequence

import pytest

from memscope.analyze.growth.pace import LEAST_LOOKS, Pace, pace_of, slope
from tests.unit.histories import MIB

pytestmark = pytest.mark.unit


def pace(values: Sequence[int | None], every_s: float = 0.5) -> Pace:
    points = [(at * every_s, value) for at, value in enumerate(values)]
    times = [at for at, _value in points]
    return pace_of(points, lambda: (times, values))


def test_a_steady_climb_is_told_with_its_rate_and_since_when() -> None:
    found = pace([at * MIB // 8 for at in range(240)])

    assert found.rate == pytest.approx(15 * MIB)
    assert found.rising == 1.0
    assert found.is_growth
    assert found.since == pytest.approx(119.5)


def test_what_it_did_before_it_grew_does_not_count() -> None:
    found = pace([0] * 240 + [at * MIB for at in range(120)])

    assert found.since == pytest.approx(60, abs=2)


def test_one_leap_is_no_growth() -> None:
    assert not pace([0] * 20 + [100 * MIB] * 100).is_growth
    assert not pace([0] * 60 + [100 * MIB] * 60).is_growth


def test_a_few_looks_out_of_line_do_not_move_it() -> None:
    values: list[int | None] = [at * MIB for at in range(120)]
    values[60], values[90] = 900 * MIB, 0
    found = pace(values)

    assert found.rate == pytest.approx(120 * MIB, rel=0.02)
    assert found.is_growth


def test_up_and_down_is_no_growth() -> None:
    values: list[int | None] = [at * MIB + (at % 2) * 4 * MIB for at in range(120)]

    assert not pace(values).is_growth


def test_of_too_few_looks_nothing_is_said() -> None:
    found = pace([at * MIB for at in range(LEAST_LOOKS - 1)])

    assert found == Pace(looks=LEAST_LOOKS - 1)


def test_what_was_not_known_is_left_out() -> None:
    values: list[int | None] = [None, *(at * MIB for at in range(60))]

    assert pace(values).looks == 60


def test_slow_growth_is_not_worth_a_word() -> None:
    assert not pace([at * 1024 for at in range(120)]).is_growth


def test_two_looks_at_one_moment_have_no_slope() -> None:
    assert slope([(1.0, 5), (1.0, 7)]) == 0.0
