"""Keys that arrive in one burst go where the first one sent them."""

from typing import ClassVar

import pytest
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Input

from memscope.tui.key_order import OrderedKeys
from tests.tui.stage import burst

pytestmark = pytest.mark.tui


class Box(Screen[None]):
    """A screen with a line to type into."""

    def compose(self) -> ComposeResult:
        yield Input()


class Main(Screen[None]):
    """Opens a box by a key, a line of its own by another; letters do things."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "line"),
        Binding("w", "box"),
        *(Binding(letter, f"act('{letter}')") for letter in "abcmqx"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.acted = ""

    def compose(self) -> ComposeResult:
        line = Input(id="line")
        line.display = False
        yield line

    def action_act(self, letter: str) -> None:
        self.acted += letter

    def action_line(self) -> None:
        line = self.query_one("#line", Input)
        line.display = True
        self.set_focus(line)

    def action_box(self) -> None:
        self.app.push_screen(Box())


class Boxes(OrderedKeys):
    """An app with nothing but the main screen."""

    def on_mount(self) -> None:
        self.push_screen(Main())


TYPED = ["/libm", "wxq", "a b.c", "mmm/", "", "abcmqx"]


@pytest.mark.parametrize("text", TYPED)
@pytest.mark.parametrize("opener", ["/", "w"])
@pytest.mark.parametrize("before", ["", "abc"])
async def test_all_that_follows_the_opening_key_is_typed(
    before: str, opener: str, text: str
) -> None:
    app = Boxes()
    async with app.run_test() as pilot:
        main = app.screen
        assert isinstance(main, Main)

        await burst(pilot, before + opener + text)

        assert main.acted == before
        assert app.screen.query_one(Input).value == text
