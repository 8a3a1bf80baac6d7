"""Which pictures a step gets, in which order, and what stands between them."""

import pytest

from memscope.model.bars import Bar, BarRow, BarTable
from memscope.model.exhibit import LoadMoment, LoadRun, PoolMoment
from memscope.render.lesson.bars import bar_table_lines
from memscope.render.lesson.exhibits import exhibit_blocks, exhibit_lines
from memscope.render.lesson.lanes import lane_lines
from memscope.render.lesson.pool import pool_lines
from memscope.render.runs import EMPTY, plain, width_of

pytestmark = pytest.mark.unit

WIDTH = 90
MOMENTS = tuple(
    LoadMoment(at, int(at), 3, 1 << 30, 1 << 20, None, None, 1 << 24, None, 2)
    for at in (0.0, 100.0, 250.0)
)
SINGLE = LoadRun("single", 9, 0, 0.5, 1.0, 2.0, 3.0, MOMENTS)
POOL_RUN = LoadRun("pool", 9, 1, 0.25, 1.0, 2.0, 3.0, MOMENTS)
EARLY, LATE = PoolMoment(7, 5, 0, ()), PoolMoment(7, 0, 5, ())
FIRST = BarTable("", ("one",), (BarRow("first", (Bar(1.0),)),))
SECOND = BarTable("", ("two",), (BarRow("second", (Bar(None),)),))


def test_a_step_without_measurements_draws_nothing() -> None:
    assert list(exhibit_blocks([], WIDTH)) == []
    assert exhibit_lines([], WIDTH) == []


def test_servers_come_first_then_the_pool_then_the_bars() -> None:
    blocks = list(exhibit_blocks([FIRST, LATE, SINGLE, SECOND], WIDTH))

    assert blocks == [
        lane_lines([SINGLE], WIDTH),
        pool_lines(LATE, WIDTH),
        bar_table_lines(FIRST, WIDTH),
        bar_table_lines(SECOND, WIDTH),
    ]


def test_all_servers_are_in_one_picture() -> None:
    (block,) = exhibit_blocks([SINGLE, POOL_RUN], WIDTH, rows=2, brief=True)

    assert block == lane_lines([SINGLE, POOL_RUN], WIDTH, rows=2, brief=True)
    assert block != lane_lines([SINGLE, POOL_RUN], WIDTH)


def test_of_a_pool_only_the_last_look_is_shown() -> None:
    (block,) = exhibit_blocks([EARLY, LATE], WIDTH)

    assert block == pool_lines(LATE, WIDTH)
    assert block != pool_lines(EARLY, WIDTH)


def test_one_empty_line_lies_between_pictures_and_none_around_them() -> None:
    lines = exhibit_lines([FIRST, SECOND], WIDTH)

    expected = [*bar_table_lines(FIRST, WIDTH), EMPTY, *bar_table_lines(SECOND, WIDTH)]
    assert lines == expected


@pytest.mark.parametrize("width", [60, 90, 160])
def test_nothing_is_wider_than_there_is_room(width: int) -> None:
    lines = exhibit_lines([SINGLE, POOL_RUN, LATE, FIRST], width)

    assert [plain(one) for one in lines if width_of(one) > width] == []
