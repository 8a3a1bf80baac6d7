"""A terminal that was too small gives the focus back when it grows."""

import pytest
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.widgets import Button, Label

from memscope.i18n import set_language
from memscope.tui.widgets.too_small import Refocusing, TooSmall

pytestmark = pytest.mark.unit


class TwoButtons(Refocusing):
    """What is in the box is hidden where there is no room."""

    CSS = "TwoButtons.-flat #box { display: none; }"
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (10, "-high")]  # noqa: RUF012

    def compose(self) -> ComposeResult:
        """Two that can have the focus, in a box."""
        yield Label("always")
        with Vertical(id="box"):
            yield Button("one", id="one")
            yield Button("two", id="two")


class Alone(App[None]):
    """That screen, and no other."""

    def on_mount(self) -> None:
        """Show it."""
        self.push_screen(TwoButtons())


async def test_the_focus_comes_back_to_where_it_was() -> None:
    app = Alone()
    async with app.run_test(size=(40, 20)) as pilot:
        two = app.screen.query_one("#two")
        two.focus()
        await pilot.pause()

        await pilot.resize_terminal(40, 5)
        await pilot.pause()
        assert app.screen.focused is None
        await pilot.resize_terminal(40, 20)
        await pilot.pause()

        assert app.screen.focused is two


async def test_where_that_is_gone_the_next_one_gets_the_focus() -> None:
    app = Alone()
    async with app.run_test(size=(40, 20)) as pilot:
        one, two = app.screen.query(Button)
        two.focus()
        await pilot.pause()
        await pilot.resize_terminal(40, 5)
        await two.remove()

        await pilot.resize_terminal(40, 20)
        await pilot.pause()

        assert app.screen.focused is one


@pytest.mark.parametrize("code", ["en", "ja"])
def test_it_says_in_both_languages_how_much_is_needed(code: str) -> None:
    set_language(code)
    text = TooSmall().render().plain

    assert "40×12" in text
    assert text.isascii() is False
    assert ("terminal too small" in text) is (code == "en")
