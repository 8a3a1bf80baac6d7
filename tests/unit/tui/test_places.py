import pytest
from hypothesis import given
from hypothesis import strategies as st

from memscope.tui.places import MOST, Footsteps, SeenPlace

pytestmark = pytest.mark.unit


def at(address: int, process: int = 1) -> SeenPlace:
    return SeenPlace((process, 5), address=address)


def test_back_and_forward_again() -> None:
    places = Footsteps()
    places.leave(at(1))
    places.leave(at(2))
    assert places.back(at(3)) == at(2)
    assert places.back(at(2)) == at(1)
    assert places.back(at(1)) is None
    assert places.forward(at(1)) == at(2)
    assert places.forward(at(2)) == at(3)
    assert places.forward(at(3)) is None


def test_who_goes_elsewhere_has_nothing_ahead() -> None:
    places = Footsteps()
    places.leave(at(1))
    assert places.back(at(2)) == at(1)
    assert places.can_go_forward
    places.leave(at(1))
    assert not places.can_go_forward
    assert places.can_go_back


def test_a_place_that_is_here_is_no_step() -> None:
    places = Footsteps()
    places.leave(at(1))
    places.leave(at(2))
    assert places.back(at(2)) == at(1)


def test_the_hundred_last_ones_are_kept() -> None:
    places = Footsteps()
    for number in range(250):
        places.leave(at(number))
    here, seen = at(250), []
    while (place := places.back(here)) is not None:
        seen.append(place.address)
        here = place
    assert seen == list(range(249, 249 - MOST, -1))


def test_places_of_a_process_that_is_gone_are_dropped() -> None:
    places = Footsteps()
    for number in range(6):
        places.leave(at(number, process=number % 2))
    places.forget((1, 5))
    assert places.back(at(9)) == at(4, process=0)
    assert places.back(at(4, process=0)) == at(2, process=0)


@given(st.lists(st.one_of(st.integers(0, 9), st.sampled_from(["back", "forward"]))))
def test_there_and_back_is_where_one_was(steps: list[int | str]) -> None:
    places, here = Footsteps(), at(0)
    for step in steps:
        if isinstance(step, int):
            places.leave(here)
            here = at(step)
            continue
        go, come = places.back, places.forward
        if step == "forward":
            go, come = come, go
        there = go(here)
        if there is None:
            continue
        assert there != here
        assert come(there) == here
        assert go(here) == there
        here = there
