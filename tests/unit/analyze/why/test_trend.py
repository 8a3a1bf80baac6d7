import pytest
from hypothesis import given
from hypothesis import strategies as st

from memscope.analyze.why.trend import trend

pytestmark = pytest.mark.unit


def test_a_straight_line_fits_itself() -> None:
    line = trend([(float(at), 5.0 + 3 * at) for at in range(9)])

    assert line is not None
    assert line.per_s == pytest.approx(3)
    assert line.fit == pytest.approx(1)
    assert line.grown == pytest.approx(24)
    assert line.goes_on


def test_a_plateau_does_not_go_on() -> None:
    line = trend([(float(at), float(min(at, 6))) for at in range(12)])

    assert line is not None
    assert line.per_s > 0
    assert not line.goes_on


def test_what_stays_does_not_grow() -> None:
    line = trend([(float(at), 7.0) for at in range(5)])

    assert line is not None
    assert (line.per_s, line.fit, line.goes_on) == (0, 0, False)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_two_points_are_no_trend(count: int) -> None:
    assert trend([(float(at), float(at)) for at in range(count)]) is None


def test_looks_at_one_moment_are_no_trend() -> None:
    assert trend([(1.0, 1.0), (1.0, 2.0), (1.0, 3.0)]) is None


@given(st.lists(st.floats(0, 1e15), min_size=3, max_size=30))
def test_the_fit_is_a_share(values: list[float]) -> None:
    line = trend([(float(at), value) for at, value in enumerate(values)])

    assert line is not None
    assert -1e-6 <= line.fit <= 1 + 1e-6
