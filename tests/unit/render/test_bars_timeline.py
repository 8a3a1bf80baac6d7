import pytest
from hypothesis import given
from hypothesis import strategies as st

from memscope.render.bars import resample, sparkline
from memscope.render.runs import plain, width_of

pytestmark = pytest.mark.unit


def test_the_newest_value_is_at_the_right_edge() -> None:
    samples = [(0.0, 1), (30.0, 2), (60.0, 3)]

    assert resample(samples, 6, now=60.0, span_s=60.0) == [1, 1, 2, 2, 2, 3]


def test_before_the_first_sample_nothing_is_known() -> None:
    assert resample([(55.0, 7)], 4, now=60.0, span_s=60.0) == [None, None, None, 7]


def test_an_unknown_sample_stays_unknown() -> None:
    assert resample([(0.0, 7), (58.0, None)], 2, now=60.0, span_s=60.0) == [7, None]


def test_a_flat_line_stays_at_the_bottom() -> None:
    assert plain(sparkline([5, 5, 5], "ink.heap", calm=100)) == "▁▁▁"


def test_the_largest_value_reaches_the_top() -> None:
    assert plain(sparkline([0, 500, 1000], "ink.heap", calm=100)) == "▁▅█"


def test_a_tremble_below_what_matters_is_no_mountain() -> None:
    assert plain(sparkline([1000, 1001], "ink.heap", calm=1000)) == "▁▁"


def test_what_is_unknown_is_a_dot() -> None:
    assert plain(sparkline([None, 1, None, 2], "ink.heap", calm=1)) == "·▁·█"


@given(
    st.lists(st.none() | st.integers(0, 1 << 45), min_size=1, max_size=40),
    st.integers(0, 1 << 20),
)
def test_a_sparkline_is_as_wide_as_its_values(
    values: list[int | None], calm: int
) -> None:
    assert width_of(sparkline(values, "ink.heap", calm)) == len(values)
