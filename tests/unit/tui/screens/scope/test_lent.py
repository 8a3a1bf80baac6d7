"""What a question chose goes with it, unless the reader has changed it since."""

from dataclasses import replace

import pytest

from memscope.analyze.space.reading import Axis, Order, Reading
from memscope.tui.screens.scope.lent import LentReading

pytestmark = pytest.mark.unit

OWN = Reading(order=Order.RESIDENT, is_turned=True, axis=Axis.LOG, window_s=10.0)
ASKED = replace(
    OWN, order=Order.GREW, is_turned=False, axis=Axis.RESIDENT, window_s=30.0
)


def lent() -> LentReading:
    found = LentReading()
    found.note(OWN, ASKED)
    return found


def test_order_axis_and_span_are_given_back() -> None:
    assert lent().given_back(replace(ASKED, filter="grew>0")) == replace(
        OWN, filter="grew>0"
    )


def test_what_the_reader_chose_meanwhile_stays_and_only_that() -> None:
    now = replace(ASKED, order=Order.NAME)

    assert lent().given_back(now) == replace(OWN, order=Order.NAME, is_turned=False)


def test_of_two_questions_the_reading_before_the_first_comes_back() -> None:
    found, second = lent(), replace(ASKED, order=Order.SHARED)
    found.note(ASKED, second)

    assert found.given_back(second) == OWN


def test_it_is_given_back_once() -> None:
    found = lent()
    found.given_back(ASKED)

    assert not found
    assert found.given_back(ASKED) == ASKED


def test_what_was_not_changed_is_not_remembered() -> None:
    found = LentReading()
    found.note(OWN, replace(OWN, filter="libc"))

    assert not found
