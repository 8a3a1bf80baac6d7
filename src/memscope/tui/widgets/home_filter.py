"""The line of the first screen that filters processes while one types."""

from textual.message import Message

from memscope.i18n import _
from memscope.render.finding.entry import entry
from memscope.render.runs import Line, Run, fit_line
from memscope.tui.widgets.typed_line import TypedLine
from memscope.units import cell_width


class HomeFilter(TypedLine):
    """Hidden until opened; what is typed counts at once."""

    class Narrowed(Message):
        """The text is another one."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Closed(Message):
        """Back to the list: by enter with what was typed, else without."""

        def __init__(self, *, is_kept: bool) -> None:
            super().__init__()
            self.is_kept = is_kept

    class Stepped(Message):
        """The cursor of the list is to move by a row."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    def __init__(self) -> None:
        super().__init__(id="home-filter")
        self.display = False

    def lines(self, width: int) -> list[Line]:
        """What it is for, and what is typed."""
        prompt = f"{_('filter')} "
        room = max(width - cell_width(prompt) - 1, 1)
        typed = entry(self.typed.text, self.typed.cursor, room)
        return [fit_line((Run(f" {prompt}", "title"), *typed), width)]

    def changed(self) -> None:
        """Filter while typing."""
        self.post_message(self.Narrowed(self.typed.text))

    def action_enter(self) -> None:
        """Keep what is typed."""
        self.display = bool(self.typed.text)
        self.post_message(self.Closed(is_kept=True))

    def action_leave(self) -> None:
        """Drop what is typed."""
        self.display = False
        self.post_message(self.Closed(is_kept=False))

    def action_step(self, by: int) -> None:
        """Move in the list while typing."""
        self.post_message(self.Stepped(by))
