"""Who drives: one at a time, and a page that is loaded again keeps its place."""

from dataclasses import dataclass

import pytest

from memscope.tui.served.wheel import Wheel

pytestmark = pytest.mark.unit


@dataclass(eq=False)
class Seat:
    page: str


def test_the_first_drives_and_the_others_wait() -> None:
    wheel: Wheel[Seat] = Wheel()
    one, other = Seat("1"), Seat("2")
    wheel.come(one)
    assert not wheel.can_hand_over

    wheel.come(other)

    assert wheel.driver is one
    assert wheel.can_hand_over


def test_a_page_that_comes_back_drives_again() -> None:
    wheel: Wheel[Seat] = Wheel()
    one, other, again = Seat("1"), Seat("2"), Seat("1")
    wheel.come(one)
    wheel.come(other)

    assert wheel.leave(one)
    assert wheel.driver is None
    wheel.come(again)

    assert wheel.driver is again
    wheel.give_up()
    assert wheel.driver is again


def test_a_page_that_comes_back_before_it_is_missed_drives_in_its_new_place() -> None:
    wheel: Wheel[Seat] = Wheel()
    one, again = Seat("1"), Seat("1")
    wheel.come(one)
    wheel.come(again)

    assert wheel.driver is again
    assert not wheel.leave(one)
    assert wheel.driver is again


def test_who_stays_away_is_followed_by_who_waits_longest() -> None:
    wheel: Wheel[Seat] = Wheel()
    one, two, three = Seat("1"), Seat("2"), Seat("3")
    for seat in (one, two, three):
        wheel.come(seat)
    wheel.leave(one)

    wheel.give_up()

    assert wheel.driver is two


def test_who_hands_over_goes_to_the_end_of_the_line() -> None:
    wheel: Wheel[Seat] = Wheel()
    one, two, three = Seat("1"), Seat("2"), Seat("3")
    for seat in (one, two, three):
        wheel.come(seat)

    driven = []
    for _n in range(4):
        wheel.hand_over()
        assert wheel.driver is not None
        driven.append(wheel.driver.page)

    assert driven == ["2", "3", "1", "2"]


def test_alone_there_is_nobody_to_hand_over_to() -> None:
    wheel: Wheel[Seat] = Wheel()
    one = Seat("1")
    wheel.come(one)

    wheel.hand_over()

    assert wheel.driver is one
    wheel.leave(one)
    wheel.give_up()
    assert wheel.driver is None
