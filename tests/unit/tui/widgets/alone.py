"""One widget on an otherwise empty screen: for what it draws and does by itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.widget import Widget

from memscope.tui.colours import DARK_NAME, themes


class OneWidget(App[None]):
    """Shows it, and notes the messages of its own that it sends.

    Attributes:
        heard: In the order in which they came.
    """

    CSS = "Screen > * { width: 100%; height: 100%; scrollbar-size-vertical: 0; }"

    def __init__(self, widget: Widget, *noted: type[Message]) -> None:
        super().__init__()
        self.heard: list[Message] = []
        self._widget = widget
        self._noted = noted
        for theme in themes():
            self.register_theme(theme)
        self.theme = DARK_NAME

    def compose(self) -> ComposeResult:
        """The widget."""
        yield self._widget

    async def _dispatch_message(self, message: Message) -> None:
        if isinstance(message, self._noted):
            self.heard.append(message)
        await super()._dispatch_message(message)

    def text(self) -> list[str]:
        """Return the lines that the terminal shows."""
        return [strip.text for strip in self.screen._compositor.render_strips()]


@asynccontextmanager
async def alone(
    widget: Widget, *noted: type[Message], size: tuple[int, int] = (80, 8)
) -> AsyncIterator[tuple[OneWidget, Pilot[None]]]:
    """Show a widget; messages of the noted types are in `heard`."""
    app = OneWidget(widget, *noted)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield app, pilot
