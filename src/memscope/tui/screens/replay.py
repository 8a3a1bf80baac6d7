"""The scope on a recording: the same picture, and time goes both ways."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from memscope.analyze.growth.events import Happening
from memscope.collect.history.recorded import RecordedPast
from memscope.collect.tape.replay import ReplaySource
from memscope.i18n import N_, _, language
from memscope.model.snapshot import Snapshot
from memscope.render.runs import Run
from memscope.tui.build import ViewBuilder
from memscope.tui.keys import SCOPE_KEYS, KeyHelp
from memscope.tui.screens.scope.screen import ScopeScreen, next_of
from memscope.tui.session import Session
from memscope.tui.view import View
from memscope.tui.widgets.bars import HeaderBar, KeyBar
from memscope.tui.widgets.replay_bar import ReplayBar
from memscope.units import safe

SPEEDS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 50.0)
_SKIP_S = 10.0
_OF_LIVE = {"1…9", "space", "+", "-", "b", "o"}

REPLAY_KEYS: tuple[KeyHelp, ...] = (
    KeyHelp("space", N_("pause, and go on"), N_("pause"), "screen.pause"),
    KeyHelp(". ,", N_("one look further, one look back"), N_("step"), "screen.step(1)"),
    KeyHelp(
        "] [",
        N_("ten seconds further, ten seconds back"),
        N_("skip"),
        "screen.skip(1)",
    ),
    KeyHelp(
        "} {",
        N_("the next bookmark or step, the one before"),
        N_("mark"),
        "screen.jump(1)",
    ),
    KeyHelp("b", N_("mark this moment"), N_("mark"), "screen.mark_moment"),
    *(key for key in SCOPE_KEYS if key.keys not in _OF_LIVE),
    KeyHelp("+", N_("play faster"), N_("faster"), "screen.faster"),
    KeyHelp("-", N_("play more slowly"), N_("slower"), "screen.slower"),
)


class ReplayBuilder(ViewBuilder):
    """Builds views of a recording, in which the next look may be an earlier one."""

    def _happenings(self, at: float) -> tuple[Happening, ...]:
        return self.past.happenings_at(at)

    def add(self, at: float, snapshot: Snapshot) -> View:
        """Return what to draw; what came later is forgotten on the way back."""
        if self.seen_at is not None and at < self.seen_at:
            self.forget()
        return super().add(at, snapshot)


class ReplayScreen(ScopeScreen):
    """Shows a recording."""

    KEYS: ClassVar[tuple[KeyHelp, ...]] = REPLAY_KEYS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("full_stop", "step(1)", show=False),
        Binding("comma", "step(-1)", show=False),
        Binding("right_square_bracket", "skip(1)", show=False),
        Binding("left_square_bracket", "skip(-1)", show=False),
        Binding("right_curly_bracket", "jump(1)", show=False),
        Binding("left_curly_bracket", "jump(-1)", show=False),
    ]

    def __init__(self, source: ReplaySource) -> None:
        session = Session(title=lambda: safe(source.title), source=source)
        self._past = RecordedPast(source.path)
        builder = ReplayBuilder(keeps_ended=not source.is_of_lesson, past=self._past)
        super().__init__(session, builder=builder)
        self.source = source

    def compose_header(self) -> ComposeResult:
        """What is played, and how fast."""
        yield HeaderBar(self.session.title, lambda _room: self._how())

    def compose_footer(self) -> ComposeResult:
        """Where in the recording this is, and the keys."""
        yield ReplayBar(self.source)
        yield KeyBar(self.KEYS)

    def on_mount(self) -> None:
        """Say what is wrong with the file; the scope's own part runs besides."""
        if note := self.source.note:
            self.notify(note, severity="warning", markup=False)

    def on_unmount(self) -> None:
        """Let go of the file; the scope's own part runs besides."""
        self._past.close()

    def show_view(self, view: View) -> None:
        """Draw one look, and where it is."""
        super().show_view(view)
        self.query_one(ReplayBar).refresh()

    def _how(self) -> Sequence[Run]:
        speed = _("replay, {n} times as fast").format(n=f"{self.source.speed:g}")
        state = f"▶ {speed}" if self.source.is_playing else _("‖ paused")
        return (Run(f"{_(self.deck.mode.value)} · {state} · {language()} ", "header"),)

    def _redraw_bars(self) -> None:
        self.query_one(HeaderBar).redraw()
        self.query_one(ReplayBar).refresh()

    def action_pause(self) -> None:
        """Stand still, or go on."""
        if self.source.is_playing:
            self.source.pause()
        else:
            self.source.play()
        self._redraw_bars()

    def action_record(self) -> None:
        """There is a recording already."""
        self.say(_("this is a recording already"))

    def action_step(self, by: int) -> None:
        """Go one look further or back, and stand still."""
        self.source.step(by)
        self._redraw_bars()

    def action_skip(self, by: int) -> None:
        """Go ten seconds further or back."""
        self.source.skip(by * _SKIP_S)
        self._redraw_bars()

    def action_jump(self, by: int) -> None:
        """Go to the next mark, or the one before."""
        if self.source.jump(by) is None:
            self.say(_("there is no further mark"))
        self._redraw_bars()

    def change_pace(self, by: int) -> None:
        """`+` and `-` change how fast it is played."""
        # Looking more often means a shorter interval, and a higher speed.
        self.source.speed = next_of(SPEEDS, self.source.speed, -by)
        self._redraw_bars()
