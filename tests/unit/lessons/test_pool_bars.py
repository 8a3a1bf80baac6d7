"""The measurements of the lesson on pools land in the bars they belong to."""

import pytest

from memscope.lessons.pool_bars import (
    back_pressure_bars,
    bounded_bars,
    done_bars,
    overhead_bars,
    race_bars,
    sizing_bars,
    starvation_bars,
)
from memscope.model.bars import Bar, BarNote, BarRow, BarTable

pytestmark = pytest.mark.unit

COSTS = {
    10: {"thread_us": 60.0, "pool_us": 15.0},
    999: {"thread_us": 1050.0, "pool_us": 1004.0},
    1000: {"thread_us": 1051.0, "pool_us": 1005.0},
    20500: {"thread_us": 20551.0, "pool_us": 20505.0},
}


def values(table: BarTable) -> list[tuple[float | None, ...]]:
    return [tuple(bar.value for bar in row.bars) for row in table.rows]


def marks(table: BarTable) -> list[tuple[str, ...]]:
    return [tuple(bar.mark for bar in row.bars) for row in table.rows]


def test_the_work_is_a_part_of_what_a_task_took_each_way() -> None:
    table = overhead_bars(COSTS, None, None)

    first = BarRow("10 µs", (Bar(60.0, 10), Bar(15.0, 10)), "us")
    assert table.rows[0] == first
    assert len(table.parts) == 2
    assert table.scale == "own"
    assert {mark for row in marks(table) for mark in row} == {""}


def test_from_a_millisecond_on_a_length_is_said_in_milliseconds() -> None:
    table = overhead_bars(COSTS, None, None)

    names = [row.name for row in table.rows]
    assert names == ["10 µs", "999 µs", "1 ms", "20 ms"]


def test_the_crossing_point_is_marked_at_the_threads_alone() -> None:
    table = overhead_bars(COSTS, 1000, None)

    assert marks(table) == [("", ""), ("", ""), ("◀ crossing point", ""), ("", "")]


def test_a_stack_whose_size_is_known_is_told_in_bytes() -> None:
    (note,) = overhead_bars(COSTS, None, (8 << 20, 36 << 10)).notes

    assert note.values == {"reserved": "8 MiB", "touched": "36 KiB"}
    assert overhead_bars(COSTS, None, None).notes == ()
    assert overhead_bars({}, None, (0, 0)).notes[0].values["touched"] == "0 B"


def test_what_is_unknown_of_many_tasks_stays_unknown() -> None:
    table = bounded_bars((200, 5), (1 << 30, None), (None, 1 << 20))

    assert values(table) == [(200, 5), (1 << 30, None), (None, 1 << 20)]
    assert [row.unit for row in table.rows] == ["", "bytes", "bytes"]
    assert table.scale == "row"


def test_the_queue_with_a_bound_stands_before_the_one_without() -> None:
    table = back_pressure_bars(
        {"most_queued": 8, "submit_ms": 950.0}, {"submit_ms": 2.0, "most_queued": 400}
    )

    assert values(table) == [(8, 400), (950.0, 2.0)]
    assert [row.unit for row in table.rows] == ["", "ms"]
    assert table.columns == ("queue with a bound", "queue without one")


def test_short_tasks_are_counted_from_one() -> None:
    table = starvation_bars([900.0, 910.0], [1.0, 2.0], 10, 450)

    assert [row.name for row in table.rows] == ["1", "2"]
    assert values(table) == [(900.0, 1.0), (910.0, 2.0)]
    assert table.notes[0].values == {"short": 10, "long": 450}


def test_tasks_that_ran_only_one_way_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="argument 2 is shorter"):
        starvation_bars([900.0, 910.0], [1.0], 10, 450)


def test_each_kind_of_task_has_a_knee_of_its_own() -> None:
    table = sizing_bars([1, 2, 4], ([90, 50, 25], 4), ([80, 41, 40], 2), 2)

    assert [row.name for row in table.rows] == ["1", "2", "4"]
    assert values(table) == [(90, 80), (50, 41), (25, 40)]
    assert marks(table) == [("", ""), ("", "◀ knee"), ("◀ knee", "")]
    assert table.scale == "column"
    assert table.notes == (
        BarNote("Processors in this machine: {cores}", {"cores": 2}),
    )


def test_where_no_knee_was_found_none_is_marked() -> None:
    table = sizing_bars([1, 2], ([90, 50], None), ([80, 41], None), 2)

    assert marks(table) == [("", ""), ("", "")]


def test_tasks_done_are_a_part_of_all_tasks() -> None:
    table = done_bars({"done": 37, "why": "no thread"}, {"done": 300}, 300)

    assert values(table) == [(37,), (300,)]
    assert [row.whole for row in table.rows] == [300, 300]
    assert table.rows[0].name == "a thread for each task"


def test_additions_are_a_part_of_what_their_own_run_expected() -> None:
    table = race_bars({"total": 150, "expected": 200}, {"total": 100, "expected": 100})

    assert values(table) == [(150,), (100,)]
    assert [row.whole for row in table.rows] == [200, 100]
    assert [row.name for row in table.rows] == ["without a lock", "with a lock"]
