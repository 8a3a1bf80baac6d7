"""The tour, given over the main screen: at its end the reader is where he was."""

from dataclasses import dataclass

from textual.app import App
from textual.message import Message

from memscope.errors import MemscopeError
from memscope.i18n import N_, _
from memscope.render.words.problems import sentence
from memscope.tui.messages import Refused
from memscope.tui.screens.scope.host import Host
from memscope.tui.session import Session

_STARTING = N_("the tour's sample program is starting…")


class TourGiver:
    """Starts the tour's program, and ends it when the reader is back."""

    @dataclass
    class TourReady(Message):
        """The program runs."""

        session: Session

    def __init__(self, session: Session, host: Host) -> None:
        self._start, self._host = session.tour, host
        self._is_starting = False

    @property
    def can_guide(self) -> bool:
        """There is a program to give it on."""
        return self._start is not None

    def begin(self) -> None:
        """Start it; `TourReady` or `Refused` follows."""
        if not self._is_starting:
            self._is_starting = True
            self._host.say(_(_STARTING))
            self._host.work("tour", self._started)

    def show(self, app: App[int], session: Session) -> None:
        """Put the tour on."""
        from memscope.tui.screens.tour import TourScreen

        def back() -> None:
            app.pop_screen()
            self._host.work("tour", lambda: _end(session))

        app.push_screen(TourScreen(session, back))

    def _started(self) -> Message | None:
        try:
            return self.TourReady(self._start()) if self._start is not None else None
        except MemscopeError as error:
            return Refused(sentence(error))
        finally:
            self._is_starting = False


def _end(session: Session) -> None:
    if session.on_close is not None:
        session.on_close()
