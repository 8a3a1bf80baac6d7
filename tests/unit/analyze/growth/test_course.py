from itertools import pairwise

import pytest

from memscope.analyze.growth.course import COARSE_S, FINE_S, MOST_MARKS, Course, Moment
from memscope.analyze.growth.layered import series_of
from memscope.analyze.growth.steps import GrowthStep
from memscope.analyze.layers import LayerKey
from tests.unit.histories import MIB

pytestmark = pytest.mark.unit

HEAP, ANON = LayerKey("heap", "heap"), LayerKey("anonymous memory", "anon")


def lived(seconds: int, every_s: int = 1) -> Course:
    """Return the course of a process of which one kind comes late."""
    course = Course(0.0)
    for at in range(0, seconds + 1, every_s):
        layers = {HEAP: MIB} if at < seconds // 2 else {HEAP: MIB, ANON: at}
        course.add(Moment(at, sum(layers.values()), layers, GrowthStep([1], [at])))
    return course


def test_a_day_is_kept_in_a_few_numbers_and_no_longer() -> None:
    course = lived(100_000, every_s=4)

    assert len(course.fine) == FINE_S / 4 + 1
    assert 86_400 <= 100_000 - course.coarse.times[0] <= 86_400 * 1.1
    assert {b - a for a, b in pairwise(course.coarse.times)} == {8.0}
    assert COARSE_S <= 8.0


def test_the_series_is_whole_from_the_first_look_to_the_last() -> None:
    series = series_of(lived(2000))

    assert series.times[0] == 0.0
    assert series.times[-1] == 2000.0
    assert [one.key for one in series.layers] == [HEAP, ANON]
    assert {len(one.values) for one in series.layers} == {len(series.times)}
    early, late = series.times.index(500.0), series.times.index(1500.0)
    assert series.layers[1].values[early] == 0
    assert series.layers[1].values[late] == 1500
    assert series.resident[late] == MIB + 1500


def test_a_series_does_not_change_any_more() -> None:
    course = lived(700)
    series = series_of(course)
    for at in range(701, 800):
        course.add(Moment(at, 1, {HEAP: 1}))

    assert series.times[-1] == 700.0
    assert len(series.layers[0].values) == len(series.times)


def test_unknown_sums_stay_unknown_when_they_are_old() -> None:
    course = Course(0.0)
    for at in range(0, 2000, 5):
        course.add(Moment(at, None if at < 500 else at, {}))
    series = series_of(course)

    assert series.resident[0] is None
    assert series.resident[-1] == 1995


def test_of_a_busy_process_fewer_minutes_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("memscope.analyze.growth.course.MOST_ENTRIES", 5_000)
    course = Course(0.0)
    for at in range(40):
        starts = range(500)
        course.add(Moment(at, 1, {}, GrowthStep(starts, starts)))

    assert len(course.fine) < 12
    assert course.known_from > 20


def test_only_some_bookmarks_are_added_up_and_the_start_always() -> None:
    course = lived(10)
    for at in range(20):
        course.mark(at + 100.0)

    assert course.since(0.0) is not None
    assert course.since(100.0) is None
    assert course.since(119.0) == {}
    assert course.since(120.0 - MOST_MARKS + 1) is not None
