"""Since when regions have been there: never a guess about what was there before."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memscope.analyze.diff.unequal import unequal
from memscope.analyze.growth.came import Age, Came, WatchedSince
from memscope.analyze.growth.events import apart
from memscope.model.region import Region
from tests.unit.histories import held

pytestmark = pytest.mark.unit

Look = tuple[Region, ...]


def at(page: int, pages: int) -> Region:
    return held(page, pages, 1)


def watched(*looks: Look) -> Came:
    """Watch a process, a look a second."""
    came = Came()
    for second, (old, new) in enumerate(pairwise(looks), 1):
        gone, come = unequal(old, new)
        came.note(second, gone, come, apart(come, gone))
    return came


def test_what_came_while_somebody_looked_has_its_moment() -> None:
    came = watched((at(10, 2),), (at(10, 2), at(20, 4)), (at(20, 4),))

    assert came.up_to(2.0) == {at(20, 4).start: 1.0}


def test_a_region_that_grows_downwards_is_as_old_as_it_was() -> None:
    came = watched((), (at(20, 4),), (at(18, 6),), (at(18, 6), at(40, 1)))

    assert came.up_to(3.0)[at(18, 6).start] == 1.0


def test_what_grew_out_of_something_older_than_the_watch_stays_so() -> None:
    came = watched((at(20, 4),), (at(18, 6),))

    assert came.up_to(1.0) == {}


def test_what_became_one_with_something_older_is_older() -> None:
    came = watched((at(10, 2),), (at(10, 2), at(12, 2)), (at(10, 4),))

    assert at(10, 4).start not in came.up_to(2.0)


def test_a_part_of_what_was_split_keeps_its_age() -> None:
    came = watched((), (at(10, 6),), (at(10, 2), at(14, 2)))

    assert came.up_to(2.0) == {at(10, 2).start: 1.0, at(14, 2).start: 1.0}


def test_looking_back_shows_what_has_left_since() -> None:
    came = watched((), (at(10, 6),), (at(10, 6),), ())

    assert came.up_to(2.0) == {at(10, 6).start: 1.0}
    assert came.up_to(3.0) == {}


spans = st.sets(st.integers(0, 24), min_size=0, max_size=10)


@given(st.lists(spans, min_size=2, max_size=6))
def test_no_region_is_said_to_be_younger_than_it_is(seen: list[set[int]]) -> None:
    """A page that was there all the time makes its region as old as that."""
    looks = [_runs(pages) for pages in seen]
    dated = watched(*looks).up_to(len(looks) - 1)

    for region in looks[-1]:
        pages = range(region.start // 4096, region.end // 4096)
        since = min(_since(page, seen) for page in pages)
        assert dated.get(region.start, 0.0) <= since


def _runs(pages: set[int]) -> Look:
    firsts = [one for one in pages if one - 1 not in pages]
    return tuple(
        at(one, next(n for n in range(1, 30) if one + n not in pages))
        for one in sorted(firsts)
    )


def _since(page: int, seen: list[set[int]]) -> int:
    look = len(seen) - 1
    while look and page in seen[look - 1]:
        look -= 1
    return look


def test_an_age_is_of_the_oldest_and_says_when_it_is_the_least() -> None:
    one = WatchedSince(at=100.0, began=40.0, came={at(20, 1).start: 88.0})

    assert one.age_of([at(20, 1)]) == Age(12.0)
    assert one.age_of([at(10, 1), at(20, 1)]) == Age(60.0, is_least=True)


def test_before_a_second_look_no_age_is_known() -> None:
    assert WatchedSince(at=40.0, began=40.0).age_of([at(20, 1)]) is None
    assert WatchedSince().age_of([at(20, 1)]) is None
