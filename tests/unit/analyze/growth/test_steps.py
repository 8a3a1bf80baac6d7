from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memscope.analyze.diff.unequal import unequal
from memscope.analyze.growth.steps import (
    AddressPlaces,
    GrowthStep,
    placed,
    step_of,
    summed,
)
from memscope.model.region import Region
from tests.unit.histories import PAGE, held, maps, process

pytestmark = pytest.mark.unit


def between(old: tuple[Region, ...], new: tuple[Region, ...]) -> GrowthStep:
    return step_of(*unequal(old, new))


@given(st.lists(maps(), min_size=2, max_size=6))
@settings(max_examples=40)
def test_steps_add_up_to_the_difference_of_the_whole(
    looks: list[tuple[Region, ...]],
) -> None:
    steps = [between(old, new) for old, new in pairwise(looks)]
    here, gone = placed(summed(steps), AddressPlaces(process(*looks[-1])))

    first, last = (sum(one.usage.resident or 0 for one in looks[at]) for at in (0, -1))
    assert sum(here.values()) + sum(gone.values()) == last - first
    assert here.keys() <= {one.start for one in looks[-1]}


def test_a_region_that_grows_downwards_is_the_same_one() -> None:
    steps = [between((held(10, 2, 2),), (held(8, 4, 3),))]

    assert placed(summed(steps), AddressPlaces(process(held(8, 4, 3)))) == (
        {8 * PAGE: PAGE},
        {},
    )


def test_a_region_that_takes_in_its_neighbour_brings_nothing_new() -> None:
    old, new = (held(1, 2, 2), held(3, 2, 1)), (held(1, 4, 3),)

    assert between(old, new).total == 0


def test_what_appeared_counts_whole_and_what_went_is_negative() -> None:
    step = between((held(1, 2, 2),), (held(8, 4, 3),))

    assert placed(summed([step]), AddressPlaces(process(held(8, 4, 3)))) == (
        {8 * PAGE: 3 * PAGE},
        {PAGE: -2 * PAGE},
    )


def test_an_unknown_number_is_no_difference() -> None:
    assert between((held(1, 2, None),), (held(1, 2, 2),)).total == 0
    assert between((held(1, 2, 2),), (held(1, 2, None),)).total == 0


def test_places_are_found_for_few_addresses_as_for_many() -> None:
    places = AddressPlaces(process(*(held(at, 2, 1) for at in range(0, 900, 3))))
    wanted = [at // 3 * 3 * PAGE if at % 3 < 2 else None for at in range(900)]

    assert [places.start_of(at * PAGE) for at in range(900)] == wanted
    assert places.start_of(901 * PAGE) is None
