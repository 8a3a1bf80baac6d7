"""The scope on a recording: the same picture, and time goes both ways."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult

from memscope.analyze.growth.events import Happening
from memscope.collect.history.recorded import RecordedPast
from memscope.collect.tape.replay import ReplaySource
from memscope.i18n import N_, _
from memscope.model.snapshot import Snapshot
from memscope.render.space.how import How, Looking
from memscope.tui.build import ViewBuilder
from memscope.tui.keys import SCOPE_KEYS, KeyHelp
from memscope.tui.screens.scope.doings import TEN_S, Doing
from memscope.tui.screens.scope.screen import Back, ScopeScreen, next_of
from memscope.tui.session import Session
from memscope.tui.view import View
from memscope.tui.whereabouts.headline import Headline, State
from memscope.tui.whereabouts.where import Sight, Whereabouts
from memscope.tui.widgets.bars import KeyBar
from memscope.tui.widgets.replay_bar import ReplayBar
from memscope.units import safe

SPEEDS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 50.0)
_OF_LIVE = {"o", "< >"}

REPLAY_KEYS: tuple[KeyHelp, ...] = (
    *(key for key in SCOPE_KEYS if key.keys not in _OF_LIVE),
    KeyHelp("< >", N_("play more slowly, faster"), N_("slower, faster")),
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

    def __init__(self, source: ReplaySource, back: Back | None = None) -> None:
        session = Session(title=lambda: safe(source.title), source=source)
        self._past = RecordedPast(source.path)
        builder = ReplayBuilder(keeps_ended=not source.is_of_lesson, past=self._past)
        super().__init__(session, back, builder)
        self.source = source

    def compose_footer(self) -> ComposeResult:
        """Where in the recording this is, and the keys."""
        yield ReplayBar(self.source)
        yield KeyBar(self.KEYS)

    def on_mount(self) -> None:
        """Say what is wrong with the file; the scope's own part runs besides."""
        if note := self.source.note:
            self.complain(note)

    def on_unmount(self) -> None:
        """Let go of the file; the scope's own part runs besides."""
        self._past.close()

    def place(self) -> Whereabouts | None:
        """The recording; standing still, also where in it."""
        at = "" if self.source.is_playing else f"{self.source.position_s:.1f}"
        return Whereabouts(Sight.RECORDING, name=Path(self.source.path).name, at=at)

    def headline(self) -> Headline | None:
        """The process in front, as it was then."""
        head = super().headline() or Headline(self.source.title)
        return replace(head, state=State.PAST)

    def show_view(self, view: View) -> None:
        """Draw one look, and where it is."""
        super().show_view(view)
        self.query_one(ReplayBar).refresh()

    def how(self) -> How:
        """Return how it is played."""
        how = super().how()
        looking = Looking.REPLAY if self.source.is_playing else Looking.PAUSED
        return replace(how, looking=looking, speed=self.source.speed)

    def redraw_header(self) -> None:
        """Say where it is and how it is played."""
        super().redraw_header()
        self.query_one(ReplayBar).refresh()

    def doings(self) -> dict[str, Doing]:
        """Time goes both ways in the file itself."""
        doings = super().doings()
        doings |= {
            "pause": self.pause,
            "back_1": partial(self._step, -1),
            "on_1": partial(self._step, 1),
            "back_10": partial(self._skip, -TEN_S),
            "on_10": partial(self._skip, TEN_S),
            "back_mark": partial(self._jump, -1),
            "on_mark": partial(self._jump, 1),
            "record": self._say_recorded,
        }
        return doings

    def _say_recorded(self) -> None:
        self.say(_("this is a recording already"))

    def _step(self, by: int) -> None:
        self.source.step(by)
        self.redraw_header()

    def _skip(self, seconds: float) -> None:
        self.source.skip(seconds)
        self.redraw_header()

    def _jump(self, by: int) -> None:
        if self.source.jump(by) is None:
            self.say(_("there is no further mark"))
        self.redraw_header()

    @property
    def moment(self) -> float | None:
        """Where it stands still; None: it plays."""
        return None if self.source.is_playing else self.source.position_s

    def go_in_time(self, when: float | None) -> None:
        """Show a moment of the file."""
        self.source.seek(self.source.duration_s if when is None else when)
        self.redraw_header()

    def pause(self) -> None:
        """Stand still, or go on."""
        if self.source.is_playing:
            self.source.pause()
        else:
            self.source.play()
        self.redraw_header()

    def change_pace(self, by: int) -> None:
        """Play it faster, or more slowly."""
        # Looking more often means a shorter interval, and a higher speed.
        self.source.speed = next_of(SPEEDS, self.source.speed, -by)
        self.redraw_header()
