"""The scope: the live picture of some processes. It owns the parts that do the work.

Textual looks for actions and for handlers of messages on the screen alone: hence a
line for each message here, which hands it on; what keys do is named in `doings.py`.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import ClassVar, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import MouseDown, MouseMove, MouseUp
from textual.screen import Screen

from memscope.errors import MemscopeError
from memscope.i18n import _, language
from memscope.lab.catalog import Action
from memscope.model.finding import Answer
from memscope.render.space.how import How, Looking
from memscope.tui.build import ViewBuilder
from memscope.tui.driver import SteadyApp, screen_text
from memscope.tui.feed import Feed
from memscope.tui.judging import Judge, LooksJudged
from memscope.tui.keys import MEMORY, SCOPE_KEYS, KeyHelp, bindings_of
from memscope.tui.measuring import Measurer
from memscope.tui.messages import (
    CloselyMeasured,
    FeedEnded,
    Looked,
    LookedBack,
    Refused,
)
from memscope.tui.offers import FindOffers, Offer
from memscope.tui.screens.scope.acting import Acting
from memscope.tui.screens.scope.beside import BesideEach
from memscope.tui.screens.scope.came import CameAndWent
from memscope.tui.screens.scope.choices import Choices
from memscope.tui.screens.scope.copying import Copying
from memscope.tui.screens.scope.doings import Doing, Parts, doings_of
from memscope.tui.screens.scope.family import Family
from memscope.tui.screens.scope.guiding import TourGiver
from memscope.tui.screens.scope.habits import Habits
from memscope.tui.screens.scope.hearing import HearingScreen
from memscope.tui.screens.scope.host import Job
from memscope.tui.screens.scope.layout import ScopeLayout
from memscope.tui.screens.scope.looks import Looks
from memscope.tui.screens.scope.marks import Marks
from memscope.tui.screens.scope.moments import Moments
from memscope.tui.screens.scope.offering import filters_of, offers_of, symbol_finder
from memscope.tui.screens.scope.picture import ScopePicture
from memscope.tui.screens.scope.row_looks import RowLooks
from memscope.tui.screens.scope.splitters import Splitters
from memscope.tui.screens.scope.steps import BackAndForth
from memscope.tui.screens.scope.sums import SumsTogether
from memscope.tui.screens.scope.travel import Travel
from memscope.tui.screens.scope.ways import Ways
from memscope.tui.session import Session
from memscope.tui.symbols import LateSymbols
from memscope.tui.view import View
from memscope.tui.whereabouts.headline import Headline
from memscope.tui.whereabouts.link import Watching
from memscope.tui.whereabouts.seen import headline_of, where_of
from memscope.tui.whereabouts.where import Sight, Whereabouts
from memscope.tui.widgets.bars import KeyBar
from memscope.tui.widgets.copy_menu import CopyMenu
from memscope.tui.widgets.region_pane import RegionPane
from memscope.tui.widgets.typed_line import TypedLine

_NARROW = 100
"""Cells of width below which panes are tabs."""
_SLIM = 60
"""Cells of width below which there is no rail."""
_SHORT = 22
"""Lines below which there is the table alone."""
INTERVALS_S = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0)

T = TypeVar("T")
Back = Callable[[], None]
"""Leads to where a screen was opened from."""


def next_of(steps: Sequence[float], now: float, by: int) -> float:
    """Return the step that is `by` further than the one nearest to now, or the last."""
    nearest = min(steps, key=lambda one: abs(one - now))
    return steps[max(0, min(steps.index(nearest) + by, len(steps) - 1))]


class ScopeScreen(HearingScreen):
    """Owns the parts: hands them what a feed reports and what keys ask for."""

    KEYS: ClassVar[tuple[KeyHelp, ...]] = SCOPE_KEYS
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 Textual declares it as an instance's
        (0, "-tiny"),
        (40, "-narrow"),
        (100, "-medium"),
        (150, "-roomy"),
        (190, "-huge"),
    ]
    VERTICAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-flat"),
        (12, "-low"),
        (32, "-high"),
        (56, "-tall"),
    ]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "pane(1)", show=False),
        Binding("shift+tab", "pane(-1)", show=False),
        *bindings_of(SCOPE_KEYS),
        *(Binding(str(n), f"digit('{n}')", show=False) for n in range(1, 10)),
    ]

    def __init__(
        self,
        session: Session,
        back: Back | None = None,
        builder: ViewBuilder | None = None,
    ) -> None:
        """Get ready.

        Args:
            session: What is watched.
            back: Told when the reader wants to leave; None: there is no way back.
            builder: Makes views of snapshots; None: one for what goes on now.
        """
        super().__init__()
        self.session = session
        self.view: View | None = None
        self._live: View | None = None
        self._back = back
        self._problem: str | None = None
        self._watching = 0
        self._builder = builder or ViewBuilder(keeps_ended=session.keeps_ended)
        self.panes = ScopeLayout(self)
        self.choices = Choices(self.panes, self._builder, self)
        self.travel = Travel(self._builder, self)
        self.acting = Acting(session, self.panes, self)
        self.beside = BesideEach(self, self.panes, session, self)
        self.steps = BackAndForth(self.panes, self.choices, self)
        self.ways = Ways(self, self.panes, self.steps, self)
        is_live = session.closer is not None
        self._symbols = LateSymbols() if is_live else None
        self.panes.goto.find_with(self._symbols.find if self._symbols else None)
        self._judge = Judge(self._builder.past)
        sums = SumsTogether(self, is_live=is_live)
        self.picture = ScopePicture(
            self, self.panes, self._judge, sums, is_live=is_live
        )
        self.looks = Looks(session, self.panes, self.ways, self)
        self.moments = Moments(session, self._builder, self)
        table, line, own = self.panes.table, self.panes.filter, self.choices.own_reading
        self.habits = Habits(table, line, session, own)
        self.marks = Marks(self.panes, session, self)
        self.row_looks = RowLooks(table, session.closer, self)
        self.splitters = Splitters(self.panes)
        self.family = Family(self, self.panes, session)
        self.came = CameAndWent(self, self.panes, self._builder, self)
        self.copying = Copying(self.panes, session, self, self._shot, self._put)
        self._guide = TourGiver(session, self)
        self._doings = self.doings()
        self._measurer = Measurer(session.measure)
        post, keep = self.post_message, self.moments.keep
        prepare = self.choices.prepare
        self._feed = Feed(
            session.source, self._builder, post, keep=keep, prepare=prepare
        )

    def compose(self) -> ComposeResult:
        """Lay out bars and panes; the style sheet folds them on narrow terminals."""
        yield self.panes.header
        yield from self.panes.compose()
        yield from self.compose_footer()
        yield from self.panes.compose_last()

    def compose_footer(self) -> ComposeResult:
        """The keys."""
        yield KeyBar(self.KEYS, MEMORY)

    def on_mount(self) -> None:
        """Begin to look."""
        self.set_class(not self.session.casts, "-watching")
        app = self.app
        shows_bytes = not isinstance(app, SteadyApp) or app.shows_bytes
        self.panes.begin(self.session.closer, shows_bytes=shows_bytes)
        self.panes.on_pane(self._note_pane)
        self.habits.begin(self.app)
        self.splitters.begin(self.habits.sizes)
        self.show_pane(MEMORY)
        self._feed.start()

    def on_unmount(self) -> None:
        """Stop looking; what was recorded is whole."""
        self._feed.close()
        self.beside.close()
        self.marks.close()
        with suppress(MemscopeError):  # there is no screen left to say it on
            self.moments.close()

    def on_resize(self) -> None:
        """Where there is too little room, panes go."""
        super().on_resize()
        self.set_class(self.size.width < _SLIM, "-slim")
        self.set_class(self.size.height < _SHORT, "-short")
        self.splitters.fit(self.size, is_narrow=self.size.width < _NARROW)

    def on_mouse_down(self, event: MouseDown) -> None:
        """Take hold of a line between panes."""
        if self.splitters.grab(int(event.screen_x), int(event.screen_y)):
            self.capture_mouse()

    def on_mouse_move(self, event: MouseMove) -> None:
        """Move it."""
        if self.splitters.is_held:
            self.splitters.drag(int(event.screen_x), int(event.screen_y), self.size)

    def on_mouse_up(self, event: MouseUp) -> None:
        """Leave it there, for the next time, too."""
        if self.splitters.release():
            self.release_mouse()
            self.habits.note_sizes(self.splitters.sizes)

    # What is drawn

    def show_view(self, view: View) -> None:
        """Draw one look; of one with the same memory, what time alone changes."""
        before, self.view = self.view, view
        if before is not None and view.has_same_memory(before):
            self._go_on(view)
        else:
            self._show_all(view)

    def _show_all(self, view: View) -> None:
        self.choices.show(view)
        self.picture.show(view, self.session.note())
        self.beside.show(view)
        self.family.show(view)
        self.came.show(view)
        self.show_selected()
        self.redraw_header()

    def _go_on(self, view: View) -> None:
        self.choices.go_on(view)
        self.picture.go_on(view)
        self.came.show(view)
        self._look_closer()
        self.redraw_header()

    def show_now(self) -> None:
        """Draw what goes on, after the past."""
        if self._live is not None:
            self.show_view(self._live)

    def show_selected(self) -> None:
        """Explain what is selected; look closer at its process now and again."""
        self.picture.explain_selected(self.view)
        self.marks.show(self.view)
        self._look_closer()

    def _look_closer(self) -> None:
        one = self.picture.active(self.view)
        if one is None or one.ended or self._feed.is_paused or self.is_back:
            return
        self.row_looks.show()
        if self._measurer.is_due(one.process.pid):
            turn = self._measurer.turn(one.process.pid)
            self.work("measure", lambda: CloselyMeasured(turn()))
        if self.view is not None and self._judge.is_due(self.view):
            self.work("judge", partial(self._judge.judge, self.view))

    def show_pane(self, pane: str) -> None:
        """Bring a pane to the front, unless a box is being typed into.

        A message may arrive when the next key has opened a box: what is typed by
        then belongs there.
        """
        if not isinstance(self.focused, (TypedLine, CopyMenu)):
            self.panes.show_pane(pane)

    def redraw(self) -> None:
        """Draw everything again, in another language or theme."""
        self.panes.redraw()
        self.query_one(KeyBar).redraw()
        if self.view is not None:
            self._show_all(self.view)

    def redraw_header(self) -> None:
        """Say again what there is, and how we look."""
        self.picture.show_header(self.view, self.how())

    def how(self) -> How:
        """Return how we look."""
        view = self.view
        looking = Looking.LIVE
        if self._problem is not None:
            looking = Looking.STOPPED
        elif self._feed.is_paused:
            looking = Looking.PAUSED
        elif view and view.processes and all(one.ended for one in view.processes):
            looking = Looking.ENDED
        if self.is_back:
            looking = Looking.BACK
        return How(
            looking=looking,
            hz=1 / self.session.source.interval_s,
            back_s=view.back_s if view else 0.0,
            recorded_s=self.moments.recorded_s,
            problem=self._problem or "",
            clock=f"{view.snapshot.taken_at.astimezone():%H:%M}" if view else "",
            language=language(),
            watching=self._watching,
        )

    def note_watching(self, watching: Watching) -> None:
        """Say how many others see this screen."""
        self._watching = watching.count
        self.redraw_header()

    def offers(self) -> Iterable[Offer]:
        """What the palette finds here besides keys."""
        yield from offers_of(self.view, self.ways.to_address)
        yield from filters_of(self.panes.filter.saved, self._ask)

    @property
    def can_guide(self) -> bool:
        """The tour can be given over this screen."""
        return self._guide.can_guide

    def open_tour(self) -> None:
        """Give it; then this is on again as it was."""
        self._guide.begin()

    def symbol_finder(self) -> FindOffers | None:
        """What finds symbols of the process in front; None: nobody is living."""
        one = self.picture.active(self.view)
        if one is None or one.ended or self._symbols is None:
            return None
        return symbol_finder(self._symbols, one.process, self.ways.to_address)

    def _ask(self, text: str) -> None:
        self.steps.leave()
        self.choices.ask(text)

    def place(self) -> Whereabouts | None:
        """What an address says of this: the process in front, mostly."""
        where = self.session.where
        if where is None or where.kind is Sight.PROCESS:
            one = self.picture.active(self.view)
            where = where_of(one.process) if one is not None else None
        return where and replace(where, filter=self.choices.reading.filter)

    def headline(self) -> Headline | None:
        """What the title of a page says: the process in front."""
        one = self.picture.active(self.view)
        return headline_of(one, is_past=self.is_back) if one is not None else None

    @property
    def is_back(self) -> bool:
        """An earlier moment is shown."""
        return self.travel.at is not None

    @property
    def moment(self) -> float | None:
        """The earlier one that is shown; None: what goes on."""
        return self.travel.at

    # What the parts ask for

    def actions(self) -> Sequence[Action]:
        """Return what the selected process can be told to do."""
        return self.acting.actions()

    def say(self, text: str) -> None:
        """Tell the reader something, for a moment."""
        self.query_one(KeyBar).say(text)

    def complain(self, reason: str) -> None:
        """Tell what could not be done, for a moment."""
        self.query_one(KeyBar).say(reason, "warn strong")

    def open_screen(
        self, screen: Screen[T], then: Callable[[T | None], None] | None = None
    ) -> None:
        """Put a screen over this one; `then` gets what it ended with."""
        self.app.push_screen(screen, then)

    def work(self, group: str, job: Job, *, exclusive: bool = True) -> None:
        """Do something off this thread, and post the message it gives."""
        self.run_worker(
            partial(self._post_result, job),
            group=group,
            # Textual would write out the job, and with it all regions of a process.
            description=group,
            exclusive=exclusive,
            thread=True,
        )

    def _post_result(self, job: Job) -> None:
        message = job()
        if message is not None:
            self.post_message(message)

    def note_answer(self, answer: Answer) -> None:
        """Have the header tell the worst that was found."""
        self.picture.note_answer(answer)
        self.redraw_header()

    def _shot(self, is_picture: bool) -> str:
        """Return the screen, as an SVG or as text."""
        if is_picture:
            return self.app.export_screenshot(title=self.session.title())
        return screen_text(self.app)

    def _put(self, text: str) -> None:
        self.app.copy_to_clipboard(text)

    # What is told

    @on(Looked)
    def _show_look(self, message: Looked) -> None:
        is_first, self._live = self._live is None, message.view
        if self.is_back:
            self.picture.show_history(message.view, self.travel.at)
        else:
            self.show_view(message.view)
        if is_first and self.session.where is not None and self.session.where.filter:
            self.choices.ask(self.session.where.filter)

    @on(LookedBack)
    def _show_past(self, message: LookedBack) -> None:
        if message.when == self.travel.at:
            self.show_view(message.view)

    @on(FeedEnded)
    def _show_end(self, message: FeedEnded) -> None:
        self._problem = message.problem
        if self.view is None:
            self.picture.show_no_look(message.problem)
        self.redraw_header()

    @on(LooksJudged)
    def _note_judged(self, message: LooksJudged) -> None:
        if self._judge.note(message):
            self.redraw_header()

    @on(RegionPane.Shaded)
    def _show_shades(self, message: RegionPane.Shaded) -> None:
        facts = message.pane.facts
        if facts is not None and facts.row.regions:
            start = facts.row.regions[0].start
            self.panes.table.show_shades(
                facts.row.key.process, start, message.pane.shades
            )

    @on(SumsTogether.SumsRead)
    def _note_sums(self, message: SumsTogether.SumsRead) -> None:
        self.picture.sums.note(message.several)
        self.redraw_header()

    @on(CloselyMeasured)
    def _note_measured(self, message: CloselyMeasured) -> None:
        if message.measured is not self.picture.measured:
            self.picture.measured = message.measured
            self._builder.note_measured(message.measured)
            self.show_selected()
            self.redraw_header()

    @on(BesideEach.ComparisonTold)
    def _show_compared(self) -> None:
        self.beside.show(self.view)

    @on(RowLooks.RowsSeen)
    def _show_rows_seen(self, message: RowLooks.RowsSeen) -> None:
        self.row_looks.take(message.seen)

    @on(Marks.FramesCounted)
    def _show_counted(self) -> None:
        self.marks.show(self.view)

    @on(Refused)
    def _say_why_not(self, message: Refused) -> None:
        self.complain(message.reason)

    @on(CameAndWent.CameFound)
    def _show_what_came(self, message: CameAndWent.CameFound) -> None:
        self.came.take(message.since)

    def go_in_time(self, when: float | None) -> None:
        """Show a moment; None: what goes on now."""
        self.travel.go(when)

    # What keys do

    def doings(self) -> dict[str, Doing]:
        """Return what each key does, by the name of `keys.py`."""
        parts = Parts(
            panes=self.panes,
            choices=self.choices,
            beside=self.beside,
            ways=self.ways,
            steps=self.steps,
            picture=self.picture,
            looks=self.looks,
            moments=self.moments,
            copying=self.copying,
            pause=self.pause,
            change_pace=self.change_pace,
        )
        return doings_of(parts)

    def action_do(self, name: str) -> None:
        """Do what a key stands for."""
        self._doings[name]()

    def action_pane(self, by: int) -> None:
        """Go to the next pane, or to the one before."""
        self.ways.to_next_pane(by)

    def action_digit(self, digit: str) -> None:
        """Have the selected sample act; of another process, answer a question."""
        if self.session.casts:
            self.acting.act(digit)
        else:
            self.steps.leave()
            self.choices.question(digit)

    def pause(self) -> None:
        """Stop looking, or go on."""
        if self._feed.is_paused:
            self._feed.resume()
        else:
            self._feed.pause()
        self.redraw_header()

    def change_pace(self, by: int) -> None:
        """Take the next longer interval between looks, or the next shorter one."""
        source = self.session.source
        source.interval_s = next_of(INTERVALS_S, source.interval_s, by)
        source.refresh()
        self.habits.note()
        self.redraw_header()

    def action_back(self) -> None:
        """Take back what was chosen last; then go back to where this was opened."""
        if not any(undo() for undo in self._undoings()):
            self._leave()

    def _undoings(self) -> Sequence[Callable[[], bool]]:
        return (
            self.beside.stop,
            self.marks.stop,
            self._back_to_now,
            self._clear,
            self.panes.table.unmark,
            self.ways.together,
            self.beside.leave,
        )

    def _back_to_now(self) -> bool:
        if not self.is_back:
            return False
        self.steps.leave("time")
        self.travel.now()
        self.redraw_header()
        return True

    def _clear(self) -> bool:
        if not self.choices.matcher.is_all:
            self.steps.leave()
        return self.choices.clear()

    def _leave(self) -> None:
        # A lecture must not end by a slip.
        if self._back is None:
            self.say(_("there is nothing to go back to; q quits"))
        else:
            self._back()
