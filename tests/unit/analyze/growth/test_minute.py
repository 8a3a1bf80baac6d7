"""The last minute in fewer parts: by the clock, so that what is drawn stays."""

import pytest

from memscope.analyze.growth.growth import COLUMN_S
from memscope.analyze.growth.minute import put_together

pytestmark = pytest.mark.unit

MINUTE = [None, None, *range(10)]


def test_room_for_all_shows_all() -> None:
    assert put_together(MINUTE, 1, 7.0) is MINUTE


def test_two_parts_are_added_up_and_what_nobody_saw_stays_unknown() -> None:
    odd = 11 * COLUMN_S + 1

    assert put_together(MINUTE, 2, odd) == [None, 1, 5, 9, 13, 17]


def test_a_sum_is_the_same_one_part_later() -> None:
    """Only the newest grows; the others move by whole cells."""
    before = put_together(MINUTE, 2, 11 * COLUMN_S + 1)
    later = put_together([*MINUTE[1:], 40], 2, 12 * COLUMN_S + 1)
    last = put_together([*MINUTE[2:], 40, 2], 2, 13 * COLUMN_S + 1)

    assert later == [*before[1:], 40]
    assert last == [*before[1:], 42]
