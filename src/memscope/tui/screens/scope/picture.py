"""What the panes of the scope show of a look."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from textual.screen import Screen

from memscope.analyze.series import Tick
from memscope.analyze.space.row import RowKey, What
from memscope.model.finding import Answer
from memscope.model.process import Thread
from memscope.render.gap_lines import gap_lines
from memscope.render.runs import EMPTY, Line, Run, line, wrap
from memscope.render.space.how import How
from memscope.render.space.rail import RailMarks
from memscope.render.space.rail_marks import rail_marks
from memscope.render.words.happenings import happening_text
from memscope.tui.judging import Judge
from memscope.tui.measuring import NOTHING_MEASURED, MeasuredProcess
from memscope.tui.screens.scope.headed import Headed
from memscope.tui.screens.scope.layout import ScopeLayout
from memscope.tui.screens.scope.sums import SumsTogether
from memscope.tui.view import ProcessView, View
from memscope.tui.widgets.history_pane import clock_at_zero
from memscope.tui.widgets.memory_table import MemoryTable
from memscope.tui.widgets.panes import Drawer
from memscope.units import safe, short_bytes

_FEW = 4
"""Processes that are open at first."""
_LOOKED_AT = 500
"""Rows of which the largest is selected at first: all open, there may be 64,000."""
_ALL = (0, 0)
"""Stands for all processes."""
_TELL_S = 5.0
"""Seconds after which what goes on is told with its new sum."""


class ScopePicture:
    """Hands each pane what it draws.

    Attributes:
        measured: What was seen when the process in front was looked at closely.
        steps: Of a lesson, for the history.
    """

    def __init__(
        self,
        screen: Screen[None],
        panes: ScopeLayout,
        judge: Judge,
        sums: SumsTogether,
        *,
        is_live: bool,
    ) -> None:
        self.measured: MeasuredProcess = NOTHING_MEASURED
        self.steps: tuple[Tick, ...] = ()
        self._screen, self._panes = screen, panes
        self._has_begun = False
        self._headed_by: tuple[int, int] | None = None
        self._told: tuple[object, float, str] = (None, 0.0, "")
        self._judge, self.sums = judge, sums
        self._headed = Headed(panes.header, judge, is_live=is_live)

    def active(self, view: View | None) -> ProcessView | None:
        """Return the process that keys are about: whose row is selected."""
        if view is None or not view.processes:
            return None
        key = self._panes.selected_process()
        return (view.find(key) if key else None) or view.processes[0]

    def show(self, view: View, note: str) -> None:
        """Draw one look; `note` says why, when there is nothing to draw."""
        panes = self._panes
        if not self._has_begun and view.processes:
            self._has_begun = True
            _open_few(panes.table, view)
            _select_largest(panes.table)
        panes.threads.show(view)
        panes.nothing.show(nothing(view, note))
        self._mark_empty(not view.processes)
        self.show_history(view, None if view.now is None else view.at)
        self._point(view)

    def go_on(self, view: View) -> None:
        """Draw what moves on over the same memory: threads, history, pages by age."""
        self._panes.threads.show(view)
        self.show_history(view, None)
        self._point(view)
        for pane in self._panes.regions:
            pane.look_again()

    def show_no_look(self, problem: str) -> None:
        """Say why there was never anything to draw."""
        self._panes.nothing.show(text(problem))
        self._mark_empty(True)

    def _mark_empty(self, is_empty: bool) -> None:
        """Hide the list, or show it again.

        With what is hidden its focus would go to the line of the filter, which then
        took every key for text.
        """
        if is_empty == self._screen.has_class("-empty"):
            return
        if is_empty and self._screen.focused is self._panes.list:
            self._screen.set_focus(None)
        self._screen.set_class(is_empty, "-empty")
        if not is_empty and self._screen.focused is None:
            self._panes.show_pane(self._panes.pane)

    def note_answer(self, answer: Answer) -> None:
        """Remember what was found of the process in front."""
        key = self._panes.selected_process()
        if key is not None:
            self._judge.heard(key, answer)

    def show_header(self, view: View | None, how: How) -> None:
        """Draw the two lines at the top: of all processes, or of one that is meant."""
        self._headed_by = self._meant(view)
        several = self.sums.of(view) if view is not None else None
        if view is not None and several is not None and self._headed_by == _ALL:
            self._headed.show_together(view, several, how)
        else:
            self._headed.show(view, self.active(view), self.measured, how)

    def _meant(self, view: View | None) -> tuple[int, int] | None:
        """Return the process that a selected row is of; `_ALL`: it is inside none."""
        one, panes = self.active(view), self._panes
        if one is None or view is None:
            return None
        row = panes.table.selected
        is_outside = panes.list is panes.table and (
            row is None or row.what is What.PROCESS
        )
        is_of_all = is_outside or self._screen.focused is panes.family
        return _ALL if is_of_all and self.sums.of(view) is not None else one.key

    def has_header_of(self, view: View | None) -> bool:
        """Tell whether the header is of the process that is selected now."""
        meant = self._meant(view)
        return meant is not None and meant == self._headed_by

    def _last_event(self, view: View, one: ProcessView) -> str:
        """Say what happened last; a sum that grows is told anew only now and then."""
        mine = (each for each in view.happenings if each.identity == one.key)
        last = next(mine, None)
        if last is None:
            return ""
        known, at, text = self._told
        if last.key != known or not 0 <= view.at - at < _TELL_S:
            text = happening_text(last)
            self._told = (last.key, view.at, text)
        return text

    def show_history(self, view: View, at: float | None) -> None:
        """Draw memory over time, and which moment is shown."""
        one = self.active(view)
        if one is not None:
            count = len(view.processes)
            series = one.series if count == 1 else view.together
            clock_s = clock_at_zero(view.snapshot.taken_at, view.at)
            pane = self._panes.history
            news = self._last_event(view, one)
            pane.show(
                series, self.steps, at, clock_s=clock_s, processes=count, news=news
            )
        self._panes.tabs.redraw()

    def point(self, view: View | None) -> None:
        """Mark where the selected thread is in the memory, and beside it."""
        one = self._point(view)
        if one is not None:
            self._show_rail(one)

    def _point(self, view: View | None) -> ProcessView | None:
        """Mark it in the table; return whose thread it is, if its memory is shown."""
        row = self._panes.threads.selected
        one = self.active(view)
        if row is None or row.thread is None or one is None:
            return None
        if row.process.identity != one.key:
            return None
        self._panes.table.point(one.key, pointers_of(row.thread))
        return one

    def explain_selected(self, view: View | None) -> None:
        """Explain what is selected, and show where it lies."""
        one, panes = self.active(view), self._panes
        if one is None:
            for pane in panes.regions:
                pane.show(None, None)
            return
        row = panes.table.selected
        for pane in panes.regions:
            pane.show(row, one, self.measured, one.growth)
        self._show_rail(one)
        panes.tabs.redraw()

    def follow_rows(self, view: View | None) -> None:
        """Say in the rail what the table shows, when there is other room for it."""
        one = self.active(view)
        if one is not None:
            self._show_rail(one)

    def pin(self) -> None:
        """Keep the region that is shown, beside the next ones; or let it go."""
        panes = self._panes
        if panes.pinned.is_pinned:
            panes.pinned.unpin()
        else:
            panes.pinned.pin()
        self._screen.set_class(panes.pinned.is_pinned, "-pinned")

    def _show_rail(self, one: ProcessView) -> None:
        self._panes.rail.show(one.process, self._marks(one), one.terrain)

    def _marks(self, one: ProcessView) -> RailMarks:
        table = self._panes.table
        rows = [row for row in table.seen_rows() if row.process.identity == one.key]
        shown = (min(r.start for r in rows), max(r.end for r in rows)) if rows else None
        return rail_marks(
            one.process,
            shown=shown,
            selected=table.selected,
            thread=self._thread(one),
            growth=one.growth,
            part=table.part(one),
            marked=table.marked_spans(one.key),
        )

    def _thread(self, one: ProcessView) -> Thread | None:
        row = self._panes.threads.selected
        if row is None or row.thread is None or row.process.identity != one.key:
            return None
        return row.thread


def _open_few(table: MemoryTable, view: View) -> None:
    """Open processes that are few: each is seen at a glance then."""
    keys = [RowKey(one.key, What.PROCESS) for one in view.processes]
    if 1 < len(keys) <= _FEW:
        table.show(view, replace(table.reading, opened=frozenset(keys)), table.match)


def _select_largest(table: MemoryTable) -> None:
    """Begin where most of the memory is: of several processes, at such a one."""
    rows = list(islice(table.rows.rows(), _LOOKED_AT))
    first = [row for row in rows if row.what is What.PROCESS] or rows
    chosen = {row.key for row in first}
    sizes = [
        (row.amounts.resident or 0, -at)
        for at, row in enumerate(rows)
        if row.key in chosen
    ]
    if sizes:
        table.move_cursor(-max(sizes)[1])


def pointers_of(thread: Thread) -> Sequence[tuple[int, str]]:
    """Return where registers of a thread point to, and what is said there."""
    found: list[tuple[int, str]] = []
    if thread.sp is not None:
        depth = thread.stack.depth if thread.stack else None
        deep = f" {short_bytes(depth)}" if depth is not None else ""
        found.append((thread.sp, f"SP{deep}"))
    if thread.pc is not None:
        found.append((thread.pc, "PC"))
    return found


def nothing(view: View, note: str) -> Drawer:
    """Say why there is no process to draw."""
    said = text(note)
    return lambda width: [*gap_lines(view.snapshot.gaps, width), EMPTY, *said(width)]


def text(words: str) -> Drawer:
    """Draw a text, wrapped; it may hold a hostile name."""

    def draw(width: int) -> list[Line]:
        return [line(Run(part)) for part in wrap(safe(words), width)]

    return draw
