"""A list with a cursor, of which only the visible lines are ever drawn."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from memscope.render.runs import EMPTY, Line, Run, fit_line
from memscope.tui.widgets.drawn import to_strip


class Rows(ScrollView, can_focus=True):
    """A virtual list.

    Subclasses give `row_count` and `draw_row`; rows may be several lines high when
    they also override `line_count`, `locate` and `line_of`.
    """

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

    class Chosen(Moved):
        """Enter was pressed on a row, or it was clicked twice."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._cursor = 0
        self._strips: dict[int, Strip] = {}

    def set_title(self, title: str) -> None:
        """Put a text into the border; brackets in it are just brackets."""
        self.border_title = Content(title)

    def row_count(self) -> int:
        """Return how many rows there are."""
        raise NotImplementedError

    def draw_row(self, row: int, at: int, width: int) -> Line:
        """Draw line number `at` of a row, `width` cells wide."""
        raise NotImplementedError

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
        self._cursor = max(0, min(row, self.row_count() - 1))
        self.show_cursor()
        self.refresh()
        self.post_message(self.Moved(self))

    def redraw(self) -> None:
        """Draw again: the rows have changed."""
        self._strips.clear()
        # As wide as if there were no scroll bar: Textual compares this with the room
        # beside the bar, and keeps a bar that is not needed where both are the same.
        size = Size(self.container_size.width, self.line_count())
        if size != self.virtual_size:
            self.virtual_size = size
        self.refresh()

    def show_cursor(self) -> None:
        """Scroll so far that the selected row is seen."""
        height = self.scrollable_content_region.height
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
        self.redraw()
        self.show_cursor()

    def on_focus(self) -> None:
        """The cursor looks different with the focus."""
        self.refresh()
        self.post_message(self.Moved(self))

    def on_blur(self) -> None:
        """The cursor looks different without the focus."""
        self.refresh()

    def action_move(self, by: int) -> None:
        """Move the cursor by some rows."""
        self.move_cursor(self.cursor + by)

    def action_page(self, by: int) -> None:
        """Move the cursor by a page."""
        height = max(1, self.scrollable_content_region.height - 1)
        line, _lines = self.line_of(self.cursor)
        target = max(0, min(line + by * height, self.line_count() - 1))
        self.move_cursor(self.locate(target)[0])

    def action_jump(self, row: int) -> None:
        """Go to a row; negative ones count from the end."""
        self.move_cursor(row if row >= 0 else self.row_count() + row)

    def action_choose(self) -> None:
        """Tell that the selected row is wanted."""
        if self.row_count():
            self.post_message(self.Chosen(self))

    def on_click(self, event: Click) -> None:
        """Select the row under the mouse; a double click chooses it."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        line = offset.y + self.scroll_offset.y
        if line < self.line_count():
            self.move_cursor(self.locate(line)[0])
            if event.chain == 2:
                self.action_choose()

    def render_line(self, y: int) -> Strip:
        """Draw one visible line."""
        width = self.scrollable_content_region.width
        at = y + self.scroll_offset.y
        if at >= self.line_count():
            return to_strip(fit_line(EMPTY, width), self.app.theme)
        row, part = self.locate(at)
        if row == self.cursor:
            look = "cursor" if self.has_focus and not part else "resting"
            return to_strip(
                _selected(self._line(row, part, width), look), self.app.theme
            )
        strip = self._strips.get(at)
        if strip is None or strip.cell_length != width:
            strip = to_strip(self._line(row, part, width), self.app.theme)
            self._strips[at] = strip
        return strip

    def _line(self, row: int, part: int, width: int) -> Line:
        return fit_line(self.draw_row(row, part, width), width)


def _selected(line: Line, look: str) -> Line:
    """Put the cursor's colour behind a row; a background that means something stays."""
    return tuple(Run(run.text, f"{run.style} {look}") for run in line)
