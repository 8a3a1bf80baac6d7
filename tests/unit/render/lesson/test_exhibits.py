"""What a step hands out is drawn in turn: servers, a pool at last, tables."""

import pytest

from memscope.model.bars import Bar, BarRow, BarTable
from memscope.model.exhibit import PoolMoment
from memscope.render.lesson.exhibits import exhibit_blocks, exhibit_lines
from memscope.render.runs import EMPTY, plain
from tests.unit.render.lesson.test_lanes import FAST, SLOW

pytestmark = pytest.mark.unit

EARLY, LATE = (PoolMoment(7, queued, 0, ()) for queued in (5, 6))
TABLE = BarTable("size", ("a",), (BarRow("1", (Bar(2.0),), "ms"),))


def test_servers_stand_together_and_of_a_pool_the_last_look_counts() -> None:
    blocks = list(exhibit_blocks([TABLE, EARLY, SLOW, LATE, FAST], 120))

    servers, pool, table = ("\n".join(map(plain, lines)) for lines in blocks)
    assert "single-threaded" in servers
    assert "multi-threaded" in servers
    assert "6 waiting" in pool
    assert "size" in table


def test_pictures_are_parted_by_an_empty_line() -> None:
    one = list(exhibit_blocks([LATE], 90))
    two = list(exhibit_blocks([LATE, TABLE], 90))

    assert exhibit_lines([LATE], 90) == one[0]
    assert exhibit_lines([LATE, TABLE], 90) == [*two[0], EMPTY, *two[1]]
    assert exhibit_lines([], 90) == []
