"""The rows of the memory table: laid out, drawn, and kept where they are."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from time import monotonic

from textual.message import Message

from memscope.analyze.growth.came import WatchedSince
from memscope.analyze.growth.growth import Growth
from memscope.analyze.space.axis import SteadyEnd
from memscope.analyze.space.grown import largest_step
from memscope.analyze.space.reading import AS_FIRST, Order, Reading
from memscope.analyze.space.row import RowKey, SpaceRow, What
from memscope.analyze.space.rows import RowList
from memscope.analyze.space.space import MemorySpace, part_of
from memscope.i18n import _
from memscope.model.region import Region
from memscope.render.gap_lines import gap_lines
from memscope.render.help.glossary import together_meaning
from memscope.render.help.page import Topic
from memscope.render.runs import EMPTY, Line, Run, fit_line
from memscope.render.space.cells import parts_together
from memscope.render.space.columns import Extra, TableLayout, layout_for
from memscope.render.space.head import head_at, head_line, table_title
from memscope.render.space.strip import NO_SHADES, Shades
from memscope.render.space.table import RowMarks, Table, row_line
from memscope.render.words.names import process_name
from memscope.tui.row_pages import Seen, with_pages
from memscope.tui.view import ProcessView, View
from memscope.tui.widgets.glow import Glow
from memscope.tui.widgets.marked import Marked
from memscope.tui.widgets.rows import Rows
from memscope.units import whole_parts

Identity = tuple[int, int]
Match = Callable[[ProcessView], Sequence[Region]]
"""Says which regions of a process a filter shows, in order of address.

While it is the same regions, it is the same sequence.
"""
NARROW = 100
"""Cells of a screen below which panes are tabs, and bars are long."""
Parts = Mapping[MemorySpace, tuple[Sequence[Region], MemorySpace]]
"""What a filter leaves of spaces: the regions that it shows, and the space of them."""
FEW_LINES = 24
"""Below so many lines the program's parts are one row."""
_FRAME = 3
"""Cells of a title's line that are not for the title."""
_SHADES = 32
"""Regions whose pages are remembered."""
_SEEN = 512
"""Rows whose pages are remembered."""
_RENEWED_S = 2.0
"""Seconds for which rows sorted by growth keep their order."""


class MemoryRows(Rows):
    """A table of memory; `show` hands it a look."""

    head_count = 1

    class OtherRoom(Message):
        """Other rows are in sight: it is larger, or smaller."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.reading = AS_FIRST
        self.view: View | None = None
        self._shades: dict[tuple[Identity, int], Shades] = {}
        self.pages_seen: Seen = {}
        self.glow = Glow()
        self._match: Match | None = None
        self._rows = RowList(())
        self._parts: dict[MemorySpace, tuple[Sequence[Region], MemorySpace]] = {}
        self._foreseen: dict[MemorySpace, tuple[Sequence[Region], MemorySpace]] = {}
        self._key: RowKey | None = None
        self._end = SteadyEnd()
        self._first_column = 0
        self._is_fading = False
        self._laid: object = None
        self._table: Table | None = None
        self._marked: Marked | None = None
        self._went: tuple[int, ...] = ()
        self._pointers: Mapping[Identity, Sequence[tuple[int, str]]] = {}
        self._marks_at: dict[int, str] = {}
        self._sorted: tuple[float, Mapping[Identity, Mapping[int, int]]] = (0.0, {})
        self._has_old_order = False

    def show(
        self, view: View, reading: Reading | None = None, match: Match | None = None
    ) -> None:
        """Draw a look.

        Args:
            view: Of all processes.
            reading: How to read it; None: as before.
            match: The filter; None: everything.
        """
        reading = reading or self.reading
        is_same = view is self.view and reading == self.reading
        if is_same and match is self._match:
            return
        if match is not self._match:
            self._parts, self._foreseen = self._foreseen, {}
        self.view, self.reading, self._match = view, reading, match
        self.glow.see(view.processes, monotonic())
        self.rebuild()
        self._fade_later()

    def go_on(self, view: View) -> None:
        """Take a look with the same memory: only what waits for time is drawn."""
        self.view = view
        if self._end.is_waiting or self._has_old_order:
            self.rebuild()
        elif Extra.AGE in self.table.layout.columns:
            self._table = None
            self._drawn.clear()
            self.refresh_lines_that_differ()

    def rebuild(self) -> None:
        """Lay out the rows again; the cursor stays on its row."""
        self._lay_out()
        if self._key is not None:
            found = self._rows.index_of(self._key)
            self._cursor = self.cursor if found is None else found
        self._marks_at = self._pointed_at()
        self.redraw()

    def _lay_out(self) -> None:
        spaces = [self.part(one) for one in self.view.processes] if self.view else []
        folds, deltas = self.room < FEW_LINES, self._deltas()
        kept = deltas if self.reading.order is Order.GREW else None
        wanted = (*self._pointed_addresses(), *self._went)
        laid = (spaces, layout_of(self.reading), wanted, folds, kept)
        # Equal spaces are the same ones: most looks leave all rows where they are.
        if laid != self._laid:
            self._laid = laid
            self._rows = RowList(
                spaces,
                self.reading,
                deltas=deltas,
                wanted=wanted,
                folds_program=folds,
            )

    def redraw(self) -> None:
        """Draw again."""
        self._table = None
        super().redraw()
        if self.size.width:
            self.set_title(self.title_text())

    def on_resize(self) -> None:
        """Fewer lines fold the program's parts."""
        self.rebuild()
        super().on_resize()
        self.post_message(self.OtherRoom())

    def title_text(self) -> str:
        """Return what the table is, and its numbers."""
        groups = sum(len(near) for one in self._rows.spaces for near in one.near)
        regions = sum(len(one.regions) for one in self._rows.spaces)
        if not regions and self._match is None:
            return _("memory")  # not looked at yet, or refused: no number is known
        title = table_title(self.table, groups, regions, len(self._rows.spaces))
        return whole_parts(title, self.size.width - _FRAME)

    @property
    def table(self) -> Table:
        """What all lines have in common."""
        if self._table is None:
            now = self.view.at if self.view else 0.0
            axis = self.reading.axis
            scale = self._end.scale(axis, self._rows.largest(axis), now)
            growth = self._growth()
            spaces = self._rows.spaces
            layout = self._layout()
            each = parts_together(layout.cells(Extra.MINUTE) - 1)
            steps = (largest_step(one, growth[one.identity], each) for one in spaces
                     if one.identity in growth)  # fmt: skip
            most = max(steps, default=0)
            self._table = Table(
                layout, scale, self.reading, growth, most, self._watched()
            )
        return self._table

    def _layout(self) -> TableLayout:
        """Return the columns there is room for."""
        width = self.scrollable_content_region.width
        is_narrow = self.screen.size.width < NARROW
        return layout_for(width, first=self._first_column, is_narrow=is_narrow)

    @property
    def selected(self) -> SpaceRow | None:
        """The row that the cursor is on."""
        return self._rows.row(self.cursor) if len(self._rows) else None

    @property
    def match(self) -> Match | None:
        """The filter that holds; None: everything is shown."""
        return self._match

    @property
    def selected_process(self) -> tuple[int, int] | None:
        """Pid and start time of the one whose row is selected."""
        row = self.selected
        return row.process.identity if row is not None else None

    @property
    def rows(self) -> RowList:
        """All rows as they are laid out now."""
        return self._rows

    def seen_rows(self) -> Sequence[SpaceRow]:
        """Return the rows that are seen."""
        top = self.scroll_offset.y
        numbers = range(top, min(top + self.room, len(self._rows)))
        return [self._rows.row(number) for number in numbers]

    def marked_rows(self) -> Sequence[SpaceRow]:
        """Return the rows that are marked and shown, from the top."""
        rows, keys = self._rows, self.reading.marked
        if self._marked is None or not self._marked.is_of(rows, keys):
            self._marked = Marked(rows, keys)
        return self._marked.found

    def marked_spans(self, process: Identity) -> Sequence[tuple[int, int]]:
        """Return where the marked rows of a process are, in order of address."""
        self.marked_rows()
        return self._marked.spans(process) if self._marked is not None else ()

    def row_count(self) -> int:
        """Return how many rows there are."""
        return len(self._rows)

    def draw_row(self, row: int, at: int, width: int) -> Line:
        """Draw a row."""
        one = with_pages(self._rows.row(row), self.pages_seen)
        marks = RowMarks(
            is_marked=one.key in self.reading.marked,
            glow=self.glow.of(one),
            pointer=self._marks_at.get(row, ""),
            shades=self._shades_of(one),
        )
        return row_line(one, self.table, marks)

    def draw_head(self, line: int, width: int) -> Line:
        """Draw the names of the columns."""
        return head_line(self.table)

    def help_here(self) -> Topic | None:
        """Explain a process's row; a region's colours explain it."""
        row = self.selected
        if row is None or row.what is not What.PROCESS:
            return None
        name = f"{row.process.pid} {process_name(row.process)}"
        return Topic(name, (together_meaning(),))

    def head_word(self, x: int) -> str:
        """Return the name of the column at a cell."""
        part = head_at(self.table, x)
        if part is not None and part.is_axis:
            return _("bar")
        return part.run.text.rstrip(" ▼▲") if part is not None else ""

    def _visible(self, y: int, width: int) -> Line:
        """Without any row, say why there is none."""
        if len(self._rows) or self.view is None or not y:
            return super()._visible(y, width)
        gaps = [gap for one in self.view.processes for gap in one.gaps]
        lines = gap_lines(gaps, max(10, width - 1))
        text: Line = (Run(" "), *lines[y - 1]) if y <= len(lines) else EMPTY
        return fit_line(text, width)

    def move_cursor(self, row: int) -> None:
        """Select a row; it stays selected, wherever it goes."""
        super().move_cursor(row)
        selected = self.selected
        self._key = selected.key if selected is not None else None

    def show_shades(self, process: Identity, start: int, shades: Shades) -> None:
        """Draw the pages of a region below its row, where it is open.

        Args:
            process: Pid and start time.
            start: First address of the region.
            shades: Of its pages, by age.
        """
        self._shades.pop((process, start), None)
        self._shades[process, start] = shades
        if len(self._shades) > _SHADES:
            del self._shades[next(iter(self._shades))]
        self._drawn.clear()
        self.refresh_lines_that_differ()

    def show_pages(self, seen: Seen) -> None:
        """Draw what was seen of the pages of rows; of few others it is remembered."""
        for place, one in seen.items():
            self.pages_seen.pop(place, None)
            self.pages_seen[place] = one
        for place in list(self.pages_seen)[:-_SEEN]:
            del self.pages_seen[place]
        if seen:
            self._drawn.clear()
            self.refresh_lines_that_differ()

    def _shades_of(self, row: SpaceRow) -> Shades:
        if len(row.regions) != 1:
            return NO_SHADES
        place = row.key.process, row.regions[0].start
        fine, seen = self._shades.get(place), self.pages_seen.get(place)
        if seen is None or (fine is not None and row.what is What.PAGES):
            return fine or NO_SHADES
        return seen.shades

    def point(
        self, process: Identity, pointers: Sequence[tuple[int, str]] = ()
    ) -> None:
        """Mark where registers of the selected thread point to.

        Args:
            process: Whose thread it is.
            pointers: Addresses, and what is said there: `SP 8K deep`, `PC`.
        """
        wanted = {process: tuple(pointers)} if pointers else {}
        if wanted != self._pointers:
            self._pointers = wanted
            self.rebuild()

    def foresee(self, parts: Parts) -> None:
        """Take what the next filter leaves of processes, found by somebody else."""
        self._foreseen = dict(parts)

    def part(self, one: ProcessView) -> MemorySpace:
        """Return what the filter leaves of a process."""
        if self._match is None:
            return one.space
        return self.part_with(one.space, self._match(one))

    def part_with(self, space: MemorySpace, shown: Sequence[Region]) -> MemorySpace:
        """Return a space with only the regions that are shown; from any thread.

        It is remembered: who makes it before it is drawn spares the screen's thread.
        """
        known = self._parts.get(space)
        # Of an equal space it may be another part by now: things grow, and age.
        if known is None or known[0] is not shown:
            if len(self._parts) > 2 * len(self.view.processes if self.view else ()):
                self._parts.clear()
            known = self._parts[space] = shown, part_of(space, shown)
        return known[1]

    def _growth(self) -> Mapping[Identity, Growth]:
        return {one.key: one.growth for one in self.view.processes} if self.view else {}

    def _watched(self) -> Mapping[Identity, WatchedSince]:
        if self.view is None:
            return {}
        at = self.view.at
        return {one.key: WatchedSince(at, one.began, one.appeared)
                for one in self.view.processes}  # fmt: skip

    def _deltas(self) -> Mapping[Identity, Mapping[int, int]]:
        """Return how much regions grew; sorted by that, only now and then anew."""
        now = monotonic()
        deltas = {key: one.by_start for key, one in self._growth().items()}
        if self.reading.order is not Order.GREW or now - self._sorted[0] >= _RENEWED_S:
            self._sorted = (now, deltas)
        self._has_old_order = self._sorted[1] != deltas
        return self._sorted[1]

    def _pointed_addresses(self) -> tuple[int, ...]:
        return tuple(at for those in self._pointers.values() for at, _text in those)

    def _pointed_at(self) -> dict[int, str]:
        found: dict[int, str] = {}
        for process, those in self._pointers.items():
            for address, text in those:
                row = self._rows.at_address(process, address)
                if row is not None:
                    found[row] = f"{found[row]} · {text}" if row in found else text
        return found

    def _fade_later(self) -> None:
        if self.glow.is_on and self.is_mounted and not self._is_fading:
            self._is_fading = True
            self.set_timer(self.glow.step_s, self._fade)

    def _fade(self) -> None:
        self._is_fading = False
        self.glow.fade(monotonic())
        self._drawn.clear()
        self.refresh_lines_that_differ()
        self._fade_later()


def layout_of(reading: Reading) -> Reading:
    """Return what of a reading decides which rows there are."""
    return replace(reading, marked=frozenset(), axis=AS_FIRST.axis)
