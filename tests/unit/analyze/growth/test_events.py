from collections.abc import Sequence

import pytest

from memscope.analyze.diff.unequal import unequal
from memscope.analyze.growth.events import (
    LARGE,
    Between,
    Happening,
    apart,
    listed_once,
)
from memscope.analyze.growth.steps import step_of
from memscope.analyze.series import Tick, Ticks
from memscope.model.diff import Change, Difference, ThreadChange
from memscope.model.region import Region
from tests.unit.histories import PAGE, held

pytestmark = pytest.mark.unit

WHO = (7, 9)


def between(
    old: Sequence[Region],
    new: Sequence[Region],
    at: float = 0.5,
    changes: Sequence[Change] = (),
    who: tuple[int, int] = WHO,
) -> Between:
    gone, come = unequal(old, new)
    return Between(who, at - 0.5, at, changes, gone, come, step_of(gone, come))


def heap(pages: int) -> list[Region]:
    return [held(10, 4096, pages, label="heap")]


def grown(at: float, by: int = 1, who: tuple[int, int] = WHO) -> list[Happening]:
    return between(heap(5), heap(5 + by), at, who=who).happened()


def test_what_goes_on_is_listed_once_with_its_sum() -> None:
    known: tuple[Happening, ...] = ()
    for at in range(1, 61):
        known = listed_once(known, grown(at / 2))
    (only,) = known

    assert (only.bytes, only.first_at, only.at) == (60 * PAGE, 0.0, 30.0)
    assert (only.label, only.address) == ("heap", 10 * PAGE)
    assert only.what is Difference.TOUCHED


def test_what_stopped_and_begins_again_is_another_event() -> None:
    both = listed_once(grown(0.5, 100), grown(20.5))

    assert [one.bytes for one in both] == [PAGE, 100 * PAGE]


def test_what_was_given_back_is_taken_off_the_sum() -> None:
    given = between(heap(9), heap(2), 1.0).happened()
    (only,) = listed_once(grown(0.5, 4), given)

    assert only.bytes == -3 * PAGE
    assert only.what is Difference.RELEASED


def test_a_region_that_takes_in_its_neighbour_is_not_gone() -> None:
    old = [held(1, 2, 2), held(3, 2, 1)]

    assert between(old, [held(1, 4, 3)]).happened() == []


def test_what_appears_and_goes_is_told_by_its_size_and_not_twice() -> None:
    old, new = [held(1, 2, 2)], [held(50, 3, 1), held(60, 3, 1)]
    found = between(old, new).happened()

    assert [(one.what, one.bytes, one.count) for one in found] == [
        (Difference.APPEARED, 6 * PAGE, 2),
        (Difference.GONE, -2 * PAGE, 1),
    ]


def test_the_same_thing_in_another_process_is_another_event() -> None:
    assert len(listed_once(grown(0.5), grown(0.5, who=(7, 10)))) == 2


def test_threads_are_counted() -> None:
    started = [
        Change(ThreadChange.STARTED, None, f"w{at}", None, None, at) for at in range(3)
    ]

    (only,) = between([], [], changes=started).happened()
    assert (only.what, only.count) == (ThreadChange.STARTED, 3)


def test_large_regions_and_threads_leave_a_mark() -> None:
    started = Change(ThreadChange.STARTED, None, "w", None, None, 8)
    new = [held(1, 1, 1), held(50, LARGE // PAGE, 1, label="heap")]

    assert between([], new, 3.0, [started]).ticks() == [
        Tick(3.0, Ticks.APPEARED, "heap", 2, LARGE + PAGE, 50 * PAGE),
        Tick(3.0, Ticks.THREADS, count=1),
    ]
    assert between([], new[:1], 3.0).ticks() == []


def test_apart_is_what_touches_nothing_on_the_other_side() -> None:
    ones = [held(1, 2, 1), held(10, 5, 1), held(30, 1, 1)]

    assert apart(ones, [held(3, 8, 1)]) == [ones[0], ones[2]]
    assert apart(ones, []) == ones
