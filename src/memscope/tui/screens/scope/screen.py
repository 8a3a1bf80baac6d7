"""The scope: what the live picture of some processes shows and what keys do."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from memscope.errors import MemscopeError
from memscope.i18n import _
from memscope.lab.catalog import Action
from memscope.model.kinds import Segment
from memscope.render.map.exact import Order
from memscope.render.palette import SEGMENT_STYLES
from memscope.render.words.problems import sentence
from memscope.tui import drawing
from memscope.tui.build import ViewBuilder
from memscope.tui.feed import Feed
from memscope.tui.find import find
from memscope.tui.keys import SCOPE_KEYS, KeyHelp
from memscope.tui.measuring import MeasuredProcess, Measurer
from memscope.tui.messages import FeedEnded, Later, Looked
from memscope.tui.screens.scope.moments import ScopeMoments
from memscope.tui.session import Cast, Session
from memscope.tui.status import StatusLine, status_runs
from memscope.tui.view import Options, View
from memscope.tui.widgets.address_map import Mode
from memscope.tui.widgets.bars import HeaderBar, KeyBar
from memscope.tui.widgets.map_deck import MapDeck
from memscope.tui.widgets.panes import Pane
from memscope.tui.widgets.search_bar import SearchBar

INTERVALS_S = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
_SEGMENTS: tuple[Segment | None, ...] = (None, *Segment)
_ORDERS = tuple(Order)
_MINUTES, _MINUTES_LOW = 4, 2
"""Processes whose last minute is seen: see `#minute` in the style sheet."""


class ScopeScreen(ScopeMoments):
    """Shows what a feed reports; asks samples to act when told to."""

    KEYS: ClassVar[tuple[KeyHelp, ...]] = SCOPE_KEYS
    BINDINGS: ClassVar[list[BindingType]] = [
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

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.options = Options()
        self.view: View | None = None
        self._maps_want_focus = True
        self._sums_about = ""
        self._problem: str | None = None
        self._builder = ViewBuilder(self.options, keeps_ended=session.keeps_ended)
        self._measurer = Measurer(session.measure)
        self._feed = Feed(
            session.source, self._builder, self.post_message, keep=self.keep
        )

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
            self.reel.end()

    @on(Looked)
    def _show_look(self, message: Looked) -> None:
        self.show_view(message.view)

    @on(Later)
    def _do_later(self, message: Later) -> None:
        message.do()

    @on(FeedEnded)
    def _show_end(self, message: FeedEnded) -> None:
        self._problem = message.problem
        if self.view is None:
            self.query_one("#nothing", Pane).show(drawing.text(message.problem))
            self.add_class("-empty")
        self.query_one(HeaderBar).redraw()

    def show_view(self, view: View) -> None:
        """Draw one look."""
        self.view = view
        self._maps_want_focus |= self.takes_focused_map(view)
        self.deck.show(view)
        self.threads.show(view)
        self._show_sums(view)
        self.query_one("#nothing", Pane).show(
            drawing.nothing(view, self.session.note())
        )
        self.set_class(not view.processes, "-empty")
        self.query_one(HeaderBar).redraw()
        self.show_selected()
        if self._maps_want_focus and view.processes:
            self._maps_want_focus = False
            self.show_pane("maps")

    def show_selected(self) -> None:
        """Explain what is selected; look closer at its process now and again."""
        super().show_selected()
        column = self.deck.active
        if column is None or column.view.ended or self._feed.is_paused:
            return
        if self._measurer.is_due(column.view.process.pid):
            self._measure(column.view.process.pid)

    @work(thread=True, exclusive=True, group="measure")
    def _measure(self, pid: int) -> None:
        measured = self._measurer.measure(pid)
        self.post_message(Later(lambda: self._note_measured(measured)))

    def _note_measured(self, measured: MeasuredProcess) -> None:
        self.measured = measured
        self.show_selected()

    @on(MapDeck.Selected)
    def _follow_with_sums(self) -> None:
        column = self.deck.active
        if column and self.view and column.view.letter != self._sums_about:
            self._show_sums(self.view)

    def _show_sums(self, view: View) -> None:
        """Draw totals and the last minute; of very many, the active one is shown."""
        column = self.deck.active
        self._sums_about = column.view.letter if column else ""
        self.query_one("#totals", Pane).show(drawing.totals(view, self._sums_about))
        # A line each, some at most; older events are seen where the pane is larger.
        lines = min(len(view.processes), _MINUTES)
        for count in range(1, _MINUTES + 1):
            self.query_one("#minute", Pane).set_class(count == lines, f"-lines-{count}")
        room = _MINUTES_LOW if self.has_class("-low") else _MINUTES
        drawer = drawing.minutes(view, self._sums_about, room)
        self.query_one("#minute", Pane).show(drawer)

    def redraw(self) -> None:
        """Draw everything again, in another language or theme."""
        self.threads.border_title = _("processes and threads")
        self.deck.redraw()
        self.threads.redraw()
        for pane in self.query(Pane):
            pane.redraw()
        for bar in (self.query_one(HeaderBar), self.query_one(KeyBar)):
            bar.redraw()
        if self.view is not None:
            self.show_view(self.view)

    def _status(self) -> StatusLine:
        return StatusLine(
            interval_s=self.session.source.interval_s,
            is_paused=self._feed.is_paused,
            problem=self._problem,
            segment=self.options.segment,
            order=self.options.order,
            gaps=len(self.view.snapshot.gaps) if self.view else 0,
            mode=self.deck.mode,
            is_recording=self.reel.path is not None,
        )

    # Keys: what is seen

    def action_map_mode(self) -> None:
        """Change between the textbook map and the exact one."""
        is_exact = self.deck.mode is Mode.EXACT
        self._set_mode(Mode.TEXTBOOK if is_exact else Mode.EXACT)

    def _set_mode(self, mode: Mode) -> None:
        self.deck.set_mode(mode)
        self.query_one(HeaderBar).redraw()
        self.show_selected()

    def action_filter(self) -> None:
        """Show only the next segment; after the last one, all again."""
        at = _SEGMENTS.index(self.options.segment) + 1
        segment = _SEGMENTS[at % len(_SEGMENTS)]
        self._set_options(replace(self.options, segment=segment))

    def action_sort(self) -> None:
        """Sort the exact map in the next order."""
        order = _ORDERS[(_ORDERS.index(self.options.order) + 1) % len(_ORDERS)]
        self._set_options(replace(self.options, order=order))
        self._set_mode(Mode.EXACT)

    def _set_options(self, options: Options) -> None:
        self.options = options
        self.query_one(HeaderBar).redraw()
        self._rebuild(options)

    @work(thread=True, exclusive=True, group="rebuild")
    def _rebuild(self, options: Options) -> None:
        view = self._builder.with_options(options)
        if view is not None:
            self.post_message(Looked(view))

    # Keys: when

    def action_pause(self) -> None:
        """Stop looking, or go on."""
        if self._feed.is_paused:
            self._feed.resume()
        else:
            self._feed.pause()
        self.query_one(HeaderBar).redraw()

    def action_faster(self) -> None:
        """Look more often."""
        self._set_interval(-1)

    def action_slower(self) -> None:
        """Look less often."""
        self._set_interval(1)

    def _set_interval(self, by: int) -> None:
        source = self.session.source
        nearest = min(INTERVALS_S, key=lambda one: abs(one - source.interval_s))
        at = INTERVALS_S.index(nearest) + by
        source.interval_s = INTERVALS_S[max(0, min(at, len(INTERVALS_S) - 1))]
        source.refresh()
        self.query_one(HeaderBar).redraw()

    def action_back(self) -> None:
        """Leave this screen."""
        is_left = getattr(self.app, "has_way_back", False)
        if is_left and (clean_up := self.session.on_close) is not None:
            self.app.run_worker(clean_up, thread=True)
        self.app.action_back_home()  # type: ignore[attr-defined]

    # Keys: search

    def action_search(self) -> None:
        """Open the line to type into."""
        self.query_one(SearchBar).open()

    @on(SearchBar.Typed)
    def _search(self, message: SearchBar.Typed) -> None:
        column = self.deck.active
        if column is None:
            return
        item = column.selected
        after = item.start if message.is_next and item is not None else None
        self._find(message.text, after)

    @work(thread=True, exclusive=True, group="search")
    def _find(self, text: str, after: int | None) -> None:
        column = self.deck.active
        if column is not None:
            process, segment = column.view.process, self.options.segment
            address = find(process, text, after, segment)
            if address is None and segment is not None:
                address = find(process, text)
            self.post_message(Later(lambda: self._found(text, address)))

    def _found(self, text: str, address: int | None) -> None:
        column, said = self.deck.active, ""
        is_there = column is not None and address is not None and column.go_to(address)
        if text.strip() and not is_there:
            said = _("not found") if address is None else self._why_unseen()
        self.query_one(SearchBar).say(said)

    def _why_unseen(self) -> str:
        segment = self.options.segment
        if segment is None:
            return _("not found")
        name = _(SEGMENT_STYLES[segment].short)
        return _("not among what is shown: only {segment}").format(segment=name)

    # Keys: make a sample act

    def actions_title(self) -> str:
        """Say whom the keys are about."""
        column, cast = self.deck.active, self._cast()
        if column is None or cast is None:
            return _("actions")
        return _("make {letter} act").format(letter=column.view.letter)

    def _cast(self) -> Cast | None:
        column = self.deck.active
        return self.session.casts.get(column.view.process.pid) if column else None

    def actions(self) -> Sequence[Action]:
        """Return what the selected process can be told to do."""
        cast = self._cast()
        return cast.actions if cast else ()

    def action_act(self, key: str) -> None:
        """Ask the selected sample to do what this key stands for."""
        cast = self._cast()
        if not self.session.casts:
            self.notify(_(drawing.ONLY_WATCHING), markup=False)
        action = next((one for one in self.actions() if one.key == key), None)
        if cast is not None and action is not None:
            self._ask(cast, action)

    @work(thread=True, group="ask")
    def _ask(self, cast: Cast, action: Action) -> None:
        try:
            cast.actor.tell(action.word, *action.values)
        except MemscopeError as error:
            reason = sentence(error)
            self.post_message(Later(lambda: self._complain(reason)))
        self.session.source.refresh()
