import pytest

from memscope.analyze.growth.events import LARGE, happened, listed_once, ticks_of
from memscope.analyze.series import Tick, Ticks
from memscope.model.diff import Change, Difference, ThreadChange
from memscope.model.kinds import Kind

pytestmark = pytest.mark.unit

WHO = (7, 9)


def change(what: Difference, delta: int, start: int = 0x1000) -> Change:
    return Change(what, Kind.HEAP, "heap", start, delta)


def test_what_goes_on_is_listed_once_with_its_sum() -> None:
    known: tuple[object, ...] = ()
    for at in range(1, 61):
        new = happened(WHO, at / 2 - 0.5, at / 2, [change(Difference.GREW, 100)])
        known = listed_once(known, new)  # type: ignore[arg-type]
    (only,) = listed_once(known, [])  # type: ignore[arg-type]

    assert (only.bytes, only.first_at, only.at) == (6000, 0.0, 30.0)
    assert only.count == 60


def test_what_stopped_and_begins_again_is_another_event() -> None:
    first = happened(WHO, 0.0, 0.5, [change(Difference.GREW, 100)])
    later = happened(WHO, 20.0, 20.5, [change(Difference.GREW, 1)])

    assert [one.bytes for one in listed_once(first, later)] == [1, 100]


def test_growth_is_the_news_and_not_the_pages_it_brought() -> None:
    both = [change(Difference.GREW, 100), change(Difference.TOUCHED, 80)]

    assert [one.what for one in happened(WHO, 0, 1, both)] == [Difference.GREW]


def test_many_of_one_sort_are_one_event() -> None:
    many = [change(Difference.APPEARED, 10, at) for at in range(5)]

    (one,) = happened(WHO, 0, 1, many)
    assert (one.count, one.bytes) == (5, 50)


def test_the_same_thing_in_another_process_is_another_event() -> None:
    one = happened(WHO, 0, 1, [change(Difference.GREW, 1)])
    other = happened((7, 10), 0, 1, [change(Difference.GREW, 1)])

    assert len(listed_once(one, other)) == 2


def test_large_regions_and_threads_leave_a_mark() -> None:
    started = Change(ThreadChange.STARTED, None, "w", None, None, 8)
    changes = [
        change(Difference.APPEARED, LARGE, 0x5000),
        change(Difference.APPEARED, 10),
        change(Difference.GONE, 10),
        started,
    ]

    assert ticks_of(3.0, changes) == [
        Tick(3.0, Ticks.APPEARED, "heap", 2, LARGE + 10, 0x5000),
        Tick(3.0, Ticks.THREADS, count=1),
    ]
