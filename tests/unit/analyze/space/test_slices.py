"""Slices cover the space, every region has one, and addresses go there and back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memscope.analyze.space.slices import (
    PAGE,
    Slices,
    closer,
    logarithmic,
    nearer,
    whole,
)
from memscope.analyze.space.terrain import Terrain, terrain_of
from memscope.model.kinds import Kind
from memscope.model.region import Region
from tests.unit.analyze.space.spaces import GIB, MIB, by_kind, space

pytestmark = pytest.mark.unit

_SIZES = st.integers(1, 40).map(lambda n: n * PAGE) | st.integers(0, 30).map(
    lambda n: PAGE << n
)
_ROWS = st.lists(
    st.tuples(
        st.sampled_from([Kind.ANON, Kind.STACK, Kind.FILE, Kind.GUARD]),
        _SIZES,
        _SIZES | st.just(0),
    ),
    min_size=1,
    max_size=60,
)


def _space(rows: list[tuple[Kind, int, int]]) -> Terrain:
    return terrain_of(space(*rows), by_kind)


def _all_of(terrain: Terrain, lines: int) -> list[Slices]:
    found = whole(terrain, lines)
    middle = (terrain.start + terrain.end) // 2
    return [
        found,
        closer(terrain, nearer(found.scale), middle),
        logarithmic(terrain, lines),
    ]


@settings(max_examples=25, deadline=None)
@given(_ROWS, st.integers(2, 60))
def test_slices_cover_the_space_once_and_in_order(
    rows: list[tuple[Kind, int, int]], lines: int
) -> None:
    terrain = _space(rows)
    for slices in _all_of(terrain, lines):
        at, last = terrain.end, None
        for number in range(slices.count if slices.count < 5_000 else 0):
            bounds = slices.bounds(number)
            if bounds is None or bounds == last:
                continue
            assert bounds[1] == at
            assert bounds[0] < bounds[1]
            at, last = bounds[0], bounds
        assert at == terrain.start or slices.count >= 5_000
        assert slices.count % 2 == 0


@settings(max_examples=25, deadline=None)
@given(_ROWS, st.integers(2, 60))
def test_an_address_is_in_its_slice_and_a_line_gives_an_address_of_its_own(
    rows: list[tuple[Kind, int, int]], lines: int
) -> None:
    terrain = _space(rows)
    for slices in _all_of(terrain, lines):
        for region in terrain.regions:
            for address in (region.start, region.end - 1):
                bounds = slices.bounds(slices.slice_at(address))
                assert bounds is not None
                assert bounds[0] <= address < bounds[1]
        for line in range(min(slices.lines, 500)):
            there = slices.at_line(line)
            assert there is not None
            assert slices.line_at(there) == line


@settings(max_examples=25, deadline=None)
@given(_ROWS, st.integers(2, 60))
def test_every_region_is_in_a_slice_that_shows_something(
    rows: list[tuple[Kind, int, int]], lines: int
) -> None:
    terrain = _space(rows)
    for slices in _all_of(terrain, lines):
        for region in terrain.regions:
            part = slices.part_of(slices.slice_at(region.start))
            bounds = slices.bounds(slices.slice_at(region.start))
            assert part is not None
            assert not part.is_cut
            assert bounds is not None
            assert terrain.content(*bounds).colour


@settings(max_examples=25, deadline=None)
@given(_ROWS, st.integers(8, 60))
def test_the_whole_space_fits_and_is_drawn_to_scale(
    rows: list[tuple[Kind, int, int]], lines: int
) -> None:
    slices = whole(_space(rows), lines)

    assert slices.lines <= lines
    for part in slices.parts:
        if not part.is_cut and part.first + part.height < slices.count:
            assert (part.height - 1) * slices.scale < part.size
            assert part.size <= part.height * slices.scale


def test_a_large_hole_is_one_line_that_begins_with_a_line() -> None:
    slices = whole(_space([(Kind.HEAP, MIB, 0), (Kind.STACK, MIB, 40 * GIB)]), 20)

    (cut,) = [part for part in slices.parts if part.is_cut]
    assert cut.size == 40 * GIB
    assert (cut.first + cut.height) % 2 == 0
    assert cut.height in (2, 3)


def test_small_things_between_large_ones_are_seen_while_there_is_room() -> None:
    slices = whole(
        _space([(Kind.HEAP, GIB, 0), (Kind.STACK, PAGE, 0), (Kind.FILE, GIB, 0)]), 20
    )

    assert [part.height for part in slices.parts][1] == 1


def test_a_space_without_regions_has_no_slices() -> None:
    terrain = terrain_of(space(), by_kind)

    for slices in _all_of(terrain, 20):
        assert slices.count == 0
        assert slices.at_line(0) is None
        assert slices.slice_at(1) == 0
        assert slices.part_of(0) is None


def test_a_step_is_four_times_closer_and_ends_at_a_page() -> None:
    assert nearer(64 * PAGE) == 16 * PAGE
    assert nearer(2 * PAGE) == PAGE
    assert nearer(PAGE) == PAGE


def test_very_many_holes_of_one_size_still_fit() -> None:
    rows = [(Kind.ANON, PAGE, GIB)] * 3_000

    assert whole(_space(rows), 20).lines <= 20


def test_of_very_many_regions_only_the_near_ones_are_magnified() -> None:
    terrain = _space([(Kind.ANON, PAGE, PAGE)] * 5_000)
    middle: Region = terrain.regions[2_500]
    slices = closer(terrain, PAGE, middle.start)

    assert slices.start <= middle.start < slices.end
    assert slices.start > terrain.start
    assert slices.end < terrain.end


def test_logarithms_give_a_line_a_few_doublings() -> None:
    slices = logarithmic(_space([(Kind.HEAP, PAGE, 0), (Kind.FILE, GIB, 0)]), 20)

    assert [part.height for part in slices.parts] == [19, 1]
