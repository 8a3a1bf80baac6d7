"""Rows of many processes: the cursor stays on its process, whoever comes and goes."""

from dataclasses import replace

import pytest

from memscope.analyze.several.totals import ProcessTotals, Several
from memscope.tui.widgets.process_rows import ProcessRows
from tests.unit.tui.widgets.alone import alone

pytestmark = pytest.mark.unit


def totals(pid: int) -> ProcessTotals:
    return ProcessTotals((pid, 1), 1, "web", 2, 9 << 20, 4 << 20, 6 << 20, 0, 1.0)


NINE = Several(2.0, tuple(totals(pid) for pid in range(11, 20)))


async def test_every_process_has_a_row_and_the_title_the_sums() -> None:
    rows = ProcessRows()
    async with alone(rows, size=(100, 12)) as (app, pilot):
        rows.show(NINE, {(12, 1): 3 << 20})
        await pilot.pause()

        text = "\n".join(app.text())
        assert all(f"{pid} web" in text for pid in range(11, 20))
        assert "+3.0M" in text
        assert str(rows.border_title).startswith("9 processes · own 36.0M")


async def test_the_cursor_stays_when_the_first_one_ends() -> None:
    rows = ProcessRows()
    async with alone(rows, size=(100, 12)):
        rows.show(NINE)
        rows.move_cursor(4)
        rows.show(replace(NINE, at=3.0, processes=NINE.processes[1:]))

        assert rows.selected is not None
        assert rows.selected.key == (15, 1)
