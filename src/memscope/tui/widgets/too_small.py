"""What stands in for everything when the terminal is too small for anything."""

from textual import on
from textual.content import Content
from textual.events import DescendantFocus
from textual.widget import Widget
from textual.widgets import Static

from memscope.i18n import _
from memscope.tui.narrow import NarrowScreen


class Refocusing(NarrowScreen):
    """A screen whose focus comes back with the room: what is hidden loses it."""

    _had_focus: Widget | None = None

    @on(DescendantFocus)
    def _remember_focus(self, event: DescendantFocus) -> None:
        self._had_focus = event.widget

    def on_resize(self) -> None:
        """Give the focus back where there is room again."""
        if self.focused is None:
            self.call_after_refresh(self._refocus)

    def _refocus(self) -> None:
        widget = self._had_focus
        if self.focused is not None or widget is None:
            return
        if widget.is_attached:
            widget.focus()
        else:
            self.focus_next()


class TooSmall(Static):
    """Shown by the style sheet alone."""

    def render(self) -> Content:
        """Say what is needed."""
        return Content(_("terminal too small: memscope needs 40×12"))
