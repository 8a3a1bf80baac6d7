"""A line of our own to type into: it opens at once, and draws itself.

`open` shows it and gives it the focus in one call, so that what is typed in the same
burst as the key that opened it arrives here.
"""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Key, Paste
from textual.strip import Strip
from textual.widget import Widget

from memscope.render.runs import EMPTY, Line
from memscope.tui.typed import TypedText
from memscope.tui.widgets.drawn import to_strip

_KEYS: tuple[tuple[str, str], ...] = (
    ("left", "edit('move', -1)"),
    ("right", "edit('move', 1)"),
    ("home,ctrl+a", "jump(False)"),
    ("end,ctrl+e", "jump(True)"),
    ("backspace,ctrl+h", "edit('erase', -1)"),
    ("delete,ctrl+d", "edit('erase', 1)"),
    ("ctrl+w", "erase_word"),
    ("ctrl+u", "erase_rest(True)"),
    ("ctrl+k", "erase_rest(False)"),
    ("enter", "enter"),
    ("escape", "leave"),
    ("tab", "complete(1)"),
    ("shift+tab", "complete(-1)"),
    ("up", "step(-1)"),
    ("down", "step(1)"),
)


class TypedLine(Widget, can_focus=True):
    """Subclasses say what to draw in `lines`, and what a change does in `changed`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, action, show=False) for key, action in _KEYS
    ]

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.typed = TypedText()
        self._came_from: Widget | None = None
        self._is_open = False
        self._drawn: tuple[int, list[Line]] = (-1, [])

    def lines(self, width: int) -> list[Line]:
        """Return the lines for a width in cells."""
        raise NotImplementedError

    def changed(self) -> None:
        """Hear that the text is another one now."""

    def open(self, text: str | None = None) -> None:
        """Show it and take the focus, all in this call.

        Args:
            text: What stands in it; None: what stood there before.
        """
        if text is not None:
            self.typed = TypedText.of(text)
        self.display = self._is_open = True
        if self.screen.focused is not self:
            self._came_from = self.screen.focused
        self.screen.set_focus(self)
        self.redraw()

    @property
    def is_typed_into(self) -> bool:
        """What is typed arrives here; `has_focus` learns of that a message later."""
        return self.is_attached and self.screen.focused is self

    def allow_focus(self) -> bool:
        """Only where it was opened: a pane that hides hands its focus to nobody here.

        Else keys that are commands would silently become text.
        """
        return self._is_open

    def on_mouse_down(self) -> None:
        """A click into it is a wish to type."""
        if not self.is_typed_into:
            self.open()

    def release(self) -> None:
        """Give the focus back, all in this call: the next key is no text any more."""
        self._is_open = False
        before = self._came_from
        is_there = before is not None and before.is_attached and before.focusable
        self.screen.set_focus(before if is_there else None)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Take every character that can be seen."""
        return character is not None and character.isprintable()

    def on_key(self, event: Key) -> None:
        """Put a character in."""
        if event.character is not None and event.is_printable:
            event.stop()
            event.prevent_default()
            self.type(self.typed.put(event.character))

    def on_paste(self, event: Paste) -> None:
        """Put a whole text in at once."""
        event.stop()
        self.type(self.typed.put(event.text))

    def type(self, typed: TypedText) -> None:
        """Show another text, and tell it where it differs."""
        is_other = typed.text != self.typed.text
        self.typed = typed
        if is_other:
            self.changed()
        self.redraw()

    def action_edit(self, method: str, by: int) -> None:
        """Move the cursor, or take a character away."""
        self.type(self.typed.move(by) if method == "move" else self.typed.erase(by))

    def action_jump(self, to_end: bool) -> None:
        """Go to the start or to the end."""
        self.type(self.typed.jump(to_end=to_end))

    def action_erase_word(self) -> None:
        """Take the word before the cursor away."""
        self.type(self.typed.erase_word())

    def action_erase_rest(self, before: bool) -> None:
        """Take all before or behind the cursor away."""
        self.type(self.typed.erase_rest(before=before))

    def action_enter(self) -> None:
        """Keep what is typed."""

    def action_leave(self) -> None:
        """Drop what is typed."""

    def action_complete(self, by: int) -> None:
        """Offer how to go on."""

    def action_step(self, by: int) -> None:
        """Go to the one above or below."""

    def redraw(self) -> None:
        """Draw again, if that gives other lines."""
        width = self.size.width
        if width and self._drawn != (drawn := (width, self.lines(width))):
            self._drawn = drawn
            self.refresh()

    def on_resize(self) -> None:
        """Lines depend on the width."""
        self.redraw()

    def on_focus(self) -> None:
        """The cursor appears."""
        self.redraw()

    def on_blur(self) -> None:
        """The cursor goes; so does the wish to type, unless it was opened again."""
        self._is_open = self.is_typed_into
        self.redraw()

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        width, lines = self._drawn
        if width != self.size.width:
            lines = self.lines(self.size.width)
        return to_strip(lines[y] if y < len(lines) else EMPTY, self.app.theme)
