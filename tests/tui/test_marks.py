"""Marked rows of two processes: each page counts once, and esc ends the counting."""

import pytest

from memscope.errors import AccessDenied
from tests.tui.closer import PreparedCloser
from tests.tui.stage import scope_on
from tests.tui.synthetic import pair

pytestmark = pytest.mark.tui


async def test_rows_of_two_processes_are_counted_and_say_so() -> None:
    closer = PreparedCloser()
    closer.gate.clear()
    async with scope_on(pair(), closer=closer) as stage:
        await stage.pilot.press("V")
        await stage.sees("in RAM ≤")
        closer.gate.set()
        await stage.sees("in RAM 148K", "own 144K")
        assert closer.count("once") == 1
        assert "count" in closer.threads


async def test_esc_ends_the_counting_and_then_takes_the_marks_off() -> None:
    closer = PreparedCloser()
    closer.gate.clear()
    async with scope_on(pair(), closer=closer) as stage:
        await stage.pilot.press("V")
        await stage.sees("in RAM ≤")
        await stage.pilot.press("escape")
        closer.gate.set()
        await stage.pilot.press("down")
        assert "in RAM ≤" in stage.text()
        await stage.pilot.press("escape")
        assert "in RAM ≤" not in stage.text()


async def test_where_it_is_refused_the_bound_stays() -> None:
    closer = PreparedCloser()
    closer.problem = AccessDenied(4242, "pagemap")
    async with scope_on(pair(), closer=closer) as stage:
        await stage.pilot.press("V", "down", "up")
        await stage.sees("in RAM ≤")
        assert closer.count("once") == 1
