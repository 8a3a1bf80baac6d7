"""The pane of threads: what each does, how full its stack is, what it waits for."""

from collections.abc import Sequence

from textual.events import Click, Leave, MouseMove

from memscope.analyze.lanes.lane import SPAN_S
from memscope.analyze.lanes.look import ThreadsLook
from memscope.analyze.lanes.order import ThreadOrder
from memscope.analyze.lanes.rows import ThreadKey, ThreadRow, ThreadRows
from memscope.render.runs import EMPTY, Line
from memscope.render.threads.layout import ThreadLayout, layout_of
from memscope.render.threads.legend import (
    head_line,
    legend_line,
    orders_of,
    second_text,
    threads_title,
)
from memscope.render.threads.line import ThreadSheet, thread_line
from memscope.render.threads.strip import strip_cells
from memscope.tui.view import View
from memscope.tui.widgets.rows import Rows

_ROOM_FOR_LEGEND = 8
"""Lines below which threads need the room of the legend."""


class ThreadsPane(Rows):
    """A line for each thread; of several processes, one for each of these as well."""

    head_count = 1

    def __init__(self, *, id: str = "threads") -> None:
        super().__init__(id=id)
        self._looks: tuple[ThreadsLook, ...] = ()
        self._rows = ThreadRows(())
        self._key: ThreadKey | None = None
        self._opened: frozenset[ThreadKey] = frozenset()
        self._order, self._is_turned = ThreadOrder.CPU, False
        self._machine, self._digits, self._note = "", 5, ""

    # What is shown

    def show(self, view: View) -> None:
        """Draw another look; the cursor stays on its thread."""
        looks = tuple(one.threads for one in view.processes if one.threads is not None)
        self._machine = view.snapshot.system.machine
        if looks != self._looks:
            self._looks = looks
            self._arrange()

    @property
    def order(self) -> ThreadOrder:
        """By what threads are sorted."""
        return self._order

    @property
    def selected(self) -> ThreadRow | None:
        """What the cursor is on; of a fold, the first that it stands for."""
        return self._rows[self.cursor] if self._rows else None

    def select(self, pid: int, tid: int | None) -> None:
        """Put the cursor on a thread, out of its fold; on the process without one."""
        look = next((one for one in self._looks if one.process.pid == pid), None)
        if look is None or (tid and tid not in look.threads):
            return
        self._key = ThreadKey(look.process.identity, tid or 0)
        self._arrange()
        row = self._place()
        if row is None and not tid:  # a single one has no line
            row = self._rows.first_of(look.process.identity)
        if row is not None:
            self.move_cursor(row)

    def follow(self, key: tuple[int, int]) -> None:
        """Put the cursor on a process, unless it or a thread of it is selected."""
        selected = self.selected
        if selected is None or selected.process.identity == key:
            return
        row = self._rows.first_of(key)
        if row is not None:
            self._cursor, self._key = row, self._rows[row].key
            self.show_cursor()
            self.redraw()

    def _place(self) -> int | None:
        return self._rows.place_of(self._key) if self._key else None

    # Order and folds

    def sort(self) -> None:
        """Sort by the next column."""
        orders = list(ThreadOrder)
        self.sort_by(orders[(orders.index(self._order) + 1) % len(orders)])

    def sort_by(self, order: ThreadOrder) -> None:
        """Sort by something; the cursor's row stays in view."""
        self._order, self._is_turned = order, False
        self._arrange()
        self.show_cursor()

    def turn(self) -> None:
        """Sort the other way round."""
        self._is_turned = not self._is_turned
        self._arrange()
        self.show_cursor()

    def toggle(self) -> bool:
        """Open the fold under the cursor, or close it; False: there is none."""
        row = self.selected
        if row is None or not row.is_fold:
            return False
        self._opened = self._opened ^ {row.key}
        self._arrange()
        return True

    def redraw(self) -> None:
        """Draw what differs: in another language, theme or width, everything."""
        self.set_title(self.tab_title)
        super().redraw()

    def _arrange(self) -> None:
        """Make the rows anew, and draw those that look different."""
        self._rows = ThreadRows(
            self._looks,
            self._order,
            is_turned=self._is_turned,
            opened=self._opened,
            kept=self._key,
        )
        longest = max((max(one.threads, default=0) for one in self._looks), default=0)
        self._digits = max(len(str(longest)), 5)
        self._find_cursor()
        self.redraw()

    def _find_cursor(self) -> None:
        """Keep the cursor on its thread; when that ended, on its process.

        A single process has no line: then it stays where the thread was. Of a process
        that is gone it goes to the first line.
        """
        if self._key is None:
            self._key = self._rows[self.cursor].key if self._rows else None
        at = self._place()
        if at is not None:
            self._cursor = at
        elif self._rows and self._key is not None:
            first = self._rows.first_of(self._key.process)
            if first is None or len(self._looks) > 1:
                self._cursor = first or 0
            self._key = self._rows[self.cursor].key

    @property
    def tab_title(self) -> str:
        """What it is, and its number, where it is a tab."""
        return threads_title(self._looks, self._order)

    # Rows

    def row_count(self) -> int:
        """Return the number of lines without heads and legend."""
        return len(self._rows)

    def draw_row(self, row: int, at: int, width: int) -> Line:
        """Draw one of them."""
        if row >= len(self._rows):
            return EMPTY
        return thread_line(self._rows[row], self._sheet(width), width)

    def move_cursor(self, row: int) -> None:
        """Select a row; a thread that was taken out of its fold goes back into it."""
        rows = len(self._rows)
        row = max(0, min(row, rows - 1))
        key = self._rows[row].key if rows else None
        is_out = key != self._key and self._is_out_of_its_fold()
        self._key = key
        if is_out and key is not None:
            self._arrange()
            row = self._place() or row
        super().move_cursor(row)

    def _is_out_of_its_fold(self) -> bool:
        """Tell whether the selected thread stands alone only as long as it is that."""
        at = self._place()
        if self._key is None or at is None or at + 1 >= len(self._rows):
            return False
        after = self._rows[at + 1]
        return after.is_fold and after.key.tid != -self._key.tid

    def action_choose(self) -> None:
        """Open or close a fold; else tell that the thread is wanted."""
        if not self.toggle():
            super().action_choose()

    def _sheet(self, width: int) -> ThreadSheet:
        return ThreadSheet(self._layout(width), self._machine, self.app.no_color)

    def _layout(self, width: int) -> ThreadLayout:
        return layout_of(width, self._digits)

    # Heads and legend

    @property
    def foot_count(self) -> int:
        """The legend, where threads do not need its room."""
        return int(self.scrollable_content_region.height >= _ROOM_FOR_LEGEND)

    def draw_head(self, line: int, width: int) -> Line:
        """Draw the heads of the columns; one tells what is under the mouse."""
        return head_line(
            self._layout(width),
            width,
            self._order,
            is_turned=self._is_turned,
            note=self._note,
        )

    def draw_foot(self, line: int, width: int) -> Line:
        """Draw what marks and colours stand for."""
        has_stacks = self._layout(width).stack.width > 0
        letters = self.app.no_color
        return legend_line(width, has_stacks=has_stacks, letters=letters)

    # The mouse

    def on_click(self, event: Click) -> None:
        """Select a thread, the one that it waits for, or an order."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        event.stop()
        event.prevent_default()  # of the list, which knows no heads and owners
        row = self.row_at(event)
        if row is not None:
            self._click_row(row, offset.x, is_double=event.chain == 2)
        elif not offset.y:
            self._click_head(offset.x)

    def _click_row(self, row: int, x: int, *, is_double: bool) -> None:
        owner = self._owner_at(row, x)
        if owner is not None:
            self.select(self._rows[row].process.pid, owner)
            return
        self.move_cursor(row)
        selected = self.selected
        if is_double or (selected is not None and selected.is_fold):
            self.action_choose()

    def _click_head(self, x: int) -> None:
        width = self.scrollable_content_region.width
        orders: Sequence[ThreadOrder] = orders_of(self._layout(width).at(x))
        if not orders:
            return
        if self._order in orders and len(orders) == 1:
            self.turn()
        elif self._order in orders:
            self.sort_by(orders[(orders.index(self._order) + 1) % len(orders)])
        else:
            self.sort_by(orders[0])

    def _owner_at(self, row: int, x: int) -> int | None:
        """Return whom a thread waits for, where that stands under the mouse."""
        one = self._rows[row]
        width = self.scrollable_content_region.width
        if one.thread is None or self._layout(width).at(x) != "waits":
            return None
        return one.look.wait_of(one.thread).owner

    def on_mouse_move(self, event: MouseMove) -> None:
        """Tell which second of a strip is under the mouse."""
        offset, row = event.get_content_offset(self), self.row_at(event)
        if offset is None or row is None:
            self._say("")
        else:
            self._say(self._second_at(row, offset.x))

    def on_leave(self, _event: Leave) -> None:
        """There is no mouse any more."""
        self._say("")

    def _second_at(self, row: int, x: int) -> str:
        one = self._rows[row]
        place = self._layout(self.scrollable_content_region.width).strip
        if one.thread is None or not 0 <= x - place.start < place.width:
            return ""
        cells = strip_cells(one.look.lanes, one.thread.tid, place.width)
        at = x - place.start
        ago = (place.width - 1 - at) * (SPAN_S // place.width)
        return second_text(cells[at], ago)

    def _say(self, note: str) -> None:
        if note != self._note:
            self._note = note
            self.refresh_lines_that_differ()
