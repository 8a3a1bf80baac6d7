"""How long it rests until the next look: by what looking cost, not by the clock."""

import time

import pytest

from memscope.collect.beat import REST_PER_WORK, Beat

pytestmark = pytest.mark.unit


def test_a_look_that_only_waited_is_followed_by_the_next_one_at_once() -> None:
    beat = Beat()
    time.sleep(0.3)  # a lock that somebody else holds, or a busy machine

    assert beat.rest_s(0.1) < 0.3


def test_work_is_followed_by_twice_as_much_rest() -> None:
    beat = Beat()
    while (worked := time.thread_time() - beat.worked) < 0.05:
        pass

    assert beat.rest_s(0.0) >= worked * REST_PER_WORK


def test_what_is_quick_keeps_to_the_interval() -> None:
    assert 4.0 < Beat().rest_s(5.0) <= 5.0
