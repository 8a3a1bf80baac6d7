"""The rail: the whole address space at a glance, and a way into it."""

from collections.abc import Iterable
from dataclasses import replace

from textual.events import MouseDown, MouseMove, MouseScrollDown, MouseScrollUp, MouseUp
from textual.geometry import Region
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from memscope.analyze.space.slices import (
    Slices,
    closer,
    logarithmic,
    nearer,
    whole,
)
from memscope.analyze.space.terrain import Terrain, terrain_of
from memscope.i18n import _
from memscope.model.abi import address_digits
from memscope.model.process import Process
from memscope.render.runs import EMPTY, Line, fit_line
from memscope.render.space.rail import (
    NARROW,
    NO_MARKS,
    RailMarks,
    RailPicture,
    scale_words,
)
from memscope.render.words.names import colour_key
from memscope.tui.plain import NO_COLOUR, is_ascii
from memscope.tui.widgets.drawn import to_strip
from memscope.tui.widgets.heights import set_lines
from memscope.tui.widgets.titled import Titled
from memscope.units import cell_width

_FEW = 200
"""Spans of which each is looked for; of more, each line is."""
_INKS = 10_000
"""Slices whose inks are remembered at most."""


class Rail(ScrollView, Titled, can_focus=True):
    """The space beside the table; at a key it is magnified around a point."""

    DEFAULT_CSS = """
    Rail { overflow-x: hidden; }
    """

    class Sought(Message):
        """The reader asks for an address: the one at the line that was clicked."""

        def __init__(self, rail: "Rail", address: int) -> None:
            super().__init__()
            self.rail = rail
            self.address = address

        @property
        def control(self) -> "Rail":
            """The rail it came from."""
            return self.rail

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._terrain: Terrain | None = None
        self._marks: RailMarks = NO_MARKS
        self._digits = 12
        self._scale: int | None = None
        """Bytes of a slice; None: so many that all fit; 0: as logarithms."""
        self._center = 0
        self._slices: Slices | None = None
        self._painted: dict[int, Line] = {}
        self._inks: dict[int, str | None] = {}
        """Of slices of the space as it is divided now."""
        self._title = ""
        self._held: tuple[int, int] | None = None
        self._is_dragged = False

    def on_mount(self) -> None:
        """No scroll bar: what is seen of the whole is what the table's line says."""
        self.styles.scrollbar_size_vertical = 0

    # What is shown

    def show(
        self,
        process: Process,
        marks: RailMarks = NO_MARKS,
        terrain: Terrain | None = None,
    ) -> None:
        """Draw a process; what is equal to what is drawn costs nothing.

        Args:
            process: Whose space.
            marks: What is pointed at.
            terrain: Of the process, where somebody made it already.
        """
        old = self._terrain
        is_same = old is not None and (
            old.regions is process.regions or old.regions == process.regions
        )
        if is_same and marks == self._marks:
            return
        if not is_same:
            self._terrain = terrain or terrain_of(process, colour_key)
            self._digits = address_digits(process.abi)
            self._divide()
        if marks.tips != self._marks.tips:
            self._inks = {}
        is_elsewhere = marks.selected != self._marks.selected
        before, self._marks = self._marks, marks
        if is_same and self.is_whole and _differ_beside(before, marks):
            different = self._edges(before, marks) ^ self._edges(marks, before)
            self._repaint({line for _sort, line in different})
            return
        if is_elsewhere and marks.selected and self._scale is not None:
            self.scroll_to_address(marks.selected[-1][1] - 1)
        self._repaint()

    def redraw(self) -> None:
        """Draw all of it again, in another language or theme."""
        self._title = ""
        self._painted.clear()
        self._repaint()
        self.refresh()

    @property
    def slices(self) -> Slices | None:
        """How the space is divided now; None: there is none."""
        return self._slices

    @property
    def scale_words(self) -> str:
        """What a line stands for, also where no title has room for it."""
        return scale_words(self._slices) if self._slices else ""

    @property
    def is_whole(self) -> bool:
        """All of it is seen."""
        return self._scale is None

    @property
    def zoom(self) -> tuple[int, int] | None:
        """Bytes of a slice (0: as logarithms), and the address in the middle."""
        middle = self.address_at(self._height // 2)
        if self._scale is None or middle is None:
            return None
        return self._scale, middle

    def zoom_to(self, zoom: tuple[int, int] | None) -> None:
        """Show what `zoom` told at another time; None: all of it."""
        scale, address = zoom or (None, 0)
        if zoom == self.zoom or self._terrain is None:
            return
        self._scale = scale
        self._divide(address)
        if self._slices is not None and zoom is not None:
            self._to_line(self._slices.line_at(address) - self._height // 2)
        self._repaint()

    def address_at(self, y: int) -> int | None:
        """Return the address at a line of the widget; None: nothing is drawn there."""
        if self._slices is None:
            return None
        return self._slices.at_line(y + self.scroll_offset.y)

    def line_at(self, address: int) -> int | None:
        """Return the line of the widget that has an address, seen or not."""
        if self._slices is None:
            return None
        return self._slices.line_at(address) - self.scroll_offset.y

    # Acting

    def zoom_in(self, address: int | None = None) -> None:
        """Magnify by 4 around an address, or around what is selected."""
        if self._slices is not None:
            self._zoom(nearer(self._slices.scale or self._whole_scale()), address)

    def zoom_out(self, address: int | None = None) -> None:
        """Do the opposite, until all of it is seen."""
        if self._slices is None or self._scale is None:
            return
        wider = self._scale * 4
        self._zoom(wider if 0 < wider < self._whole_scale() else None, address)

    def whole(self) -> None:
        """Show all of it."""
        self._zoom(None, None)

    def toggle_log(self) -> None:
        """Give each part lines by the logarithm of its size, or go back."""
        self._zoom(None if self._scale == 0 else 0, None)

    def scroll_to_address(self, address: int) -> None:
        """Bring an address into view."""
        if self._slices is None:
            return
        if not self._slices.start <= address < self._slices.end:
            self._divide(address)
        line = self._slices.line_at(address)
        if not 0 <= line - self.scroll_offset.y < self._height:
            self._to_line(line - self._height // 2)

    def _zoom(self, scale: int | None, address: int | None) -> None:
        if scale == self._scale or self._terrain is None:
            return
        address = self._around() if address is None else address
        at = self.line_at(address)
        self._scale = scale
        self._divide(address)
        assert self._slices is not None
        keep = min(max(at or 0, 0), max(self._height - 1, 0))
        self._to_line(self._slices.line_at(address) - keep)
        self._repaint()

    def _to_line(self, line: int) -> None:
        # By force: that there is more to scroll now is noticed only after a while.
        self.scroll_to(y=line, animate=False, immediate=True, force=True)

    def _around(self) -> int:
        """Return what to magnify: the selected row, or the middle of what is seen."""
        selected = self._marks.selected
        if selected:
            return selected[-1][1] - 1
        middle = self.address_at(self._height // 2)
        assert self._terrain is not None
        return self._terrain.start if middle is None else middle

    def _whole_scale(self) -> int:
        assert self._terrain is not None
        return whole(self._terrain, self._height).scale

    # Drawing

    @property
    def _height(self) -> int:
        return self.scrollable_content_region.height

    @property
    def _width(self) -> int:
        return self.scrollable_content_region.width

    def _divide(self, around: int | None = None) -> None:
        """Divide the space; where it is magnified, around an address or as before."""
        if self._terrain is None or not self._height:
            return
        self._inks = {}
        if self._scale is None:
            self._slices = whole(self._terrain, self._height)
        elif self._scale == 0:
            self._slices = logarithmic(self._terrain, self._height)
        else:
            self._center = self._center if around is None else around
            self._slices = closer(self._terrain, self._scale, self._center)
        set_lines(self, self._slices.lines)

    def _go_on(self) -> None:
        """Near an end of what is divided, divide what comes next."""
        slices, terrain, top = self._slices, self._terrain, self.scroll_offset.y
        if not self._scale or slices is None or terrain is None:
            return
        is_above = top < self._height and slices.end < terrain.end
        is_below = (
            top + 2 * self._height > slices.lines and slices.start > terrain.start
        )
        middle = slices.at_line(top + self._height // 2)
        if middle is not None and (is_above or is_below) and middle != self._center:
            self._divide(middle)
            assert self._slices is not None
            line = self._slices.line_at(middle)
            self._to_line(line - self._height // 2)

    def _edges(self, marks: RailMarks, other: RailMarks) -> set[tuple[str, int]]:
        """Return what stands right of the band, and where; not what others have too."""
        slices = self._slices
        if slices is None:
            return set()
        several = {
            "shown": () if marks.shown is None else (marks.shown,),
            "selected": marks.selected,
            "marked": () if marks.marked is other.marked else marks.marked,
        }
        return {
            (sort, at)
            for sort, spans in several.items()
            for low, high in spans
            for at in range(slices.line_at(high - 1), slices.line_at(low) + 1)
        }

    def _repaint(self, lines: Iterable[int] | None = None) -> None:
        """Refresh the lines that are not what they were, and no other.

        Args:
            lines: Those that may differ; None: any.
        """
        self._entitle()
        width, height = self._width, self._height
        for y in range(height) if lines is None else lines:
            if y >= height:
                continue
            line = self._line(y, width)
            if self._painted.get(y) != line:
                self._painted[y] = line
                self.refresh(Region(0, y, width, 1))

    def _entitle(self) -> None:
        title = _("space")
        if self._width >= NARROW and self._slices is not None:
            room = self._width - cell_width(title) - 5
            title = f"{title} {scale_words(self._slices, room)}"
        self._title = title
        self.set_title(title if self._width >= NARROW else "")

    def _line(self, y: int, width: int) -> Line:
        at = y + self.scroll_offset.y
        if self._terrain is None or self._slices is None or at >= self._slices.lines:
            return fit_line(EMPTY, width)
        picture = RailPicture(
            self._terrain,
            self._slices,
            self._marks,
            self._digits,
            has_letters=is_ascii() or self.app.theme == NO_COLOUR,
            inks=self._inks,
        )
        return picture.line(at, width)

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        line = self._painted.get(y)
        if line is None:
            line = self._painted[y] = self._line(y, self._width)
        return to_strip(line, self.app.theme)

    def on_resize(self) -> None:
        """The scale depends on the room there is."""
        self._painted.clear()
        self._divide()
        self._repaint()
        self.refresh()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Other lines are seen."""
        super().watch_scroll_y(old_value, new_value)
        self._painted.clear()
        if len(self._inks) > _INKS:
            self._inks = {}
        self._go_on()

    # Mouse

    def on_mouse_down(self, event: MouseDown) -> None:
        """A click selects, a drag pans: the release tells which."""
        offset = event.get_content_offset(self)
        if offset is not None:
            self._held = (event.screen_y, self.scroll_offset.y)
            self._is_dragged = False
            self.capture_mouse()

    def on_mouse_move(self, event: MouseMove) -> None:
        """Pan."""
        if self._held is None:
            return
        moved = self._held[0] - event.screen_y
        if moved or self._is_dragged:
            self._is_dragged = True
            self._to_line(self._held[1] + moved)

    def on_mouse_up(self, event: MouseUp) -> None:
        """Go where it was clicked."""
        held, self._held = self._held, None
        self.release_mouse()
        offset = event.get_content_offset(self)
        if held is None or self._is_dragged or offset is None:
            return
        address = self.address_at(offset.y)
        if address is not None:
            self.post_message(self.Sought(self, address))

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """With ctrl: magnify what is under the pointer."""
        if event.ctrl:
            self.zoom_in(self._pointed(event))
            event.stop()
            event.prevent_default()

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """With ctrl: see more."""
        if event.ctrl:
            self.zoom_out(self._pointed(event))
            event.stop()
            event.prevent_default()

    def _pointed(self, event: MouseScrollUp | MouseScrollDown) -> int | None:
        offset = event.get_content_offset(self)
        return None if offset is None else self.address_at(offset.y)


def _differ_beside(one: RailMarks, other: RailMarks) -> bool:
    """Tell whether nothing differs but a little that stands right of the band."""
    if one.marked is not other.marked and len(one.marked) + len(other.marked) > _FEW:
        return False
    shown, selected, marked = other.shown, other.selected, other.marked
    return other == replace(one, shown=shown, selected=selected, marked=marked)
