"""Digits of the scope: make one of our own samples act."""

from collections.abc import Sequence
from functools import partial

from memscope.errors import MemscopeError
from memscope.i18n import _
from memscope.lab.catalog import Action
from memscope.render.words.problems import sentence
from memscope.tui import drawing
from memscope.tui.messages import Refused
from memscope.tui.screens.scope.host import Host
from memscope.tui.session import Cast, Session
from memscope.tui.widgets.map_deck import MapDeck


class Acting:
    """Asks the sample of the active map; nobody else is ever asked."""

    def __init__(self, session: Session, deck: MapDeck, host: Host) -> None:
        self._session, self._deck, self._host = session, deck, host

    def title(self) -> str:
        """Say whom the keys are about."""
        column, cast = self._deck.active, self._cast()
        if column is None or cast is None:
            return _("actions")
        return _("make {letter} act").format(letter=column.view.letter)

    def actions(self) -> Sequence[Action]:
        """Return what the selected process can be told to do."""
        cast = self._cast()
        return cast.actions if cast else ()

    def act(self, key: str) -> None:
        """Ask the selected sample to do what this key stands for."""
        cast = self._cast()
        if not self._session.casts:
            self._host.say(_(drawing.ONLY_WATCHING))
        action = next((one for one in self.actions() if one.key == key), None)
        if cast is not None and action is not None:
            # Every key counts, however quickly one follows another.
            self._host.work("ask", partial(self._ask, cast, action), exclusive=False)

    def _cast(self) -> Cast | None:
        column = self._deck.active
        return self._session.casts.get(column.view.process.pid) if column else None

    def _ask(self, cast: Cast, action: Action) -> Refused | None:
        try:
            cast.actor.tell(action.word, *action.values)
        except MemscopeError as error:
            return Refused(sentence(error))
        finally:
            self._session.source.refresh()
        return None
