"""The pane of threads: what each does, how full its stack is, what it waits for."""

from collections.abc import Sequence

from textual.events import Click, Leave, MouseMove
from textual.geometry import Region as Area
from textual.geometry import Size
from textual.strip import Strip

from memscope.analyze.lanes.lane import SPAN_S
from memscope.analyze.lanes.look import ThreadsLook
from memscope.analyze.lanes.order import ThreadOrder
from memscope.analyze.lanes.rows import ThreadKey, ThreadRow, thread_rows
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
from memscope.tui.widgets.drawn import to_strip
from memscope.tui.widgets.rows import Rows

_ROOM_FOR_LEGEND = 8
"""Lines below which threads need the room of the legend."""


class ThreadsPane(Rows):
    """A line for each thread; of several processes, one for each of these as well."""

    def __init__(self, *, id: str = "threads") -> None:
        super().__init__(id=id)
        self._looks: tuple[ThreadsLook, ...] = ()
        self._rows: list[ThreadRow] = []
        self._places: dict[ThreadKey, int] = {}
        self._key: ThreadKey | None = None
        self._opened: frozenset[ThreadKey] = frozenset()
        self._order, self._is_turned = ThreadOrder.CPU, False
        self._machine, self._digits, self._title, self._note = "", 5, "", ""
        self._shown: dict[int, Line] = {}

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
        row = self._places.get(self._key)
        if row is None and not tid and self._rows:  # a single one has no line
            row = self._first_of(look.process.identity)
        if row is not None:
            self.move_cursor(row)

    def follow(self, key: tuple[int, int]) -> None:
        """Put the cursor on a process, unless it or a thread of it is selected."""
        selected = self.selected
        if selected is None or selected.process.identity == key:
            return
        row = self._first_of(key)
        if row is not None:
            self._cursor, self._key = row, self._rows[row].key
            self.show_cursor()
            self.redraw()

    def _first_of(self, key: tuple[int, int]) -> int | None:
        found = (at for at, row in enumerate(self._rows) if row.key.process == key)
        return next(found, None)

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
        """Draw everything again, in another language, theme or width."""
        self._shown.clear()
        self._set_title()
        super().redraw()
        self._fit_size()

    def _arrange(self) -> None:
        """Make the rows anew, and draw those that look different."""
        self._rows = thread_rows(
            self._looks,
            self._order,
            is_turned=self._is_turned,
            opened=self._opened,
            kept=self._key,
        )
        self._places = {row.key: at for at, row in enumerate(self._rows)}
        longest = max((max(one.threads, default=0) for one in self._looks), default=0)
        self._digits = max(len(str(longest)), 5)
        self._find_cursor()
        self._set_title()
        self._fit_size()
        self._refresh_changed()

    def _find_cursor(self) -> None:
        """Keep the cursor on its thread; of one that ended, where that was."""
        if self._key is None:
            self._key = self._rows[self.cursor].key if self._rows else None
        at = self._places.get(self._key) if self._key else None
        if at is not None:
            self._cursor = at
        elif self._rows:
            self._key = self._rows[self.cursor].key

    def _set_title(self) -> None:
        title = threads_title(self._looks, self._order)
        if title != self._title:
            self._title = title
            self.set_title(title)

    def _fit_size(self) -> None:
        size = Size(self.container_size.width, self.row_count() + self._frame_lines())
        if size != self.virtual_size:
            self.virtual_size = size

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
        if key != self._key:
            self._key = key
            self._arrange()
            row = self._places.get(key, row) if key else row
        super().move_cursor(row)

    def action_choose(self) -> None:
        """Open or close a fold; else tell that the thread is wanted."""
        if not self.toggle():
            super().action_choose()

    def _sheet(self, width: int) -> ThreadSheet:
        return ThreadSheet(self._layout(width), self._machine, self.app.no_color)

    def _layout(self, width: int) -> ThreadLayout:
        return layout_of(width, self._digits)

    # Lines of the pane: heads, threads, legend

    def _frame_lines(self) -> int:
        return 1 + self._has_legend()

    def _has_legend(self) -> bool:
        return self.scrollable_content_region.height >= _ROOM_FOR_LEGEND

    def show_cursor(self) -> None:
        """Scroll so far that the selected row is seen between heads and legend."""
        room = self.scrollable_content_region.height - self._frame_lines()
        if room <= 0 or not self._rows:
            return
        top, cursor = self.scroll_offset.y, self.cursor
        if cursor < top:
            self.scroll_to(y=cursor, animate=False)
        elif cursor >= top + room:
            self.scroll_to(y=cursor + 1 - room, animate=False)

    def render_line(self, y: int) -> Strip:
        """Draw one visible line."""
        width = self.scrollable_content_region.width
        height = self.scrollable_content_region.height
        if y == 0 or (self._has_legend() and y == height - 1):
            return to_strip(self._frame_line(y, width), self.app.theme)
        return super().render_line(y - 1)

    def _frame_line(self, y: int, width: int) -> Line:
        if y:
            return legend_line(width)
        return head_line(
            self._layout(width),
            width,
            self._order,
            is_turned=self._is_turned,
            note=self._note,
        )

    def _refresh_changed(self) -> None:
        """Draw only the lines that differ from what is on the screen."""
        area = self.scrollable_content_region
        sheet = self._sheet(area.width) if area.width else None
        top = self.scroll_offset.y
        for y in range(1, area.height - self._has_legend()):
            row = top + y - 1
            line = EMPTY
            if sheet is not None and row < len(self._rows):
                line = thread_line(self._rows[row], sheet, area.width)
            if self._shown.get(row) != line:
                self._shown[row] = line
                self._drawn.pop(row, None)
                self.refresh(Area(0, y, area.width, 1))

    # The mouse

    def on_click(self, event: Click) -> None:
        """Select a thread, the one that it waits for, or an order."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        event.stop()
        if offset.y == 0:
            self._click_head(offset.x)
            return
        row = offset.y - 1 + self.scroll_offset.y
        is_legend = (
            self._has_legend() and offset.y == self.scrollable_content_region.height - 1
        )
        if row >= len(self._rows) or is_legend:
            return
        owner = self._owner_at(row, offset.x)
        if owner is not None:
            self.select(self._rows[row].process.pid, owner)
            return
        self.move_cursor(row)
        if event.chain == 2 or self._rows[self.cursor].is_fold:
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
        offset = event.get_content_offset(self)
        self._say(self._second_at(offset.x, offset.y) if offset else "")

    def on_leave(self, _event: Leave) -> None:
        """There is no mouse any more."""
        self._say("")

    def _second_at(self, x: int, y: int) -> str:
        area = self.scrollable_content_region
        row = y - 1 + self.scroll_offset.y
        place = self._layout(area.width).strip
        is_strip = place.start <= x < place.start + place.width
        if y < 1 or row >= len(self._rows) or not is_strip:
            return ""
        one = self._rows[row]
        if one.thread is None:
            return ""
        cells = strip_cells(one.look.lanes, one.thread.tid, place.width)
        at = x - place.start
        ago = (place.width - 1 - at) * (SPAN_S // place.width)
        return second_text(cells[at], ago)

    def _say(self, note: str) -> None:
        if note != self._note:
            self._note = note
            self.refresh(Area(0, 0, self.scrollable_content_region.width, 1))
