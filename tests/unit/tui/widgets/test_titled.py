"""Titles of panes stand free of their lines."""

import pytest
from textual.app import App, ComposeResult
from textual.widgets import Static

from memscope.tui.widgets.titled import titled

pytestmark = pytest.mark.unit


class Panes(App[None]):
    """A pane under a bare line, one with a corner, one without any."""

    CSS = """
    #bare { border-top: solid white; }
    #left { border-top: solid white; border-left: vkey white; }
    #box { border: round white; }
    """

    def compose(self) -> ComposeResult:
        """Four of them."""
        for name in ("bare", "left", "box", "none"):
            yield Static(id=name)


@pytest.mark.parametrize(
    ("name", "text"),
    [("bare", " [x] "), ("left", "[x] "), ("box", "[x]"), ("none", "[x]")],
)
async def test_blanks_stand_where_there_is_no_corner(name: str, text: str) -> None:
    async with Panes().run_test() as pilot:
        assert titled(pilot.app.query_one(f"#{name}"), "[x]").plain == text


async def test_no_title_is_no_blank() -> None:
    async with Panes().run_test() as pilot:
        assert titled(pilot.app.query_one("#bare"), "").plain == ""
