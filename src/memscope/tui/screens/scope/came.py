"""What appeared and what went since the bookmark, below a table sorted by growth."""

from dataclasses import replace
from functools import partial

from textual.message import Message
from textual.screen import Screen

from memscope.analyze.since.since import Since
from memscope.analyze.space.reading import Order
from memscope.model.diff import Difference
from memscope.tui.build import ViewBuilder
from memscope.tui.screens.scope.host import Host
from memscope.tui.screens.scope.layout import ScopeLayout
from memscope.tui.view import View

Identity = tuple[int, int]
_RENEWED_S = 2.0
"""Seconds after which it is found out again, while memory goes on changing."""


class CameAndWent:
    """Shows what a table of what is there now cannot: what is there no more."""

    class CameFound(Message):
        """It was found out beside the screen's thread."""

        def __init__(self, since: Since | None) -> None:
            super().__init__()
            self.since = since

    def __init__(
        self, screen: Screen[None], panes: ScopeLayout, builder: ViewBuilder, host: Host
    ) -> None:
        self._screen, self._panes, self._host = screen, panes, host
        self._builder = builder
        self._asked: tuple[Identity, float] | None = None
        self._is_asking = False

    def show(self, view: View) -> None:
        """Find out what came and went, where that is asked for."""
        reading, key = self._panes.table.reading, self._panes.selected_process()
        is_wanted = reading.since == "bookmark" and reading.order is Order.GREW
        if not is_wanted or key is None or view.back_s:
            self._leave()
        elif not self._is_asking and self._is_due(key, view.at):
            self._asked, self._is_asking = (key, view.at), True
            self._host.work("came", partial(self._find, key))

    def take(self, since: Since | None) -> None:
        """Draw what was found, unless the reader has gone on."""
        self._is_asking = False
        if self._asked is None:
            return
        found = _only_whole(since) if since is not None else None
        self._screen.set_class(bool(found and found.rows), "-came")
        self._panes.came.show(found)

    def _is_due(self, key: Identity, at: float) -> bool:
        if self._asked is None or self._asked[0] != key:
            return True
        return at - self._asked[1] >= _RENEWED_S

    def _leave(self) -> None:
        if self._asked is not None:
            self._asked = None
            self._screen.remove_class("-came")
            self._panes.came.show(None)

    def _find(self, key: Identity) -> Message:
        return self.CameFound(self._builder.since(key))


def _only_whole(since: Since) -> Since:
    """Leave to the table what is still there: it shows how much that grew.

    What is gone comes first, the largest on top: nothing else on the screen has it.
    """
    gone = [row for row in since.rows if row.what is Difference.GONE]
    came = [row for row in since.rows if row.what is Difference.APPEARED]
    return replace(since, rows=(*reversed(gone), *came))
