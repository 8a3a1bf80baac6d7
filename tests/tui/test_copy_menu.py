"""The menu of `y`: the next key chooses, also in the same burst."""

from typing import ClassVar

import pytest
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from memscope.tui.colours import DARK_NAME, themes
from memscope.tui.copying import COPY_WAYS, Copyable
from memscope.tui.driver import screen_text
from memscope.tui.key_order import OrderedKeys
from memscope.tui.widgets.copy_menu import CopyMenu
from tests.tui.stage import burst

pytestmark = pytest.mark.tui


class MenuScreen(Screen[None]):
    """Notes what is wanted, and which other actions ran."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "menu"),
        *(Binding(letter, f"act('{letter}')") for letter in "artjsSqx"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.wanted: list[Copyable] = []
        self.acted = ""

    def compose(self) -> ComposeResult:
        yield CopyMenu()

    def action_menu(self) -> None:
        self.query_one(CopyMenu).open()

    def action_act(self, letter: str) -> None:
        self.acted += letter

    def on_copy_menu_copy_wanted(self, event: CopyMenu.CopyWanted) -> None:
        self.wanted.append(event.what)


class MenuApp(OrderedKeys):
    """Nothing but the menu."""

    def on_mount(self) -> None:
        for theme in themes():
            self.register_theme(theme)
        self.theme = DARK_NAME
        self.push_screen(MenuScreen())


async def test_each_letter_copies_what_the_menu_says() -> None:
    app = MenuApp()
    async with app.run_test(size=(100, 5)) as pilot:
        page = app.screen
        assert isinstance(page, MenuScreen)
        for way in COPY_WAYS:
            await burst(pilot, "y" + way.key)
        assert page.wanted == [way.what for way in COPY_WAYS]
        assert page.acted == ""
        await burst(pilot, "yq")
        await pilot.press("y", "escape")
        assert page.wanted == [way.what for way in COPY_WAYS]
        assert page.acted == ""
        await burst(pilot, "ytx")
        assert page.acted == "x", "what comes after the choice is a key again"


async def test_it_says_what_can_be_copied_and_a_click_chooses() -> None:
    app = MenuApp()
    async with app.run_test(size=(100, 5)) as pilot:
        page = app.screen
        assert isinstance(page, MenuScreen)
        assert screen_text(app).strip() == ""
        await burst(pilot, "y")
        line = screen_text(app).splitlines()[0]
        assert line == (
            "copy  y row  a address  r what is there  t table  j JSON  s screen  "
            "S as SVG"
        )
        await pilot.click(CopyMenu, offset=(line.index("table"), 0))
        await pilot.pause()
        assert page.wanted == [Copyable.TABLE]
