"""What home opens: sessions and recordings, started beside the screen's thread."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from textual import on, work
from textual.message import Message
from textual.screen import Screen

from memscope.errors import MemscopeError
from memscope.i18n import _
from memscope.proc.processes import Listed
from memscope.tui.lesson_row import LessonRow
from memscope.tui.widgets.bars import HeaderBar
from memscope.tui.widgets.too_small import Refocusing

if TYPE_CHECKING:
    from memscope.tui.session import Session


class HomeDesk(Protocol):
    """What opens things, off the screen's thread; see `tui/desk.py`."""

    def processes(self) -> Sequence[Listed]:
        """Return what runs now."""
        ...

    def shares(self, pids: Sequence[int]) -> Mapping[int, int | None]:
        """Return proportional shares of RAM in bytes."""
        ...

    def lessons(self) -> Sequence[LessonRow]:
        """Return the lessons."""
        ...

    def recordings(self) -> Sequence[str]:
        """Return the last recordings of this folder."""
        ...

    def open_lesson(self, lesson: LessonRow) -> "Session":
        """Start the samples of a lesson."""
        ...

    def open_tour(self) -> "Session":
        """Start the sample that the tour is given on."""
        ...

    def watch(self, chosen: Sequence[Listed]) -> "Session":
        """Watch processes."""
        ...

    def screen_of(self, session: "Session", back: Callable[[], None]) -> Screen[None]:
        """Return the screen of a session."""
        ...

    def replay(self, path: str, moment: str, back: Callable[[], None]) -> Screen[None]:
        """Return the screen that plays a recording."""
        ...

    def warm_up(self) -> None:
        """Import what any choice leads to."""
        ...


class OpeningScreen(Refocusing):
    """Opens one thing at a time, says so meanwhile, and takes it away again."""

    @dataclass
    class SessionOpened(Message):
        """There is something to show on a screen of its own."""

        session: "Session"

    @dataclass
    class ReplayOpened(Message):
        """A recording can be played."""

        screen: Screen[None]

    @dataclass
    class NotOpened(Message):
        """What was chosen cannot be opened."""

        error: MemscopeError

    def __init__(self, desk: HomeDesk) -> None:
        super().__init__()
        self._desk = desk
        self._busy = ""
        self._shown: Session | None = None

    def play(self, path: str, moment: str = "") -> None:
        """Show a recording, standing still at a moment if one is named."""
        if not self._busy:
            self._say(_("starting…"))
            self._play(path, moment)

    def open(self, start: "Callable[[], Session]") -> None:
        """Show a session; starting it may take its time, off the screen's thread."""
        if not self._busy:
            self._say(_("starting…"))
            self._start(start)

    @work(thread=True, group="open", description="start")
    def _start(self, start: "Callable[[], Session]") -> None:
        try:
            session = start()
            self._desk.warm_up()
        except MemscopeError as error:
            self.post_message(self.NotOpened(error))
        else:
            self.post_message(self.SessionOpened(session))

    @work(thread=True, group="open", description="play")
    def _play(self, path: str, moment: str) -> None:
        try:
            screen = self._desk.replay(path, moment, self.leave)
        except MemscopeError as error:
            self.post_message(self.NotOpened(error))
        else:
            self.post_message(self.ReplayOpened(screen))

    @on(SessionOpened)
    def _show_session(self, message: SessionOpened) -> None:
        self._say("")
        self._shown = message.session
        self.app.push_screen(self._desk.screen_of(message.session, self.leave))

    @on(ReplayOpened)
    def _show_replay(self, message: ReplayOpened) -> None:
        self._say("")
        self.app.push_screen(message.screen)

    def leave(self) -> None:
        """Take away what was opened here; its samples may take their time to end."""
        shown, self._shown = self._shown, None
        if shown is not None and shown.on_close is not None:
            self.app.run_worker(shown.on_close, description="close", thread=True)
        while self in self.app.screen_stack and self.app.screen is not self:
            self.app.pop_screen()

    @on(NotOpened)
    def _say_why_not(self, message: NotOpened) -> None:
        self._say("")
        self.tell_problem(message.error)

    def tell_problem(self, error: MemscopeError) -> None:
        """Say what could not be opened, and what to do."""
        from memscope.render.words.problems import hint, sentence

        text = f"{sentence(error)}. {hint(error)}" if error.hint else sentence(error)
        self.notify(text, severity="error", markup=False)

    def _say(self, text: str) -> None:
        self._busy = text
        self.query_one(HeaderBar).redraw()
