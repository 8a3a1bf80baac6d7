"""Rows of what is different: where the memory table is otherwise."""

import pytest

from memscope.tui.widgets.since_rows import SinceRows
from tests.unit.render.space.test_since import example
from tests.unit.tui.widgets.alone import alone

pytestmark = pytest.mark.unit


async def test_growth_comes_first_and_what_went_last() -> None:
    rows = SinceRows()
    async with alone(rows, size=(100, 8)) as (app, pilot):
        rows.show(example())
        await pilot.pause()

        lines = app.text()
        assert "Δ" in lines[0]
        assert "heap" in lines[1]
        assert "stack" in lines[2]
        assert "appeared" in lines[2]
        assert "gone" in lines[3]
        assert str(rows.border_title).startswith("since 0:00 ago")


async def test_the_cursor_stays_on_what_it_was_on() -> None:
    rows = SinceRows()
    async with alone(rows, size=(100, 8)):
        rows.show(example())
        rows.move_cursor(2)
        chosen = rows.selected
        assert chosen is not None

        rows.show(example())

        assert rows.selected is not None
        assert rows.selected.name == chosen.name
        rows.show(None)
        assert rows.selected is None
