"""The memory of one process or several, and what keys and the mouse do with it."""

from collections.abc import Set
from dataclasses import replace
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import (
    Click,
    MouseDown,
    MouseMove,
    MouseScrollDown,
    MouseScrollUp,
    MouseUp,
)
from textual.message import Message

from memscope.analyze.space.found import outermost
from memscope.analyze.space.opening import opened_for
from memscope.analyze.space.reading import Axis, Order, Reading
from memscope.analyze.space.row import RowKey, What
from memscope.render.space.columns import LEAD
from memscope.render.space.head import head_at
from memscope.render.space.names import letter_of
from memscope.tui.widgets.memory_rows import Identity, MemoryRows, layout_of

_TURN = (
    *(Order.ADDRESS, Order.RESIDENT, Order.GREW, Order.MAPPED, Order.OWN),
    *(Order.SHARED, Order.SWAPPED, Order.UNTOUCHED, Order.THREAD, Order.NAME),
)
"""Orders, one after another."""


class MemoryTable(MemoryRows):
    """Groups, regions and pages, one row a thing, that open and are sorted."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "open", show=False),
        Binding("left", "close", show=False),
        Binding("m", "toggle_all", show=False),
        Binding("s", "sort", show=False),
        Binding("S", "turn", show=False),
        Binding("a", "axis", show=False),
        Binding("v", "mark", show=False),
        Binding("V", "mark_all", show=False),
    ]

    class ReadingChanged(Message):
        """The reader chose to read it in another way: `table.reading`.

        Attributes:
            before: How it was read until then.
        """

        def __init__(self, table: "MemoryTable", before: Reading) -> None:
            super().__init__()
            self.table, self.before = table, before

        @property
        def control(self) -> "MemoryTable":
            """The table it came from."""
            return self.table

    Changed = ReadingChanged

    class KindWanted(ReadingChanged):
        """A kind's letter was clicked: that kind alone is to be seen."""

        def __init__(self, table: "MemoryTable", kind: str) -> None:
            super().__init__(table, table.reading)
            self.kind = kind

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._aside: tuple[Order, bool] | None = None
        self._drag: tuple[int | None, Set[RowKey]] = (None, frozenset())
        self._is_dragging = False

    def go_to(self, process: Identity, address: int) -> bool:
        """Select what is at an address, opening what it is in; False: nothing is.

        Args:
            process: Pid and start time.
            address: Any in it.
        """
        self._went = (address,)
        self._lay_out()
        opened = opened_for(self._rows, process, address)
        if opened is None:
            return False
        if opened - self.reading.opened:
            self._choose(replace(self.reading, opened=self.reading.opened | opened))
        found = self._rows.at_address(process, address)
        if found is not None:
            self.move_cursor(found)
        return found is not None

    def select(self, key: RowKey) -> bool:
        """Select a row, if it is shown; False: it is not."""
        found = self._rows.index_of(key)
        if found is not None:
            self.move_cursor(found)
        return found is not None

    def action_open(self) -> None:
        """Open the selected row; go inside of an open one."""
        row = self.selected
        if row is None or not row.can_open:
            return
        if row.is_open:
            self.move_cursor(self.cursor + 1)
        else:
            opened = self.reading.opened | {row.key}
            self._choose(replace(self.reading, opened=opened))

    def action_close(self) -> None:
        """Close the selected row; from a closed one, go to what it is inside of."""
        row = self.selected
        if row is None:
            return
        if row.is_open:
            opened = self.reading.opened - {row.key}
            self._choose(replace(self.reading, opened=opened))
            return
        for at in range(self.cursor - 1, -1, -1):
            if self._rows.row(at).depth < row.depth:
                self.move_cursor(at)
                return

    def action_toggle_all(self) -> None:
        """All closed, or every region and hole in strict order.

        An order that was chosen is put aside meanwhile, since holes have no place in
        it; among regions that a filter shows there are no holes, so it stays.
        """
        old, opens = self.reading, not self.reading.is_all_open
        processes = {RowKey(one.identity, What.PROCESS) for one in self._rows.spaces}
        opened = frozenset(processes) if opens else frozenset()
        new = replace(old, is_all_open=opens, opened=opened)
        if opens and self._match is None:
            self._aside = (old.order, old.is_turned)
            new = replace(new, order=Order.ADDRESS, is_turned=False)
        elif not opens:
            new = self._as_before(new)
            self._aside = None
        self._choose(new)

    @property
    def own_reading(self) -> Reading:
        """The reading with the order that is put aside while all is open."""
        return self._as_before(self.reading)

    def _as_before(self, reading: Reading) -> Reading:
        is_strict = reading.order is Order.ADDRESS and not reading.is_turned
        if self._aside is None or not is_strict:
            return reading
        order, is_turned = self._aside
        return replace(reading, order=order, is_turned=is_turned)

    def action_sort(self) -> None:
        """Sort by the next column."""
        at = _TURN.index(self.reading.order) if self.reading.order in _TURN else 0
        self.sort_by(_TURN[(at + 1) % len(_TURN)])

    def action_turn(self) -> None:
        """Sort the other way round."""
        self._choose(replace(self.reading, is_turned=not self.reading.is_turned))

    def sort_by(self, order: Order) -> None:
        """Sort by an order; by the one that is sorted by, the other way round."""
        if order is self.reading.order:
            self.action_turn()
        else:
            self._choose(replace(self.reading, order=order, is_turned=False))

    def action_axis(self) -> None:
        """Let bars measure the next thing: resident, mapped, logarithmic."""
        axes = list(Axis)
        at = axes.index(self.reading.axis) + 1
        self._choose(replace(self.reading, axis=axes[at % len(axes)]))

    def action_mark(self) -> None:
        """Mark the selected row, or take the mark off."""
        row = self.selected
        if row is not None:
            self._choose(replace(self.reading, marked=self.reading.marked ^ {row.key}))

    def action_mark_all(self) -> None:
        """Mark all regions and groups that are shown at the outermost level."""
        self._choose(replace(self.reading, marked=outermost(self._rows)))

    def unmark(self) -> bool:
        """Take all marks off; False: there was none."""
        if not self.reading.marked:
            return False
        self._choose(replace(self.reading, marked=frozenset()))
        return True

    def shift_columns(self, by: int) -> None:
        """Bring other columns into view."""
        self._first_column = max(self._first_column + by, 0)
        self.redraw()

    def on_click(self, event: Click) -> None:
        """Sort by a head; filter a letter's kind; select a row, and open it twice."""
        offset = event.get_content_offset(self)
        if self._is_dragging or offset is None:
            self._is_dragging = False
            return
        if offset.y < self.head_count:
            self._click_head(offset.x)
            return
        row = self.row_at(event)
        if row is None:
            return
        self.move_cursor(row)
        if event.chain == 2:
            self._open_or_close()
        elif 0 < offset.x < LEAD - 1 and self._rows.row(row).regions:
            kind = letter_of(self._rows.row(row))[1]
            self.post_message(self.KindWanted(self, kind))

    def on_mouse_down(self, event: MouseDown) -> None:
        """A drag begins, perhaps."""
        self._drag = (self.row_at(event), self.reading.marked)

    def on_mouse_move(self, event: MouseMove) -> None:
        """Mark the rows that are dragged over."""
        row, (begun, before) = self.row_at(event), self._drag
        if not event.button or begun is None or row is None or row == begun:
            return
        self._is_dragging = True
        low, high = sorted((begun, row))
        keys = {self._rows.row(at).key for at in range(low, high + 1)}
        self._choose(replace(self.reading, marked=before | keys))

    def on_mouse_up(self, event: MouseUp) -> None:
        """The drag is over."""
        self._drag = (None, frozenset())

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """With shift, other columns come into view."""
        if event.shift:
            event.prevent_default().stop()
            self.shift_columns(1)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """With shift, the columns before come back."""
        if event.shift:
            event.prevent_default().stop()
            self.shift_columns(-1)

    def _choose(self, reading: Reading) -> None:
        """Read it in another way from now on, and say so."""
        is_same = layout_of(reading) == layout_of(self.reading)
        before, self.reading = self.reading, reading
        if is_same:
            self.redraw()
        else:
            self.rebuild()
            self.show_cursor()
        self.post_message(self.Changed(self, before))

    def _open_or_close(self) -> None:
        row = self.selected
        if row is not None and row.is_open:
            self.action_close()
        elif row is not None and row.can_open:
            self.action_open()
        else:
            self.action_choose()

    def _click_head(self, x: int) -> None:
        part = head_at(self.table, x)
        if part is None:
            return
        if part.order is not None:
            self.sort_by(part.order)
        elif part.is_axis:
            self.action_axis()
