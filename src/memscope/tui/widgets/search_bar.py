"""A line to type into: an address, or part of a name."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static


class SearchBar(Horizontal):
    """Hidden until opened; tells what was typed, and when it is left."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False)]

    class Typed(Message):
        """The text changed, or enter asks for the next hit."""

        def __init__(self, text: str, *, is_next: bool) -> None:
            super().__init__()
            self.text = text
            self.is_next = is_next

    class Left(Message):
        """The reader is done."""

    def __init__(self, prompt: Callable[[], str]) -> None:
        super().__init__(id="search")
        self._prompt = prompt

    def compose(self) -> ComposeResult:
        """A prompt, the input, and room for what was found."""
        yield Static("", id="search-prompt", markup=False)
        yield Input(compact=True)
        yield Static("", id="search-found", markup=False)

    def open(self) -> None:
        """Show it and let the reader type."""
        self.query_one("#search-prompt", Static).update(self._prompt())
        self.say("")
        self.add_class("-open")
        self.query_one(Input).focus()

    def say(self, text: str) -> None:
        """Tell what was found."""
        self.query_one("#search-found", Static).update(text)

    def action_leave(self) -> None:
        """Hide it; what was found stays selected."""
        self.remove_class("-open")
        self.post_message(self.Left())

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search while typing."""
        event.stop()
        self.post_message(self.Typed(event.value, is_next=False))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes to the next hit."""
        event.stop()
        self.post_message(self.Typed(event.value, is_next=True))
