"""Pages of the rows that are seen: in small portions, and never a guess."""

import pytest
from msgspec.structs import replace

from memscope.analyze.space.row import SpaceRow
from memscope.analyze.space.rows import RowList
from memscope.analyze.space.space import space_of
from memscope.errors import AccessDenied
from memscope.model.page import PageState
from memscope.model.region import Region, RegionUsage
from memscope.tui.row_pages import (
    BUDGET_S,
    RowPages,
    Seen,
    SeenPages,
    wanted_first,
    with_pages,
)
from tests.tui.closer import PreparedCloser
from tests.unit.histories import PAGE, held, process

pytestmark = pytest.mark.unit

KEY = (7, 9)
ONE, OTHER = held(16, 4, 2), held(32, 4, 2)


class Clock:
    """Goes on by a budget with each reading of it."""

    def __init__(self, step: float = 0.0) -> None:
        self.now, self.step = 100.0, step

    def __call__(self) -> float:
        self.now += self.step
        return self.now


def look(*regions: Region, closer: PreparedCloser | None = None) -> Seen:
    pages = RowPages(closer or PreparedCloser())
    return pages.look([(KEY, one, "heap") for one in regions])


def row_of(*regions: Region) -> SpaceRow:
    one = process(*regions)
    assert one.identity == KEY
    return next(row for row in RowList([space_of(one)]).rows() if row.regions)


def test_pages_tell_what_is_own_and_what_is_shared() -> None:
    seen = look(ONE)[KEY, ONE.start]

    assert (seen.own, seen.shared, seen.swapped) == (PAGE, PAGE, 0)
    assert seen.shades.pages == 4
    assert [bool(one) for one in seen.shades.values] == [False, False, True, True]


def test_what_does_not_add_up_to_what_the_kernel_counts_is_unknown() -> None:
    busy = replace(ONE, usage=RegionUsage(resident=3 * PAGE))
    seen = look(busy)[KEY, ONE.start]

    assert (seen.own, seen.shared) == (None, None)
    assert seen.shades.values


def test_what_may_not_be_read_is_unknown_and_not_asked_again_and_again() -> None:
    closer = PreparedCloser()
    closer.problem = AccessDenied(7, "pagemap")
    seen = look(ONE, closer=closer)

    assert seen[KEY, ONE.start].own is None
    assert wanted_first([(KEY, ONE, "heap")], seen, 1e9) == []


def test_a_look_ends_with_its_time_and_the_rest_comes_later() -> None:
    pages = RowPages(PreparedCloser(), Clock(BUDGET_S))
    wanted = [(KEY, ONE, "heap"), (KEY, OTHER, "heap")]

    seen = pages.look(wanted)
    assert list(seen) == [(KEY, ONE.start)]
    assert wanted_first(wanted, seen, 0.0) == [wanted[1]]


def test_what_changed_is_looked_at_again_after_what_is_new() -> None:
    changed = replace(ONE, usage=RegionUsage(resident=PAGE))
    wanted = [(KEY, changed, "heap"), (KEY, OTHER, "heap")]

    assert wanted_first(wanted, {(KEY, ONE.start): SeenPages(ONE, 1.0)}, 2.0) == [
        wanted[1],
        wanted[0],
    ]


def test_a_row_has_the_numbers_of_its_region_as_it_is_now_only() -> None:
    seen = look(ONE)
    told = with_pages(row_of(ONE), seen).amounts
    grown = row_of(replace(ONE, usage=RegionUsage(resident=3 * PAGE)))

    assert (told.own, told.shared, told.swapped) == (PAGE, PAGE, 0)
    assert with_pages(grown, seen) is grown


def test_a_group_is_told_in_part_until_all_of_it_was_seen() -> None:
    group = row_of(ONE, OTHER)
    some = with_pages(group, look(ONE)).amounts
    all_ = with_pages(group, look(ONE, OTHER)).amounts

    assert (some.own, some.shared, some.resident) == (PAGE, PAGE, 4 * PAGE)
    assert (all_.own, all_.shared) == (2 * PAGE, 2 * PAGE)


def test_nothing_found_in_a_part_of_a_group_is_not_nothing() -> None:
    closer = PreparedCloser()
    closer.states = [PageState.EXCLUSIVE, PageState.EXCLUSIVE]
    told = with_pages(row_of(ONE, OTHER), look(ONE, closer=closer)).amounts

    assert (told.own, told.shared) == (2 * PAGE, None)
