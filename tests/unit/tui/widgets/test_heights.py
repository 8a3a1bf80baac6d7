"""A layout is done where a scroll bar comes or goes, not for a line more or less."""

import pytest
from textual.screen import Screen

from memscope.render.runs import Line, Run
from memscope.tui.widgets.rows import Rows
from tests.unit.tui.widgets.alone import alone

pytestmark = pytest.mark.unit


class Numbers(Rows):
    """So many rows as it is told."""

    count = 3

    def row_count(self) -> int:
        """Return how many."""
        return self.count

    def draw_row(self, row: int, at: int, width: int) -> Line:
        """Draw a number."""
        return (Run(str(row)),)

    def take(self, count: int) -> None:
        """Have so many from now on."""
        self.count = count
        self.redraw()


async def test_only_a_scroll_bar_that_comes_or_goes_costs_a_layout(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done = []
    layout = Screen._refresh_layout

    def counting(screen: Screen[object], *size: object, **how: object) -> None:
        done.append(screen)
        layout(screen, *size, **how)  # type: ignore[arg-type]

    rows = Numbers()
    async with alone(rows, Rows.Moved) as (_app, pilot):
        rows.take(4)
        await pilot.pause(0.1)
        monkeypatch.setattr(Screen, "_refresh_layout", counting)
        taken = {}
        for count in (5, 64_000, 63_000, 4):
            done.clear()
            rows.take(count)
            await pilot.pause(0.1)
            taken[count] = (bool(done), rows.show_vertical_scrollbar)

        assert taken == {
            5: (False, False),
            64_000: (True, True),
            63_000: (False, True),
            4: (True, False),
        }


async def test_the_place_follows_without_a_layout() -> None:
    rows = Numbers()
    async with alone(rows, Rows.Moved) as (_app, pilot):
        rows.take(1000)
        await pilot.pause(0.1)
        rows.move_cursor(999)
        await pilot.pause(0.1)
        rows.take(500)
        await pilot.pause(0.1)

        assert rows.scroll_offset.y == 500 - rows.size.height
