"""The scope: the live picture of some processes. It owns the parts that do the work.

Textual looks for actions and for handlers of messages on the screen alone: hence a
line for each key and each message here, which hands it on.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import ClassVar, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import DescendantFocus
from textual.screen import Screen

from memscope.errors import MemscopeError
from memscope.i18n import _
from memscope.lab.catalog import Action
from memscope.tui.build import ViewBuilder
from memscope.tui.feed import Feed
from memscope.tui.keys import SCOPE_KEYS, KeyHelp
from memscope.tui.measuring import Measurer
from memscope.tui.messages import (
    CloselyMeasured,
    Compared,
    FeedEnded,
    Looked,
    Refused,
    Searched,
)
from memscope.tui.places.headline import Headline
from memscope.tui.places.seen import headline_of, where_of
from memscope.tui.places.where import Spot
from memscope.tui.screens.diff import DiffScreen
from memscope.tui.screens.scope.acting import Acting
from memscope.tui.screens.scope.choices import Choices
from memscope.tui.screens.scope.host import Job
from memscope.tui.screens.scope.layout import ScopeLayout
from memscope.tui.screens.scope.looks import Looks
from memscope.tui.screens.scope.moments import Moments
from memscope.tui.screens.scope.picture import ScopePicture
from memscope.tui.screens.scope.search import MapSearch
from memscope.tui.screens.scope.ways import Ways
from memscope.tui.session import Session
from memscope.tui.status import StatusLine, status_runs
from memscope.tui.view import View
from memscope.tui.widgets.bars import HeaderBar, KeyBar
from memscope.tui.widgets.map_deck import MapDeck
from memscope.tui.widgets.rows import Rows
from memscope.tui.widgets.search_bar import SearchBar
from memscope.tui.widgets.too_small import Refocusing

INTERVALS_S = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0)

T = TypeVar("T")
Back = Callable[[], None]
"""Leads to where a screen was opened from."""


def next_of(steps: Sequence[float], now: float, by: int) -> float:
    """Return the step that is `by` further than the one nearest to now, or the last."""
    nearest = min(steps, key=lambda one: abs(one - now))
    return steps[max(0, min(steps.index(nearest) + by, len(steps) - 1))]


class ScopeScreen(Refocusing):
    """Owns the parts: hands them what a feed reports and what keys ask for."""

    KEYS: ClassVar[tuple[KeyHelp, ...]] = SCOPE_KEYS
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 Textual declares it as an instance's
        (0, "-tiny"),
        (40, "-narrow"),
        (100, "-medium"),
        (118, "-wide"),
        (170, "-huge"),
    ]
    VERTICAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-flat"),
        (12, "-low"),
        (32, "-high"),
    ]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "pane(1)", show=False, priority=True),
        Binding("shift+tab", "pane(-1)", show=False, priority=True),
        Binding("left", "sideways(-1)", show=False),
        Binding("right", "sideways(1)", show=False),
        Binding("x", "look_pages", show=False),
        Binding("h,H", "look_bytes", show=False),
        Binding("r", "look_registers", show=False),
        Binding("y", "look_why", show=False),
        Binding("w", "look_where", show=False),
        Binding("c", "look_compare", show=False),
        Binding("b", "mark_moment", show=False),
        Binding("d", "look_diff", show=False),
        Binding("o", "record", show=False),
        Binding("m", "map_mode", show=False),
        Binding("slash", "search", show=False),
        Binding("f", "filter", show=False),
        Binding("s", "sort", show=False),
        Binding("space", "pause", show=False),
        Binding("plus,equals_sign", "faster", show=False),
        Binding("minus", "slower", show=False),
        Binding("escape", "back", show=False),
        *(Binding(str(n), f"act('{n}')", show=False) for n in range(10)),
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
        self.deck = MapDeck()
        self._back = back
        self._problem: str | None = None
        builder = builder or ViewBuilder(keeps_ended=session.keeps_ended)
        self._acting = Acting(session, self.deck, self)
        self._layout = ScopeLayout(self, self.deck, self._acting.title)
        self.threads = self._layout.threads
        self._ways = Ways(self._layout, self)
        self.picture = ScopePicture(self, self._layout, self._acting)
        self._choices = Choices(builder, self.deck, self)
        self._search = MapSearch(self._layout, self._choices, self)
        self._looks = Looks(session, self.deck, self)
        self._moments = Moments(session, self)
        self._measurer = Measurer(session.measure)
        post, keep = self.post_message, self._moments.keep
        self._feed = Feed(session.source, builder, post, keep=keep)

    def compose(self) -> ComposeResult:
        """Lay out bars and panes; the style sheet folds them on narrow terminals."""
        yield from self.compose_header()
        yield from self._layout.compose()
        yield from self.compose_footer()
        yield from self._layout.compose_last()

    def compose_header(self) -> ComposeResult:
        """What is watched, and how."""
        yield HeaderBar(
            self.session.title, lambda room: status_runs(self._status(), room)
        )

    def compose_footer(self) -> ComposeResult:
        """The keys."""
        yield KeyBar(self.KEYS)

    def on_mount(self) -> None:
        """Begin to look."""
        self.set_class(not self.session.casts, "-watching")
        self.redraw()
        self.show_pane("maps")
        self._feed.start()

    def on_unmount(self) -> None:
        """Stop looking; what was recorded is whole."""
        self._feed.close()
        with suppress(MemscopeError):  # there is no screen left to say it on
            self._moments.close()

    # What is drawn

    def show_view(self, view: View) -> None:
        """Draw one look."""
        self.view = view
        self.picture.show(view, self.session.note())
        self.redraw_header()
        self.show_selected()
        self.picture.focus_maps(view)

    def show_selected(self) -> None:
        """Explain what is selected; look closer at its process now and again."""
        self.picture.explain_selected()
        column = self.deck.active
        if column is None or column.view.ended or self._feed.is_paused:
            return
        pid = column.view.process.pid
        if self._measurer.is_due(pid):
            self.work("measure", lambda: CloselyMeasured(self._measurer.measure(pid)))

    def show_pane(self, pane: str) -> None:
        """Bring a pane to the front."""
        self._layout.show_pane(pane)

    def redraw(self) -> None:
        """Draw everything again, in another language or theme."""
        self._layout.redraw()
        self.redraw_header()
        self.query_one(KeyBar).redraw()
        if self.view is not None:
            self.show_view(self.view)

    def redraw_header(self) -> None:
        """Say again how we look."""
        self.query_one(HeaderBar).redraw()

    def _status(self) -> StatusLine:
        options = self._choices.options
        return StatusLine(
            interval_s=self.session.source.interval_s,
            is_paused=self._feed.is_paused,
            problem=self._problem,
            segment=options.segment,
            order=options.order,
            gaps=len(self.view.snapshot.gaps) if self.view else 0,
            mode=self.deck.mode,
            is_recording=self._moments.is_recording,
            finding=self._looks.worst_finding(),
        )

    def place(self) -> Spot | None:
        """What an address says of this: the process in front, mostly."""
        if self.session.where is not None:
            return self.session.where
        column = self.deck.active
        return where_of(column.view.process) if column is not None else None

    def headline(self) -> Headline | None:
        """What the title of a page says: the process in front."""
        column = self.deck.active
        return headline_of(column.view) if column is not None else None

    # What the parts ask for

    def actions(self) -> Sequence[Action]:
        """Return what the selected process can be told to do."""
        return self._acting.actions()

    def say(self, text: str) -> None:
        """Tell the reader something, for a moment."""
        self.notify(text, markup=False)

    def complain(self, reason: str) -> None:
        """Tell what could not be done, for a moment."""
        self.notify(reason, severity="warning", markup=False)

    def open_screen(
        self, screen: Screen[T], then: Callable[[T | None], None] | None = None
    ) -> None:
        """Put a screen over this one; `then` gets what it ended with."""
        self.app.push_screen(screen, then)

    def work(self, group: str, job: Job, *, exclusive: bool = True) -> None:
        """Do something off this thread, and post the message it gives."""
        do = partial(self._post_result, job)
        self.run_worker(do, group=group, exclusive=exclusive, thread=True)

    def _post_result(self, job: Job) -> None:
        message = job()
        if message is not None:
            self.post_message(message)

    # What is told

    @on(Looked)
    def _show_look(self, message: Looked) -> None:
        self.show_view(message.view)

    @on(FeedEnded)
    def _show_end(self, message: FeedEnded) -> None:
        self._problem = message.problem
        if self.view is None:
            self.picture.show_no_look(message.problem)
        self.redraw_header()

    @on(CloselyMeasured)
    def _note_measured(self, message: CloselyMeasured) -> None:
        self.picture.note_measured(message.measured, self.view)
        self.show_selected()

    @on(Searched)
    def _show_found(self, message: Searched) -> None:
        self._search.show(message)

    @on(Compared)
    def _show_diff(self, message: Compared) -> None:
        if self.is_current:
            self.app.push_screen(DiffScreen(message.diff))

    @on(Refused)
    def _say_why_not(self, message: Refused) -> None:
        self.complain(message.reason)

    @on(MapDeck.Selected)
    def _explain(self) -> None:
        self.picture.follow_with_sums(self.view)
        self.picture.explain_selected()

    @on(SearchBar.Typed)
    def _look_for(self, message: SearchBar.Typed) -> None:
        self._search.look(message.text, is_next=message.is_next)

    @on(SearchBar.Left)
    def _back_to_maps(self) -> None:
        self.show_pane("maps")

    @on(DescendantFocus)
    def _note_pane(self, event: DescendantFocus) -> None:
        self._layout.note_focus(event.widget)

    @on(Rows.Moved, "#tree")
    def _follow_thread(self) -> None:
        self._ways.follow_thread()

    @on(Rows.Chosen, "#tree")
    def _go_to_stack(self) -> None:
        self._ways.to_stack()

    @on(Rows.Chosen)
    def _go_to_thread(self, message: Rows.Chosen) -> None:
        self._ways.to_thread(message.rows)

    # What keys do

    def action_pane(self, by: int) -> None:
        """Go to the next pane, or to the one before."""
        self._ways.to_next_pane(by)

    def action_sideways(self, by: int) -> None:
        """Go to the column or pane beside this one."""
        self._ways.sideways(by)

    def action_map_mode(self) -> None:
        """Change between the textbook map and the exact one."""
        self._choices.other_map()

    def action_filter(self) -> None:
        """Show only the next segment; after the last one, all again."""
        self._choices.next_segment()

    def action_sort(self) -> None:
        """Sort the exact map in the next order."""
        self._choices.next_order()

    def action_search(self) -> None:
        """Open the line to type into."""
        self._layout.search.open()

    def action_act(self, key: str) -> None:
        """Ask the selected sample to do what this key stands for."""
        self._acting.act(key)

    def action_look_pages(self) -> None:
        """Show the pages of the selected region."""
        self._looks.open_pages()

    def action_look_bytes(self) -> None:
        """Show the bytes of the selected region."""
        self._looks.open_bytes()

    def action_look_registers(self) -> None:
        """Ask before the threads of the selected process are stopped."""
        self._looks.open_registers()

    def action_look_why(self) -> None:
        """Tell why the selected process is so large."""
        self._looks.open_why()

    def action_look_where(self) -> None:
        """Ask for an address of the selected process."""
        self._looks.open_where()

    def action_look_compare(self) -> None:
        """Compare the selected process with the one beside it."""
        self._looks.open_compare()

    def action_mark_moment(self) -> None:
        """Remember what is shown now."""
        self._moments.mark()

    def action_look_diff(self) -> None:
        """Show what is different between the marked moment and this one."""
        self._moments.differ()

    def action_record(self) -> None:
        """Begin to keep what is seen in a file of this folder, or end it."""
        self._moments.record()

    def action_pause(self) -> None:
        """Stop looking, or go on."""
        if self._feed.is_paused:
            self._feed.resume()
        else:
            self._feed.pause()
        self.redraw_header()

    def action_faster(self) -> None:
        """Look more often."""
        self.change_pace(-1)

    def action_slower(self) -> None:
        """Look less often."""
        self.change_pace(1)

    def change_pace(self, by: int) -> None:
        """Take the next longer interval between looks, or the next shorter one."""
        source = self.session.source
        source.interval_s = next_of(INTERVALS_S, source.interval_s, by)
        source.refresh()
        self.redraw_header()

    def action_back(self) -> None:
        """Go back to where this was opened; a lecture must not end by a slip."""
        if self._back is None:
            self.say(_("there is nothing to go back to; q quits"))
        else:
            self._back()
