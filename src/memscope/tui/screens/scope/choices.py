"""Keys of the scope that choose what is shown: a filter, a question, a span."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from memscope.analyze.filter.bearings import Bearings
from memscope.analyze.filter.matching import EVERYTHING, Matcher
from memscope.analyze.filter.presets import PRESETS, reading_for
from memscope.analyze.filter.terms import TIMED
from memscope.analyze.growth.growth import WINDOWS, Window
from memscope.analyze.series import Ticks
from memscope.analyze.space.reading import AS_FIRST, Order, Reading, in_order
from memscope.i18n import N_, _
from memscope.model.process import Thread
from memscope.model.region import Region
from memscope.render.space.rail_marks import hit_spans
from memscope.tui.build import ViewBuilder
from memscope.tui.messages import Looked
from memscope.tui.screens.scope.filtering import (
    FilterReady,
    bearings,
    bearings_of,
    is_much,
    parts,
)
from memscope.tui.screens.scope.host import Host, has_somebody
from memscope.tui.screens.scope.layout import ScopeLayout
from memscope.tui.screens.scope.lent import LentReading
from memscope.tui.view import ProcessView, View
from memscope.tui.widgets.filter_line import FilterLine
from memscope.tui.widgets.memory_rows import Match

_BOOKMARK = "bookmark"
_NO_MARK = N_("b marks a moment first; then d shows what is different")


class Choices:
    """Remembers what the reader asked to see; the table is told."""

    def __init__(self, panes: ScopeLayout, builder: ViewBuilder, host: Host) -> None:
        self.matcher: Matcher = EVERYTHING
        self._table, self._line, self._goto = panes.table, panes.filter, panes.goto
        self._threads = panes.threads
        self._match: Match | None = None
        self._awaited: FilterLine.Filtered | None = None
        self._lent = LentReading()
        self._builder, self._host = builder, host

    @property
    def reading(self) -> Reading:
        """How the memory is read now."""
        return self._table.reading

    def open_filter(self) -> None:
        """Let the reader type a filter."""
        if has_somebody(self._host):
            self._line.open()

    def ask(self, text: str) -> None:
        """Filter by a text that something on the screen stands for."""
        self._line.ask(text)

    def question(self, digit: str) -> None:
        """Answer one of the ready-made questions."""
        is_one = any(one.digit == digit for one in PRESETS)
        if is_one and has_somebody(self._host):
            self._line.open(digit)

    def is_put_off(self, message: FilterLine.Filtered) -> bool:
        """Have what a filter leaves of much memory found beside the screen's thread.

        Returns:
            It is; `FilterReady` comes. Else the filter can be taken at once.
        """
        view, match = self._host.view, message.match
        if view is None or match.is_all or not is_much(view):
            return False
        self._awaited = message
        self._host.work("part", lambda: FilterReady(message, parts(match, view)))
        return True

    def take_ready(self, message: FilterReady) -> bool:
        """Show what was found, unless the reader wants something else by now."""
        if message.filtered is not self._awaited:
            return False
        self._table.foresee(message.parts)
        self.take(message.filtered)
        return True

    def take(self, message: FilterLine.Filtered) -> None:
        """Show what a filter shows, in the order of its question."""
        self._set_matcher(message.match)
        before = self.reading
        is_other = message.preset is not None or message.match.is_all
        base = self._lent.given_back(before) if is_other else before
        reading = reading_for(message.match.filter, base, message.preset)
        self._lent.note(base, reading)
        self._read_so(reading)

    def _read_so(self, reading: Reading) -> None:
        """Show it in another way, its span of differences too."""
        before = self.reading
        if (reading.window_s, reading.since) != (before.window_s, before.since):
            self._set_window(Window(reading.window_s, reading.since))
        self.show(self._host.view, reading)

    def own_reading(self) -> Reading:
        """How the reader reads it, without what a question chose for its answer."""
        return self._lent.without(self._table.own_reading)

    def show(self, view: View | None, reading: Reading | None = None) -> None:
        """Have the table draw a look as it was chosen."""
        if view is not None:
            self._table.show(view, reading, self._match)
            several = bearings_of(view)
            self._line.show(several)
            self._goto.show(*self._in_front(several))

    def prepare(self, view: View) -> None:
        """Find what the filter shows of a look; on the thread that took it."""
        matcher = self.matcher
        if matcher.is_all:
            return
        for one in view.processes:
            shown = matcher.regions(bearings(one, view.at))
            hit_spans(self._table.part_with(one.space, shown))

    def go_on(self, view: View) -> None:
        """Take a look with the same memory as the last one."""
        if self.matcher.filter.keys & TIMED:
            self.show(view)
        else:
            self._table.go_on(view)

    def _in_front(
        self, several: Sequence[Bearings]
    ) -> tuple[Sequence[Bearings], Thread | None]:
        """Return the processes, the selected one first, and its selected thread."""
        row, thread = self._table.selected, self._threads.selected
        front = row.process.identity if row else None
        ordered = sorted(several, key=lambda one: one.process.identity != front)
        is_its = thread is not None and thread.process.identity == front
        return ordered, thread.thread if thread is not None and is_its else None

    def restore(self, reading: Reading) -> None:
        """Read it as it was read before: filter, order, axis, what is open."""
        self._lent.forget()
        before = self.reading
        if reading.filter != before.filter:
            self._line.ask(reading.filter)
            self._set_matcher(self._line.match)
        if (reading.window_s, reading.since) != (before.window_s, before.since):
            self._set_window(Window(reading.window_s, reading.since))
        self.show(self._host.view, reading)

    def clear(self) -> bool:
        """Show everything again, as the reader had it; False: it is so already.

        Without a filter, what is sorted goes back to the order of addresses.
        """
        if self.matcher.is_all and self.reading.order is AS_FIRST.order:
            return False
        had_none = self.matcher.is_all and not self._lent
        self._line.ask("")
        self._set_matcher(EVERYTHING)
        reading = replace(self._lent.given_back(self.reading), filter="")
        self._read_so(in_order(reading) if had_none else reading)
        return True

    def next_window(self) -> None:
        """Count differences over the next longer span."""
        reading = self.reading
        now = Window(reading.window_s, reading.since)
        at = WINDOWS.index(now) + 1 if now in WINDOWS else 0
        self.set_window(WINDOWS[at % len(WINDOWS)])

    def differ(self) -> None:
        """Show what is different since the bookmark, most growth first; or go back."""
        view, reading = self._host.view, self.reading
        if reading.since == _BOOKMARK and reading.order is Order.GREW:
            self._read_so(self._without_differences())
        elif view is None or not _is_marked(view):
            self._host.say(_(_NO_MARK))
        else:
            asked = replace(
                reading,
                order=Order.GREW,
                is_turned=False,
                window_s=None,
                since=_BOOKMARK,
            )
            self._lent.note(reading, asked)
            self._read_so(asked)

    def _without_differences(self) -> Reading:
        reading = self._lent.given_back(self.reading)
        if reading.since == _BOOKMARK:
            first = Window()
            reading = replace(reading, window_s=first.seconds, since=first.since)
        return in_order(reading) if reading.order is Order.GREW else reading

    def set_window(self, window: Window) -> None:
        """Count differences over this span."""
        reading = replace(self.reading, window_s=window.seconds, since=window.since)
        self._set_window(window)
        self.show(self._host.view, reading)

    def _set_matcher(self, matcher: Matcher) -> None:
        self._awaited = None
        # The table tells filters apart by this very object.
        if matcher != self.matcher:
            self.matcher = matcher
            self._match = None if matcher.is_all else self._regions_of

    def _set_window(self, window: Window) -> None:
        self._host.work("window", partial(self._rebuild, window))

    def _rebuild(self, window: Window) -> Looked | None:
        view = self._builder.with_window(window)
        return Looked(view) if view is not None else None

    def _regions_of(self, one: ProcessView) -> Sequence[Region]:
        view = self._host.view
        return self.matcher.regions(bearings(one, view.at if view else 0.0))


def _is_marked(view: View) -> bool:
    return any(
        tick.what is Ticks.BOOKMARK
        for one in view.processes
        for tick in one.series.ticks
    )
