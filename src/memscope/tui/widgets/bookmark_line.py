"""A line to type the name of a bookmark into; it may stay empty."""

from textual.message import Message

from memscope.i18n import _
from memscope.render.finding.entry import entry
from memscope.render.runs import Line, Run, width_of
from memscope.tui.widgets.typed_line import TypedLine


class BookmarkLine(TypedLine):
    """Hidden until it is opened; enter keeps the name, esc sets no bookmark."""

    DEFAULT_CSS = "BookmarkLine { height: 1; display: none; }"

    class Named(Message):
        """Set a bookmark with this name; it may be empty."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    class NamingLeft(Message):
        """The line is closed."""

    def open_empty(self) -> None:
        """Ask for a name."""
        self.open("")

    def action_enter(self) -> None:
        """Take the name."""
        self.post_message(self.Named(self.typed.text.strip()))
        self._close()

    def action_leave(self) -> None:
        """Set none."""
        self._close()

    def _close(self) -> None:
        self.release()
        self.display = False
        self.post_message(self.NamingLeft())

    def lines(self, width: int) -> list[Line]:
        """Return the prompt and what is typed."""
        head: Line = (Run(_("bookmark"), "accent"), Run("  "))
        cursor = self.typed.cursor if self.has_focus else None
        return [(*head, *entry(self.typed.text, cursor, width - width_of(head)))]
