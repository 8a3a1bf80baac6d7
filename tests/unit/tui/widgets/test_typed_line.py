"""A line to type into takes keys only where somebody opened it."""

import pytest
from textual.app import App, ComposeResult
from textual.widgets import Button

from memscope.render.runs import Line, Run
from memscope.tui.colours import DARK_NAME, themes
from memscope.tui.widgets.typed_line import TypedLine

pytestmark = pytest.mark.unit


class Echo(TypedLine):
    """Shows what is typed."""

    DEFAULT_CSS = "Echo { height: 1; }"

    def lines(self, width: int) -> list[Line]:
        """One line."""
        return [(Run(self.typed.text),)]


class Two(App[None]):
    """Something that has the focus, and a line beside it."""

    AUTO_FOCUS = "Button"

    def on_mount(self) -> None:
        """Styles are those of our own themes."""
        for theme in themes():
            self.register_theme(theme)
        self.theme = DARK_NAME

    def compose(self) -> ComposeResult:
        """Both."""
        yield Button("go")
        yield Echo()


async def test_a_pane_that_hides_does_not_hand_its_keys_to_the_line() -> None:
    async with Two().run_test() as pilot:
        pilot.app.query_one(Button).display = False
        await pilot.pause()
        await pilot.press("n")

        assert pilot.app.query_one(Echo).typed.text == ""


async def test_a_click_into_it_is_a_wish_to_type() -> None:
    async with Two().run_test() as pilot:
        await pilot.click(Echo)
        await pilot.press("n")

        assert pilot.app.query_one(Echo).typed.text == "n"


async def test_it_opens_again_after_another_had_the_focus() -> None:
    async with Two().run_test() as pilot:
        line = pilot.app.query_one(Echo)
        line.open()
        await pilot.press("a")
        line.release()
        await pilot.pause()
        line.open()
        await pilot.press("b")

        assert line.typed.text == "ab"
