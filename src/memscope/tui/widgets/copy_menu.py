"""The line of `y`: a letter more says what is copied; any other key closes it.

menu = CopyMenu()
menu.open()          # at once; the next key goes there
"""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Click, Key, Paste
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from memscope.i18n import _
from memscope.render.runs import Line, Run, fit_line, width_of
from memscope.tui.copying import COPY_WAYS, Copyable, CopyWay
from memscope.tui.widgets.drawn import to_strip


def _way(one: CopyWay, *, is_named: bool) -> Line:
    name = f" {_(one.short)}  " if is_named else "  "
    return (Run(one.key, "key"), Run(name, "muted"))


class CopyMenu(Widget, can_focus=True):
    """Hidden until it is opened."""

    DEFAULT_CSS = "CopyMenu { height: 1; display: none; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,tab,shift+tab,backspace", "leave", show=False)
    ]

    class CopyWanted(Message):
        """This is to be copied."""

        def __init__(self, what: Copyable) -> None:
            super().__init__()
            self.what = what

    class CopyLeft(Message):
        """The menu is closed; the focus may go back."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._came_from: Widget | None = None

    def open(self) -> None:
        """Show it and take the focus, all in this call."""
        self.display = True
        if self.screen.focused is not self:
            self._came_from = self.screen.focused
        self.screen.set_focus(self)
        self.refresh()

    def close(self) -> None:
        """Hide it and give the focus back, all in this call."""
        before = self._came_from
        is_there = before is not None and before.is_attached and before.focusable
        self.screen.set_focus(before if is_there else None)
        self.display = False
        self.post_message(self.CopyLeft())

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Take every letter: none of them means anything else while it is open."""
        return character is not None and character.isprintable()

    def on_key(self, event: Key) -> None:
        """Copy what the letter stands for."""
        if event.character is None or not event.is_printable:
            return
        event.stop()
        event.prevent_default()
        found = [one.what for one in COPY_WAYS if one.key == event.character]
        if self.display:
            self.close()
            for what in found:
                self.post_message(self.CopyWanted(what))

    def on_paste(self, event: Paste) -> None:
        """A pasted text is no choice."""
        event.stop()
        self.close()

    def on_click(self, event: Click) -> None:
        """A click on a word chooses it."""
        at = 0
        for what, part in self._parts():
            if at <= event.x < at + width_of(part):
                self.close()
                if what is not None:
                    self.post_message(self.CopyWanted(what))
                return
            at += width_of(part)

    def action_leave(self) -> None:
        """Close it."""
        self.close()

    def _parts(self) -> list[tuple[Copyable | None, Line]]:
        """Return what fits: with less room without the head, then some keys alone."""
        head: Line = (Run(_("copy"), "accent"), Run("  "))
        room = self.size.width
        for named in range(len(COPY_WAYS), -1, -1):
            parts = [
                (one.what, _way(one, is_named=at < named))
                for at, one in enumerate(COPY_WAYS)
            ]
            need = sum(width_of(part) for _what, part in parts)
            if need + width_of(head) <= room:
                return [(None, head), *parts]
            if need <= room:
                break
        return [*parts]

    def render_line(self, y: int) -> Strip:
        """Draw the keys and what they copy."""
        line = tuple(run for _what, part in self._parts() for run in part)
        return to_strip(fit_line(line, self.size.width), self.app.theme)
