"""What repetitions tell: clear, contrary, or nothing; never by one time alone."""

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memscope.lessons.repeated import decide, is_above, is_below, repeat

pytestmark = pytest.mark.unit

Times = Sequence[float]

times = st.lists(st.floats(0.001, 1000), max_size=7)


@pytest.mark.parametrize(
    ("quick", "slow", "verdict"),
    [
        pytest.param([1.0, 1.1, 1.2], [9.0, 8.0, 9.5], True, id="clear"),
        pytest.param([9.0, 8.0, 9.5], [1.0, 1.1, 1.2], False, id="contrary"),
        pytest.param([5.0, 5.1, 5.0], [5.0, 5.0, 5.1], False, id="equal"),
        pytest.param([1.0, 5.0, 1.1], [4.0, 9.0, 4.5], True, id="one outlier"),
        pytest.param([4.0, 99.0, 4.1], [1.0, 1.1, 99.0], False, id="one outlier each"),
        pytest.param([1.0, 5.0, 6.0], [4.0, 7.0, 9.0], None, id="overlapping"),
        pytest.param([1.0, 5.0], [4.0, 7.0], None, id="two that overlap"),
        pytest.param([1.0], [9.0, 9.0, 9.0], None, id="one time alone"),
        pytest.param([1.0, 1.0, 1.0], [9.0], None, id="one time of the other"),
        pytest.param([], [], None, id="none"),
    ],
)
def test_repetitions_decide_when_they_agree(
    quick: Times, slow: Times, verdict: bool | None
) -> None:
    assert decide(quick, slow, times=1.3) is verdict


@pytest.mark.parametrize(
    ("slow", "verdict"), [(20.0, True), (12.0, None), (10.0, False), (5.0, False)]
)
def test_what_lies_between_two_limits_is_too_close_to_tell(
    slow: float, verdict: bool | None
) -> None:
    assert decide([10.0] * 3, [slow] * 3, times=1.3, or_else=1.0) is verdict


@pytest.mark.parametrize(
    ("measured", "below", "above"),
    [
        ([1.0, 2.0, 3.0], True, False),
        ([30.0, 20.0, 25.0], False, True),
        ([1.0, 20.0, 25.0], None, None),
        ([1.0, 2.0, 99.0], True, False),
        ([20.0], None, None),
    ],
)
def test_a_bound_is_kept_or_exceeded_by_repetitions_that_agree(
    measured: Times, below: bool | None, above: bool | None
) -> None:
    assert is_below(measured, 10.0) is below
    assert is_above(measured, 10.0) is above


@given(times, times)
def test_one_cannot_be_quicker_both_ways(one: Times, other: Times) -> None:
    answers = decide(one, other), decide(other, one)

    assert answers != (True, True)


@given(times, times, st.floats(1.0, 3.0))
def test_more_load_makes_nothing_true_of_the_disturbed(
    one: Times, other: Times, slower: float
) -> None:
    disturbed = [time * slower for time in one]

    if decide(disturbed, other) is True:
        assert decide(one, other) is True


def counted(values: Sequence[int]) -> Iterator[int]:
    yield from values


@pytest.mark.parametrize(
    ("wanted", "found"), [(1, [1, 2]), (3, [1, 2, 3]), (9, [1, 2, 3, 4])]
)
def test_it_is_measured_until_it_suffices_and_not_for_ever(
    wanted: int, found: list[int]
) -> None:
    numbers = counted(range(1, 9))

    measured = repeat(
        lambda: next(numbers), lambda so_far: wanted in so_far, least=2, most=4
    )

    assert measured == found
