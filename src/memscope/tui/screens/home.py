"""Where memscope begins: lessons and recordings on the left, processes on the right.

Nothing is imported here that the first frame does not show: what a choice leads to
comes afterwards, by `desk`, beside the screen's thread.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Protocol, runtime_checkable

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.events import DescendantFocus
from textual.message import Message

from memscope.i18n import _, language
from memscope.proc.processes import Listed
from memscope.render.runs import Run
from memscope.tui.keys import HOME_KEYS
from memscope.tui.lesson_row import LessonRow
from memscope.tui.offers import Offer
from memscope.tui.running import By, short_name
from memscope.tui.screens.home_opening import HomeDesk, OpeningScreen
from memscope.tui.whereabouts.headline import Headline
from memscope.tui.whereabouts.where import Whereabouts
from memscope.tui.widgets.bars import HeaderBar, KeyBar
from memscope.tui.widgets.home_filter import HomeFilter
from memscope.tui.widgets.lesson_list import LessonList
from memscope.tui.widgets.process_list import ProcessList
from memscope.tui.widgets.recording_list import RecordingList
from memscope.tui.widgets.rows import Rows
from memscope.tui.widgets.too_small import TooSmall
from memscope.tui.widgets.tour_offer import TourOffer
from memscope.units import safe

_EVERY_S = 2.0
"""Seconds between two looks at the list of processes."""
_PSS_EVERY_S = 10.0
"""Likewise at their proportional shares, which hold locks; only while wanted."""


@runtime_checkable
class Remembering(Protocol):
    """An app that remembers what the reader chose."""

    def keep(self, **chosen: object) -> None:
        """Remember it for the next time."""
        ...


class HomeScreen(OpeningScreen):
    """Lists what there is and opens what is chosen."""

    KEYS = HOME_KEYS
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 Textual declares it as an instance's
        (0, "-tiny"),
        (40, "-narrow"),
        (100, "-wide"),
        (170, "-huge"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (12, "-low")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "find", show=False),
        Binding("s", "sort", show=False),
        Binding("t", "tree", show=False),
        Binding("v", "mark", show=False),
        Binding("tab,right", "pane(1)", show=False),
        Binding("shift+tab,left", "pane(-1)", show=False),
        Binding("escape", "clear", show=False),
        *(Binding(str(n), f"lesson({n})", show=False) for n in range(1, 10)),
    ]

    @dataclass
    class Refilled(Message):
        """The processes that run now."""

        processes: Sequence[Listed]
        at_s: float

    @dataclass
    class Shares(Message):
        """Proportional shares, by pid."""

        pss: Mapping[int, int | None]

    @dataclass
    class Offered(Message):
        """Lessons and recordings."""

        lessons: Sequence[LessonRow]
        recordings: Sequence[str]

    def __init__(
        self,
        desk: HomeDesk,
        *,
        by: str = "resident",
        is_tree: bool = False,
        focus: str = "lessons",
        offers_tour: bool = False,
    ) -> None:
        super().__init__(desk)
        self._offers_tour = offers_tour
        self._tour = TourOffer(id="tour-offer")
        orders = {one.name.lower(): one for one in By}
        self._processes = ProcessList(
            orders.get(by, By.RESIDENT), is_tree=is_tree, type_on=self.action_find
        )
        self._lessons = LessonList()
        self._recordings = RecordingList()
        self._filter = HomeFilter()
        self._first = focus
        self._is_prepared = self._is_begun = False

    def compose(self) -> ComposeResult:
        """Lists side by side; one above the other on narrow terminals."""
        yield HeaderBar(self._tagline, lambda _room: (Run(f"{language()} ", "header"),))
        with Horizontal(id="home"):
            with Vertical(id="offered"):
                yield self._lessons
                yield self._recordings
            with Vertical(id="running"):
                yield self._processes
                yield self._filter
        yield self._tour
        yield KeyBar(self.KEYS)
        yield TooSmall(id="too-small")

    def on_mount(self) -> None:
        """Show the frame; what is in it comes after that."""
        (self._processes if self._first == "processes" else self._lessons).focus()
        self.redraw()
        if self._offers_tour:
            self._tour.display = True
            self._keep(tour_seen=True)

    def note_shown(self) -> None:
        """Begin to fill the lists once the frame is there: looking takes longer."""
        if not self._is_begun:
            self._is_begun = True
            self.call_later(self._begin)

    def _begin(self) -> None:
        self._list()
        self._offer()
        self.set_interval(_EVERY_S, self._list)
        self.set_interval(_PSS_EVERY_S, self._want_shares)

    def redraw(self) -> None:
        """Draw everything again, in another language or theme."""
        for one in (self._lessons, self._recordings, self._processes, self._filter):
            one.redraw()
        self._tour.redraw()
        self.query_one(HeaderBar).redraw()
        self.query_one(KeyBar).redraw()

    def _tagline(self) -> str:
        return self._busy or _("how Linux lays out a program's memory, live")

    @work(thread=True, exclusive=True, group="list", description="list")
    def _list(self) -> None:
        if self.is_current or not self._processes.row_count():
            processes = self._desk.processes()
            self.post_message(self.Refilled(processes, time.monotonic()))

    @work(thread=True, exclusive=True, group="offer", description="offer")
    def _offer(self) -> None:
        self.post_message(self.Offered(self._desk.lessons(), self._desk.recordings()))

    def _prepare(self) -> None:
        """Get ready for a choice as soon as somebody does anything.

        Until then it would take half as much memory again, for nothing.
        """
        if not self._is_prepared:
            self._is_prepared = True
            self._warm_up()

    @work(thread=True, group="prepare", description="prepare")
    def _warm_up(self) -> None:
        self._desk.warm_up()

    def on_mouse_down(self) -> None:
        """Who clicks is about to choose."""
        self._prepare()

    def _want_shares(self) -> None:
        if self.is_current and self._processes.order is By.PSS:
            self._share([one.pid for one in self._processes.all])

    @work(thread=True, exclusive=True, group="shares", description="shares")
    def _share(self, pids: Sequence[int]) -> None:
        self.post_message(self.Shares(self._desk.shares(pids)))

    @on(Refilled)
    def _show_listing(self, message: Refilled) -> None:
        self._processes.show(message.processes, message.at_s)

    @on(Shares)
    def _show_shares(self, message: Shares) -> None:
        self._processes.show_pss(message.pss)

    @on(Offered)
    def _show_offer(self, message: Offered) -> None:
        self._lessons.show(message.lessons)
        self._recordings.show(message.recordings)

    @on(DescendantFocus)
    def _keep_focus(self, event: DescendantFocus) -> None:
        """Begin next time where the reader was last."""
        where = "processes" if event.widget is self._processes else "lessons"
        if isinstance(event.widget, Rows) and where != self._first:
            self._first = where
            self._keep(home_focus=where)

    def _keep(self, **chosen: object) -> None:
        if isinstance(self.app, Remembering):
            self.app.keep(**chosen)

    def offers(self) -> Iterator[Offer]:
        """What the palette finds here: lessons, processes, recordings."""
        for lesson in self._lessons.all:
            start = partial(self._desk.open_lesson, lesson)
            run = partial(self.open, start)
            yield Offer(_("lesson"), lesson.title(), "", run)
        for one in self._processes.all:
            run = partial(self.open, partial(self._desk.watch, [one]))
            title = safe(" ".join((str(one.pid), short_name(one), *one.cmdline[1:4])))
            yield Offer(_("process"), title, "", run)
        for path in self._recordings.all:
            yield Offer(_("recording"), safe(path), "", partial(self.play, path))

    def action_pane(self, by: int) -> None:
        """Go to the next list that has something in it."""
        lists = [self._lessons, self._recordings, self._processes]
        shown = [one for one in lists if one.display]
        at = next((at for at, one in enumerate(shown) if one.has_focus), -by)
        self.set_focus(shown[(at + by) % len(shown)])

    def action_sort(self) -> None:
        """Sort the processes by the next column."""
        self._processes.sort_next()
        self._want_shares()
        self._keep(home_sort=self._processes.order.name.lower())

    def action_tree(self) -> None:
        """Show who started whom, or a list."""
        self._processes.toggle_tree()
        self._keep(home_tree=self._processes.is_tree)

    def action_mark(self) -> None:
        """Mark a process, to be opened together with others."""
        self._processes.toggle_mark()

    def action_find(self, typed: str = "") -> None:
        """Let the reader type; what he types next arrives there already."""
        self._filter.open(typed or None)
        if typed:
            self._processes.filter(typed)

    def action_clear(self) -> None:
        """Take the filter away, then the marks."""
        if self._processes.wanted:
            self._filter.type(self._filter.typed.of(""))
            self._filter.display = False
            self._processes.filter("")
        else:
            self._processes.unmark()

    @on(HomeFilter.Narrowed)
    def _narrow(self, message: HomeFilter.Narrowed) -> None:
        self._processes.filter(message.text)

    @on(HomeFilter.Stepped)
    def _step(self, message: HomeFilter.Stepped) -> None:
        self._processes.action_move(message.by)

    @on(HomeFilter.Closed)
    def _leave_filter(self, message: HomeFilter.Closed) -> None:
        if not message.is_kept:
            self.action_clear()
        self.set_focus(self._processes)

    def hears(self, key: str) -> bool:
        """Answer the offer of the tour by the first key; tell whether that was all."""
        self._prepare()
        if not self._tour.display:
            return False
        self._tour.display = False
        if key == "y":
            self.open_tour()
        return key in ("y", "escape")

    @property
    def can_guide(self) -> bool:
        """It can always give the tour."""
        return True

    @on(TourOffer.Accepted)
    def open_tour(self) -> None:
        """Give the tour; what else was opened from here is left."""
        self._tour.display = False
        self.leave()
        self.open(self._desk.open_tour)

    def action_lesson(self, number: int) -> None:
        """Open a lesson by its number."""
        if number <= self._lessons.row_count():
            self._lessons.move_cursor(number - 1)
            self._lessons.action_choose()

    @on(Rows.Chosen, "#lessons")
    def _open_lesson(self) -> None:
        lesson = self._lessons.selected
        if lesson is not None:
            self.open(lambda: self._desk.open_lesson(lesson))

    @on(Rows.Chosen, "#processes")
    def _open_process(self) -> None:
        chosen = self._processes.chosen
        if chosen:
            self.open(lambda: self._desk.watch(chosen))

    @on(Rows.Chosen, "#recordings")
    def _open_recording(self) -> None:
        path = self._recordings.selected
        if path is not None:
            self.play(path)

    def place(self) -> Whereabouts | None:
        """Home, whatever is typed or chosen in it."""
        return Whereabouts()

    def headline(self) -> Headline | None:
        """No process is in front."""
        return Headline()
