from dataclasses import replace

import pytest

from memscope.analyze.several.totals import ProcessTotals, Several
from memscope.render.runs import plain, width_of
from memscope.render.space.several import (
    in_order,
    process_head,
    process_row,
    reading_words,
    several_title,
)

pytestmark = pytest.mark.unit

MIB = 1 << 20


def totals(pid: int, ppid: int = 1, **changes: object) -> ProcessTotals:
    one = ProcessTotals(
        (pid, 1), ppid, "web", 3, 90 * MIB, 40 * MIB, 60 * MIB, 0, 1.0, is_open=pid == 1
    )
    return replace(one, **changes)  # type: ignore[arg-type]


NINE = Several(2.0, tuple(totals(pid) for pid in range(1, 10)))


def test_the_title_says_whose_memory_it_is_and_that_rss_counts_twice() -> None:
    assert several_title(NINE) == (
        "9 processes · own 360M · shared ≥180M once · RSS adds up to 810M"
    )


def test_what_was_not_read_is_a_question_mark() -> None:
    one = replace(NINE, processes=(totals(1), totals(2, own=None, proportional=None)))

    assert several_title(one) == (
        "2 processes · own ? · shared ? once · RSS adds up to 180M"
    )


def test_nothing_is_hidden_without_a_number() -> None:
    nine = replace(NINE, without_memory=2, late=3)

    assert reading_words(nine) == (
        "1 read fully · 8 by totals every 5 s, 50 ms a look at most · 3 later · "
        "2 without memory"
    )
    assert several_title(nine).startswith("11 processes")


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_a_row_has_all_numbers(width: int) -> None:
    row = process_row(totals(4250), width, 128 * MIB, 12 * MIB)

    assert width_of(row) == width_of(process_head(width, 128 * MIB)) == width
    text = plain(row)
    for word in ("4250 web", "90.0M", "40.0M", "50.0M", " 3"):
        assert word in text
    assert ("+12.0M" in text) == (width >= 96)


def test_unknown_is_not_zero() -> None:
    row = plain(process_row(totals(7, own=None), 120, 128 * MIB))

    assert row.count("–") == 3


def test_children_stand_below_their_parents() -> None:
    some = [totals(1, 0), totals(2, 1), totals(3, 0), totals(4, 1), totals(5, 2)]

    assert [one.key[0] for one in in_order(some)] == [1, 2, 5, 4, 3]


def test_a_loop_of_parents_loses_nobody() -> None:
    some = [totals(1, 2), totals(2, 1), totals(3, 3)]

    assert {one.key[0] for one in in_order(some)} == {1, 2, 3}
