"""A list with a cursor, of which only the visible lines are ever drawn.

What is painted is kept line by line: when rows change, only the lines that differ are
painted again, and the cursor moves at the cost of two rows.
"""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Click, MouseEvent
from textual.geometry import Region
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from memscope.render.runs import EMPTY, Line, Run, fit_line, width_of
from memscope.tui.widgets.drawn import to_strip
from memscope.tui.widgets.heights import set_lines
from memscope.tui.widgets.titled import Titled


class Rows(ScrollView, Titled, can_focus=True):
    """A virtual list.

    Subclasses give `row_count` and `draw_row`; rows may be several lines high when
    they also override `line_count`, `locate` and `line_of`. One that has a head, which
    does not scroll, says how many lines in `head_count` and gives `draw_head`.
    """

    head_count: ClassVar[int] = 0

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "jump(0)", show=False),
        Binding("end", "jump(-1)", show=False),
        Binding("enter", "choose", show=False),
    ]

    class Moved(Message):
        """The cursor is on another row, or its row shows something else."""

        def __init__(self, rows: "Rows") -> None:
            super().__init__()
            self.rows = rows

        @property
        def control(self) -> "Rows":
            """The list it came from."""
            return self.rows

        def can_replace(self, message: Message) -> bool:
            """Of keys that come fast only where they lead to is explained."""
            if not isinstance(message, Rows.Moved) or message.rows is not self.rows:
                return False
            return type(self) is type(message) is Rows.Moved

    class Chosen(Moved):
        """Enter was pressed on a row, or it was clicked twice."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._cursor = 0
        self._drawn: dict[int, Line] = {}
        self._painted: dict[int, tuple[Line, str, Strip]] = {}

    def row_count(self) -> int:
        """Return how many rows there are."""
        raise NotImplementedError

    def draw_row(self, row: int, at: int, width: int) -> Line:
        """Draw line number `at` of a row, `width` cells wide."""
        raise NotImplementedError

    def head_word(self, x: int) -> str:
        """Return what the head says at a cell; "": there is none."""
        at = 0
        for run in self.draw_head(0, self.size.width) if self.head_count else ():
            at += width_of((run,))
            if x < at:
                return run.text
        return ""

    def draw_head(self, line: int, width: int) -> Line:
        """Draw a line of the head."""
        return EMPTY

    def draw_foot(self, line: int, width: int) -> Line:
        """Draw a line of the foot."""
        return EMPTY

    @property
    def foot_count(self) -> int:
        """Lines below the rows that do not scroll with them."""
        return 0

    def line_count(self) -> int:
        """Return how many lines all rows take."""
        return self.row_count()

    def locate(self, line: int) -> tuple[int, int]:
        """Return which row a line belongs to, and which of its lines it is."""
        return line, 0

    def line_of(self, row: int) -> tuple[int, int]:
        """Return the first line of a row, and how many it has."""
        return row, 1

    @property
    def cursor(self) -> int:
        """The selected row; stays within the list."""
        return max(0, min(self._cursor, self.row_count() - 1))

    def move_cursor(self, row: int) -> None:
        """Select a row and bring it into view."""
        before = self.cursor
        self._cursor = max(0, min(row, self.row_count() - 1))
        self.show_cursor()
        self.refresh_rows(before, self._cursor)
        self.post_message(self.Moved(self))

    def redraw(self) -> None:
        """Draw again: the rows have changed; only lines that differ are painted."""
        self._drawn.clear()
        set_lines(self, self.line_count() + self.head_count + self.foot_count)
        self.refresh_lines_that_differ()

    def refresh_lines_that_differ(self) -> None:
        """Have those lines painted that would look different now."""
        if not self._painted:
            self.refresh()
            return
        width, height = self.scrollable_content_region.size
        for y in range(height):
            painted = self._painted.get(y)
            if painted is None or painted[0] != self._visible(y, width):
                self.refresh(Region(0, y, width, 1))

    def refresh_rows(self, *rows: int) -> None:
        """Have some rows painted again, as far as they are seen."""
        width, height = self.scrollable_content_region.size
        top = self.scroll_offset.y - self.head_count
        for row in set(rows):
            first, count = self.line_of(row)
            low = max(first - top, self.head_count)
            high = min(first - top + count, height - self.foot_count)
            if low < high:
                self.refresh(Region(0, low, width, high - low))

    @property
    def room(self) -> int:
        """Lines for rows."""
        frame = self.head_count + self.foot_count
        return max(self.scrollable_content_region.height - frame, 0)

    def show_cursor(self) -> None:
        """Scroll so far that the selected row is seen."""
        height = self.room
        if not height or not self.row_count():
            return
        first, lines = self.line_of(self.cursor)
        top = self.scroll_offset.y
        if first < top:
            self.scroll_to(y=first, animate=False)
        elif first + lines > top + height:
            self.scroll_to(y=first + lines - height, animate=False)

    def on_resize(self) -> None:
        """Rows depend on the width."""
        self._painted.clear()
        self.redraw()
        self.show_cursor()

    def on_focus(self) -> None:
        """The cursor looks different with the focus."""
        self.refresh_rows(self.cursor)
        self.post_message(self.Moved(self))

    def on_blur(self) -> None:
        """The cursor looks different without the focus."""
        self.refresh_rows(self.cursor)

    def action_move(self, by: int) -> None:
        """Move the cursor by some rows."""
        self._go(self.cursor + by)

    def action_page(self, by: int) -> None:
        """Move the cursor by a page."""
        height = max(1, self.room - 1)
        line, _lines = self.line_of(self.cursor)
        target = max(0, min(line + by * height, self.line_count() - 1))
        self._go(self.locate(target)[0])

    def action_jump(self, row: int) -> None:
        """Go to a row; negative ones count from the end."""
        self._go(row if row >= 0 else self.row_count() + row)

    def _go(self, row: int) -> None:
        """Select a row; at an end of the list there is nothing to tell anybody."""
        if max(0, min(row, self.row_count() - 1)) == self.cursor:
            self.show_cursor()
        else:
            self.move_cursor(row)

    def action_choose(self) -> None:
        """Tell that the selected row is wanted."""
        if self.row_count():
            self.post_message(self.Chosen(self))

    def on_click(self, event: Click) -> None:
        """Select the row under the mouse; a double click chooses it."""
        row = self.row_at(event)
        if row is not None:
            self.move_cursor(row)
            if event.chain == 2:
                self.action_choose()

    def row_at(self, event: MouseEvent) -> int | None:
        """Return the row under the mouse."""
        offset = event.get_content_offset(self)
        if offset is None or not 0 <= offset.y - self.head_count < self.room:
            return None
        line = offset.y - self.head_count + self.scroll_offset.y
        return self.locate(line)[0] if line < self.line_count() else None

    def render_line(self, y: int) -> Strip:
        """Draw one visible line; an equal one is the same strip."""
        line = self._visible(y, self.scrollable_content_region.width)
        theme = self.app.theme
        painted = self._painted.get(y)
        if painted is not None and painted[0] == line and painted[1] == theme:
            return painted[2]
        strip = to_strip(line, theme)
        self._painted[y] = (line, theme, strip)
        return strip

    def _visible(self, y: int, width: int) -> Line:
        """Return what a line of the pane shows."""
        if y < self.head_count:
            return fit_line(self.draw_head(y, width), width)
        if y - self.head_count >= self.room:
            return fit_line(
                self.draw_foot(y - self.head_count - self.room, width), width
            )
        at = y - self.head_count + self.scroll_offset.y
        if at >= self.line_count():
            return fit_line(EMPTY, width)
        row, part = self.locate(at)
        line = self._line(at, row, part, width)
        if row != self.cursor:
            return line
        return _selected(line, "cursor" if self.has_focus and not part else "resting")

    def _line(self, at: int, row: int, part: int, width: int) -> Line:
        line = self._drawn.get(at)
        if line is None or width_of(line) != width:
            line = fit_line(self.draw_row(row, part, width), width)
            self._drawn[at] = line
        return line


def _selected(line: Line, look: str) -> Line:
    """Put the cursor's colour behind a row; a background that means something stays."""
    return tuple(Run(run.text, f"{run.style} {look}") for run in line)
