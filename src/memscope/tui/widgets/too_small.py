"""What stands in for everything when the terminal is too small for anything."""

from textual.content import Content
from textual.widgets import Static

from memscope.i18n import _


class TooSmall(Static):
    """Shown by the style sheet alone."""

    def render(self) -> Content:
        """Say what is needed."""
        return Content(_("terminal too small: memscope needs 40×12"))
