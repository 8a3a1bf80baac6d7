"""What grew, held against the difference of the two looks themselves."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memscope.analyze.diff.unequal import unequal
from memscope.analyze.growth.course import Course, Moment
from memscope.analyze.growth.growth import COLUMNS, Growth, Window
from memscope.analyze.growth.reckon import growth_of
from memscope.analyze.growth.steps import step_of
from memscope.analyze.layers import layers_of
from memscope.model.process import Process
from memscope.model.region import Region
from tests.unit.histories import MIB, PAGE, held, maps, process

pytestmark = pytest.mark.unit


def course(looks: Sequence[Process], marks: Sequence[int] = ()) -> Course:
    """Return the course of looks, half a second apart."""
    found = Course(0.0)
    regions: tuple[Region, ...] = looks[0].regions
    for number, one in enumerate(looks):
        step = step_of(*unequal(regions, one.regions))
        regions = one.regions
        found.add(Moment(number / 2, one.usage.resident, layers_of(one), step))
        if number in marks:
            found.mark(number / 2)
    return found


def growing(looks: int, pages: int = 64) -> list[Process]:
    return [process(held(1000, 1 << 20, at * pages)) for at in range(looks)]


@given(st.lists(maps(), min_size=2, max_size=8), st.data())
@settings(max_examples=30)
def test_it_is_the_difference_of_two_looks_at_any_moment(
    regions: list[tuple[Region, ...]], data: st.DataObject
) -> None:
    looks = [process(*one) for one in regions]
    last = data.draw(st.integers(1, len(looks) - 1))
    back = data.draw(st.integers(1, last))
    found = growth_of(course(looks), looks[last], Window(back / 2), until=last / 2)

    then, now = looks[last - back], looks[last]
    assert found.total == (now.usage.resident or 0) - (then.usage.resident or 0)
    assert sum(found.by_start.values()) + sum(found.gone.values()) == found.total
    assert found.span_s == back / 2


def test_what_grew_is_told_at_once_also_when_nobody_thought_of_it() -> None:
    looks = growing(200)
    found = growth_of(course(looks), looks[-1], Window(30.0), until=99.5)

    assert found.by_start == {1000 * PAGE: 60 * 64 * PAGE}
    assert (found.span_s, found.wanted_s) == (30.0, 30.0)


def test_a_window_that_is_longer_than_what_is_known_says_so() -> None:
    looks = growing(20)
    found = growth_of(course(looks), looks[-1], Window(300.0), until=9.5)

    assert (found.span_s, found.wanted_s) == (9.5, 300.0)


def test_of_one_look_nothing_is_known() -> None:
    looks = growing(1)

    assert growth_of(course(looks), looks[0], Window(), until=0.0).total is None


def test_since_the_bookmark_and_since_the_start() -> None:
    looks = growing(100)
    seen = course(looks, marks=[60])
    marked = Window(None, "bookmark")

    since = growth_of(seen, looks[-1], marked, until=49.5, bookmarks=[30.0])
    assert since.by_start == {1000 * PAGE: 39 * 64 * PAGE}
    assert since.span_s == since.wanted_s == 19.5
    start = growth_of(seen, looks[-1], Window(None, "start"), until=49.5)
    assert start.total == 99 * 64 * PAGE
    unmarked = growth_of(seen, looks[-1], marked, until=49.5)
    assert unmarked.total == start.total


def long(looks: int = 1600, mark: int = 100) -> tuple[Course, list[Process]]:
    made = growing(looks)
    return course(made, marks=[mark]), made


def test_bookmark_and_start_are_remembered_longer_than_looks() -> None:
    seen, looks = long()
    assert seen.known_from > 100

    for last in (1599, 1400):
        start = growth_of(seen, looks[last], Window(None, "start"), until=last / 2)
        assert start.by_start == {1000 * PAGE: last * 64 * PAGE}
        marked = growth_of(
            seen,
            looks[last],
            Window(None, "bookmark"),
            until=last / 2,
            bookmarks=[50.0],
        )
        assert marked.by_start == {1000 * PAGE: (last - 100) * 64 * PAGE}


def column(found: Growth) -> Sequence[int | None]:
    (row,) = found.columns.values()
    return row


def test_the_last_minute_is_told_in_columns_of_five_seconds() -> None:
    looks = growing(241)
    row = column(growth_of(course(looks), looks[-1], Window(), until=120.0))

    assert row == [10 * 64 * PAGE] * (COLUMNS - 1) + [64 * PAGE]


def test_where_nobody_looked_yet_a_column_is_unknown() -> None:
    looks = growing(25)
    row = column(growth_of(course(looks), looks[-1], Window(), until=12.0))

    assert row[: COLUMNS - 3] == [None] * (COLUMNS - 3)
    assert None not in row[COLUMNS - 3 :]


def test_the_whole_climbs_and_the_kind_that_does_is_named() -> None:
    looks = growing(400)
    found = growth_of(course(looks), looks[-1], Window(), until=199.5)

    assert found.is_growing
    assert found.rate == pytest.approx(64 * PAGE * 120)
    assert found.since == pytest.approx(199.5)
    (layer,) = found.layers
    assert layer.rate == pytest.approx(found.rate)


def test_five_minutes_of_it_look_like_a_leak_where_it_grows() -> None:
    looks = growing(800)
    found = growth_of(course(looks), looks[-1], Window(), until=399.5)

    leak = found.leak(looks[-1].regions)
    assert leak is not None
    assert leak.is_likely
    assert leak.gave_back == 0
    assert found.leak([held(1, 1, 1)]) is None


def test_a_still_process_has_nothing_to_tell() -> None:
    looks = [process(held(1, 9, 9))] * 300
    found = growth_of(course(looks), looks[-1], Window(), until=149.5)

    assert (found.total, found.rate, found.since) == (0, 0.0, 0.0)
    assert not found.by_start
    assert not found.columns
    assert found.total != MIB


def test_a_bookmark_at_an_earlier_moment_counts_from_there() -> None:
    seen, looks = course(made := growing(1600)), made
    seen.mark(700.0)
    for number in range(1600, 2700):
        one = process(held(1000, 1 << 20, number * 64))
        looks.append(one)
        step = step_of(*unequal(looks[-2].regions, one.regions))
        seen.add(Moment(number / 2, one.usage.resident, {}, step))
    assert seen.known_from > 700.0

    window = Window(None, "bookmark")
    found = growth_of(seen, looks[-1], window, until=1349.5, bookmarks=[700.0])
    assert found.by_start == {1000 * PAGE: (2699 - 1400) * 64 * PAGE}
