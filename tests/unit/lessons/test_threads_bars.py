"""The measurements of the lesson on threads land in the bars they belong to."""

import pytest

from memscope.lessons.threads_bars import WAYS, talk_bars, turn_bars
from memscope.model.bars import Bar, BarRow

pytestmark = pytest.mark.unit


def test_each_language_has_its_clock_its_processor_time_and_both_at_once() -> None:
    in_c = {"wall_ms": 100, "cpu_ms": 198, "both_ms": 95, "pid": 7}
    in_python = {"both_ms": "0", "wall_ms": 200, "cpu_ms": "201.5"}

    table = turn_bars(in_c, in_python)

    assert table.rows == (
        BarRow("C", (Bar(100.0), Bar(198.0), Bar(95.0)), "ms"),
        BarRow("Python", (Bar(200.0), Bar(201.5), Bar(0.0)), "ms"),
    )
    assert table.columns == ("by the clock", "processor time", "both at once")
    assert table.scale == "all"


def test_a_message_has_a_bar_for_each_way_in_the_order_of_the_columns() -> None:
    costs = {"queue": 30.0, "threads": 1.5, "pipe": 9.0, "socket": 99.0}

    table = talk_bars([("8 bytes", costs), ("\x1b[31m", costs)])

    bars = (Bar(1.5), Bar(9.0), Bar(30.0))
    assert table.rows == (
        BarRow("8 bytes", bars, "us"),
        BarRow("\x1b[31m", bars, "us"),
    )
    assert table.columns == ("between threads", "by pipe", "by queue")
    assert len(table.columns) == len(WAYS)
    assert table.scale == "row"


def test_nothing_measured_is_a_table_without_rows() -> None:
    assert talk_bars([]).rows == ()


def test_a_way_that_was_not_measured_is_an_error_and_no_zero() -> None:
    with pytest.raises(KeyError):
        talk_bars([("8 bytes", {"threads": 1.0, "pipe": 2.0})])
