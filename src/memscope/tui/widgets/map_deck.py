"""The columns side by side, one process each; as many as fit, the others a key away."""

from textual.containers import Horizontal
from textual.message import Message

from memscope.tui.view import View
from memscope.tui.widgets.address_map import AddressMap, Mode
from memscope.tui.widgets.rows import Rows

NARROWEST = 29
"""Cells a column needs, without which it is not shown."""


class MapDeck(Horizontal):
    """Holds an `AddressMap` for each process, and knows which one is active."""

    class Selected(Message):
        """Another region, or another process, is selected."""

    def __init__(self) -> None:
        super().__init__(id="maps")
        self.mode = Mode.TEXTBOOK
        self._active: tuple[int, int] | None = None
        self._columns: dict[tuple[int, int], AddressMap] = {}

    @property
    def active(self) -> AddressMap | None:
        """The column that keys and actions are about."""
        if self._active not in self._columns:
            return next(iter(self._columns.values()), None)
        return self._columns[self._active]

    @property
    def columns(self) -> tuple[AddressMap, ...]:
        """All of them, from left to right."""
        return tuple(self._columns.values())

    def show(self, view: View) -> None:
        """Draw another look; columns come and go with processes."""
        wanted = {one.key: one for one in view.processes}
        for key in self._columns.keys() - wanted.keys():
            self._columns.pop(key).remove()
        for key, one in wanted.items():
            if key in self._columns:
                self._columns[key].show(one, self.mode)
            else:
                self._columns[key] = AddressMap(one, self.mode)
                self.mount(self._columns[key])
        self._choose_visible()

    def set_mode(self, mode: Mode) -> None:
        """Draw all columns in this mode."""
        self.mode = mode
        for column in self._columns.values():
            column.show(column.view, mode)

    def redraw(self) -> None:
        """Draw all again, in another language or theme."""
        for column in self._columns.values():
            column.redraw()

    def activate(self, key: tuple[int, int]) -> AddressMap | None:
        """Make a process's column the active one, and bring it on screen."""
        if key not in self._columns:
            return None
        if key != self._active:
            self._active = key
            self._choose_visible()
            self.post_message(self.Selected())
        return self._columns[key]

    def neighbour(self, by: int) -> AddressMap | None:
        """Return the column left (-1) or right (+1) of the active one."""
        columns, active = list(self._columns.values()), self.active
        if active is None:
            return None
        at = columns.index(active) + by
        return columns[at] if 0 <= at < len(columns) else None

    def on_resize(self) -> None:
        """The number of columns depends on the width."""
        self._choose_visible()

    def on_rows_moved(self, message: Rows.Moved) -> None:
        """A cursor moved, or a column got the focus: that column is active."""
        message.stop()
        if isinstance(message.rows, AddressMap):
            if message.rows.has_focus:
                self._active = message.rows.view.key
            self.post_message(self.Selected())

    def _choose_visible(self) -> None:
        """Show as many columns as fit, the active one among them."""
        columns = list(self._columns.values())
        fitting = max(1, self.size.width // NARROWEST)
        at = columns.index(self.active) if self.active else 0
        first = max(0, min(at - fitting + 1, len(columns) - fitting))
        if at < first:
            first = at
        for index, column in enumerate(columns):
            column.display = first <= index < first + fitting
            column.set_class(column is self.active, "-active")
