"""Tables of bars that lessons make from their measurements."""

import pytest

from memscope.lessons.pool_bars import (
    back_pressure_bars,
    done_bars,
    overhead_bars,
    sizing_bars,
    starvation_bars,
)
from memscope.lessons.threads_bars import talk_bars, turn_bars
from memscope.model.bars import BarTable

pytestmark = pytest.mark.unit


def values(table: BarTable) -> dict[str, list[float | None]]:
    return {row.name: [bar.value for bar in row.bars] for row in table.rows}


def test_turns_are_told_by_language() -> None:
    turn = {"wall_ms": 1, "cpu_ms": 2, "both_ms": 3}

    table = turn_bars(turn, turn | {"wall_ms": 9})

    assert values(table) == {"C": [1, 2, 3], "Python": [9, 2, 3]}
    assert len(table.columns) == 3


def test_messages_are_compared_in_their_own_row() -> None:
    table = talk_bars([("4 KiB", {"threads": 1.0, "pipe": 2.0, "queue": 3.0})])

    assert values(table) == {"4 KiB": [1.0, 2.0, 3.0]}
    assert table.scale == "row"


@pytest.mark.parametrize(
    ("us", "name"), [(999, "999 µs"), (1000, "1 ms"), (20_000, "20 ms")]
)
def test_a_task_is_called_by_its_length(us: int, name: str) -> None:
    table = overhead_bars({us: {"thread_us": 7, "pool_us": 8}}, us, None)

    (row,) = table.rows
    assert (row.name, [bar.value for bar in row.bars]) == (name, [7, 8])
    assert [bool(bar.mark) for bar in row.bars] == [True, False]
    assert table.notes == ()


def test_only_the_crossing_point_is_marked_and_a_stack_is_noted() -> None:
    costs = {us: {"thread_us": 1, "pool_us": 1} for us in (1, 2)}

    table = overhead_bars(costs, 2, (8 << 20, 4096))

    assert [bool(row.bars[0].mark) for row in table.rows] == [False, True]
    assert dict(table.notes[0].values) == {"reserved": "8 MiB", "touched": "4 KiB"}


def test_a_knee_is_marked_in_its_own_column() -> None:
    table = sizing_bars([1, 2], ([9.0, 5.0], 2), ([7.0, 6.0], None), 4)

    assert values(table) == {"1": [9.0, 7.0], "2": [5.0, 6.0]}
    marks = [[bool(bar.mark) for bar in row.bars] for row in table.rows]
    assert marks == [[False, False], [True, False]]


def test_what_is_done_is_a_part_of_all() -> None:
    table = done_bars({"done": 3}, {"done": 20}, 20)

    assert [row.bars[0].value for row in table.rows] == [3, 20]
    assert {row.whole for row in table.rows} == {20}


def test_queues_and_waits() -> None:
    facts = {"most_queued": 4, "submit_ms": 5}

    assert [
        [bar.value for bar in row.bars]
        for row in back_pressure_bars(facts, facts | {"most_queued": 9}).rows
    ] == [[4, 9], [5, 5]]
    assert values(starvation_bars([1.0, 2.0], [3.0, 4.0], 10, 99)) == {
        "1": [1.0, 3.0],
        "2": [2.0, 4.0],
    }
