"""Tabs leave out whole parts, never half a word."""

import pytest
from textual.app import App, ComposeResult

from memscope.tui.colours import DARK_NAME, themes
from memscope.tui.widgets.tabs import TabLine

pytestmark = pytest.mark.unit

TABS = (
    ("region", "region heap (brk)", False),
    ("threads", "threads 18 · 2 running · by CPU", False),
    ("history", "history 6:12 · resident by kind", True),
)


class Tabs(App[None]):
    """Nothing but the line."""

    CSS = "TabLine { height: 1; }"

    def on_mount(self) -> None:
        """Styles are those of our own themes."""
        for theme in themes():
            self.register_theme(theme)
        self.theme = DARK_NAME

    def compose(self) -> ComposeResult:
        """The line."""
        self.chosen: list[str] = []
        yield TabLine(lambda: TABS, self.chosen.append)


async def test_the_tab_that_is_shown_keeps_its_parts_longest() -> None:
    app = Tabs()
    async with app.run_test(size=(80, 3)) as pilot:
        line = app.query_one(TabLine)
        line.redraw()
        text = line.render_line(0).text

        assert "threads 18 ── history 6:12 · resident by kind" in text
        assert len(text) == 80
        await pilot.click(TabLine, offset=(text.index("history"), 0))
        assert app.chosen == ["history"]


async def test_where_there_is_room_nothing_is_left_out() -> None:
    app = Tabs()
    async with app.run_test(size=(120, 3)):
        line = app.query_one(TabLine)
        line.redraw()

        assert all(title in line.render_line(0).text for _name, title, _is in TABS)
