import pytest

from memscope.analyze.growth.leak import GrowthSpan, Leak, leak_of
from tests.unit.histories import MIB, PAGE, held

pytestmark = pytest.mark.unit

HEAP = [held(10, 400, 100)]


def leak(moves: list[int], every_s: float = 5.0) -> Leak | None:
    spans = [
        GrowthSpan(at * every_s, {10 * PAGE: move} if move else {})
        for at, move in enumerate(moves)
    ]
    return leak_of(spans, HEAP, len(moves) * every_s)


def test_five_minutes_of_growth_look_like_a_leak() -> None:
    found = leak([MIB] * 60)

    assert found == Leak(300.0, 60 * MIB, 0, 60, 60)
    assert found.is_likely


def test_less_than_five_minutes_do_not() -> None:
    found = leak([MIB] * 59)

    assert found is not None
    assert not found.is_likely


def test_what_gives_back_a_twentieth_is_no_leak() -> None:
    found = leak([MIB, MIB, MIB, MIB, -MIB] * 20)

    assert found is not None
    assert found.gave_back == 20 * MIB
    assert not found.is_likely


def test_one_leap_long_ago_is_no_leak() -> None:
    found = leak([900 * MIB] + [0] * 80)

    assert found is not None
    assert not found.is_likely


def test_where_nothing_grew_there_is_nothing_to_say() -> None:
    assert leak([0] * 80) is None
    assert leak([-MIB] * 80) is None


def test_what_grew_elsewhere_does_not_count() -> None:
    spans = [GrowthSpan(0.0, {5 * PAGE: MIB, 410 * PAGE: MIB})]

    assert leak_of(spans, HEAP, 5.0) is None
