"""A question's order goes with the question; what the reader chose himself stays."""

import pytest

from memscope.analyze.space.reading import Axis, Order
from memscope.analyze.space.row import What
from tests.tui.stage import Stage, scope_on

pytestmark = pytest.mark.tui


def read(stage: Stage) -> tuple[Order, Axis, float | None]:
    reading = stage.table.reading
    return reading.order, reading.axis, reading.window_s


def has_holes(stage: Stage) -> bool:
    return any(row.what is What.HOLE for row in stage.table.rows.rows())


@pytest.mark.parametrize("digit", ["1", "3", "5"])
async def test_esc_leaves_the_table_as_it_was_before_the_question(digit: str) -> None:
    async with scope_on() as stage:
        await stage.press("D", "s")
        before = read(stage)
        await stage.press("slash", digit)
        assert read(stage) != before

        await stage.press("escape")
        assert read(stage) == before


async def test_a_question_that_was_kept_goes_with_its_filter() -> None:
    async with scope_on() as stage:
        before = read(stage)
        await stage.press("slash", "1", "enter")
        assert stage.table.reading.order is Order.GREW

        await stage.press("escape")
        assert (read(stage), stage.table.reading.filter) == (before, "")


async def test_an_order_chosen_for_the_answer_stays_when_the_question_goes() -> None:
    async with scope_on() as stage:
        await stage.press("slash", "1", "enter", "s")
        chosen = stage.table.reading.order
        assert chosen is not Order.GREW

        await stage.press("escape")
        assert stage.table.reading.order is chosen


async def test_all_open_is_in_strict_order_and_closed_is_sorted_as_before() -> None:
    async with scope_on() as stage:
        await stage.press("s")
        sorted_by = stage.table.reading.order
        await stage.press("m")
        assert stage.table.reading.order is Order.ADDRESS
        assert has_holes(stage)
        assert stage.scope.choices.own_reading().order is sorted_by

        await stage.press("m")
        assert stage.table.reading.order is sorted_by


async def test_what_is_sorted_while_all_is_open_says_so() -> None:
    async with scope_on() as stage:
        await stage.press("m", "s")

        assert "by resident" in str(stage.table.border_title)
        assert not has_holes(stage)
        await stage.press("m")
        assert stage.table.reading.order is Order.RESIDENT
