"""The tour, given over the main screen: at its end the reader is where he was."""

from textual.message import Message

from memscope.errors import MemscopeError
from memscope.i18n import N_, _
from memscope.render.words.problems import sentence
from memscope.tui.messages import Refused
from memscope.tui.screens.scope.host import Host
from memscope.tui.session import Session
from memscope.tui.tour.ready import TourReady

_STARTING = N_("the tour's sample program is starting…")


class TourGiver:
    """Starts the tour's program; the app shows it, see `TourReady`."""

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

    def _started(self) -> Message | None:
        try:
            return TourReady(self._start()) if self._start is not None else None
        except MemscopeError as error:
            return Refused(sentence(error))
        finally:
            self._is_starting = False
