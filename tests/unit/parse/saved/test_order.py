"""Mappings become maps: taken apart, in order, each once."""

import pytest

from memscope.parse.saved.order import maps_of, ordered
from memscope.parse.saved.rows import SavedRow, row_of

pytestmark = pytest.mark.unit


def row(start: int, end: int, path: bytes = b"", line: int = 0) -> SavedRow:
    header = (b"%x" % start, b"%x" % end, b"rw-p", b"0", b"0:0", b"0", path)
    found = row_of(header, line or start)
    assert found is not None
    return found


def starts(rows: list[SavedRow]) -> list[int]:
    return [one.start for one in rows]


def a_map(base: int, count: int = 10) -> list[SavedRow]:
    rows = [row(base + 16 * at, base + 16 * at + 8) for at in range(count)]
    return [*rows, row(base + 16 * count, base + 16 * count + 8, b"[stack]")]


def test_two_stacks_are_two_processes() -> None:
    first, second = a_map(0x1000), a_map(0x1008)

    assert maps_of([*first, *second]) == [first, second]


def test_the_same_map_twice_is_one() -> None:
    once = a_map(0x1000)

    (found,) = maps_of([*once, *a_map(0x1000)])

    assert ordered(found).rows == once
    assert ordered(found).repeated == len(once)


def test_a_map_told_again_with_numbers_is_no_repetition() -> None:
    plain, again = a_map(0x1000), a_map(0x1000)
    for one in again:
        one.add(b"Rss", 0)

    (found,) = maps_of([*plain, *again])

    assert ordered(found).repeated == 0
    assert all(one.numbers for one in ordered(found).rows)


def test_much_that_lies_on_top_of_it_is_another_process() -> None:
    first, second = a_map(0x1000)[:-1], a_map(0x1004)[:-1]

    assert len(maps_of([*first, *second])) == 2
    assert len(maps_of([*first, *second[:3]])) == 1


def test_lines_in_another_order_are_put_in_order() -> None:
    rows = a_map(0x1000)

    (found,) = maps_of([*rows[5:], *rows[:5]])

    assert ordered(found).rows == rows
    assert ordered(found).is_sorted


def test_of_two_that_contradict_each_other_the_first_told_stays() -> None:
    found = ordered([row(0x10, 0x40, line=2), row(0x30, 0x50, line=1), row(0x50, 0x60)])

    assert starts(found.rows) == [0x30, 0x50]
    assert found.against == 1


def test_a_mapping_told_twice_with_different_numbers_is_not_believed() -> None:
    first, second = row(0x1000, 0x2000), row(0x1000, 0x2000)
    first.add(b"Rss", 4)
    second.add(b"Rss", 0)

    (only,) = ordered([first, second]).rows

    assert not only.is_believable()


def test_a_map_upside_down_takes_no_longer_than_another() -> None:
    rows = [row(16 * at, 16 * at + 8) for at in range(20_000, 0, -1)]

    (found,) = maps_of(rows)

    assert ordered(found).rows == rows[::-1]
