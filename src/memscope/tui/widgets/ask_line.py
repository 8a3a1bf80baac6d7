"""One line to type an answer into."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static


class AskLine(Horizontal):
    """A prompt and what is typed; enter hands it on."""

    class Entered(Message):
        """Enter was pressed."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, prompt: Callable[[], str], text: str = "") -> None:
        super().__init__(id="ask")
        self._prompt = prompt
        self._text = text

    def compose(self) -> ComposeResult:
        """The prompt and the input."""
        yield Static(self._prompt(), id="ask-prompt", markup=False)
        yield Input(self._text, compact=True)

    def redraw(self) -> None:
        """Draw again, in another language."""
        self.query_one("#ask-prompt", Static).update(self._prompt())

    def open(self) -> None:
        """Let the reader type."""
        self.display = True
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Hand it on."""
        event.stop()
        self.post_message(self.Entered(event.value))
