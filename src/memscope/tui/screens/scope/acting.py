"""Digits of the scope: make one of our own samples act."""

from collections.abc import Sequence
from functools import partial

from memscope.errors import MemscopeError
from memscope.lab.catalog import Action
from memscope.render.words.problems import sentence
from memscope.tui.messages import Refused
from memscope.tui.screens.scope.host import Host
from memscope.tui.screens.scope.layout import ScopeLayout
from memscope.tui.session import Cast, Session


class Acting:
    """Asks the sample whose row is selected; nobody else is ever asked."""

    def __init__(self, session: Session, panes: ScopeLayout, host: Host) -> None:
        self._session, self._panes, self._host = session, panes, host

    def actions(self) -> Sequence[Action]:
        """Return what the selected process can be told to do."""
        cast = self._cast()
        return cast.actions if cast else ()

    def act(self, key: str) -> None:
        """Ask the selected sample to do what this key stands for."""
        cast = self._cast()
        action = next((one for one in self.actions() if one.key == key), None)
        if cast is not None and action is not None:
            # Every key counts, however quickly one follows another.
            self._host.work("ask", partial(self._ask, cast, action), exclusive=False)

    def _cast(self) -> Cast | None:
        key = self._panes.selected_process()
        return self._session.casts.get(key[0]) if key is not None else None

    def _ask(self, cast: Cast, action: Action) -> Refused | None:
        try:
            cast.actor.tell(action.word, *action.values)
        except MemscopeError as error:
            return Refused(sentence(error))
        finally:
            self._session.source.refresh()
        return None
