"""An app with one line that a key opens; every other letter does something else."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import Screen

from memscope.tui.colours import DARK_NAME, themes
from memscope.tui.key_order import OrderedKeys
from memscope.tui.widgets.typed_line import TypedLine

_LETTERS = "abcmqxgy123456"


class LineScreen(Screen[None]):
    """Notes which actions ran."""

    AUTO_FOCUS = ""
    CSS = "TypedLine { width: 100%; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "open_line"),
        *(Binding(letter, f"act('{letter}')") for letter in _LETTERS),
        Binding("tab", "act('tab')"),
    ]

    def __init__(self, line: TypedLine) -> None:
        super().__init__()
        self.acted: list[str] = []
        self._line = line

    def compose(self) -> ComposeResult:
        self._line.display = False
        yield self._line

    def action_act(self, letter: str) -> None:
        self.acted.append(letter)

    def action_open_line(self) -> None:
        self._line.open()


class LineApp(OrderedKeys):
    """Notes the messages that the line sends."""

    def __init__(self, line: TypedLine, *noted: type[Message]) -> None:
        super().__init__()
        for theme in themes():
            self.register_theme(theme)
        self.theme = DARK_NAME
        self.heard: list[Message] = []
        self.page = LineScreen(line)
        self._noted = noted

    def on_mount(self) -> None:
        self.push_screen(self.page)

    async def _dispatch_message(self, message: Message) -> None:
        if isinstance(message, self._noted):
            self.heard.append(message)
        await super()._dispatch_message(message)

    def text(self) -> str:
        """Return what the terminal shows in the line's row."""
        return self.rows()[0]

    def rows(self) -> list[str]:
        """Return all rows of the terminal."""
        strips = self.screen._compositor.render_strips()
        return [strip.text.rstrip() for strip in strips]
