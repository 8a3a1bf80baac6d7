"""Many processes above the table: all by their totals, the open ones fully."""

from collections.abc import Iterable, Mapping
from typing import Protocol, runtime_checkable

from textual.screen import Screen

from memscope.tui.screens.scope.layout import ScopeLayout
from memscope.tui.session import Session
from memscope.tui.view import View

Identity = tuple[int, int]


@runtime_checkable
class FullyReading(Protocol):
    """A source that looks at some processes fully, at others by their totals."""

    def read_fully(self, keys: Iterable[Identity]) -> None:
        """Choose who is looked at fully from now on."""
        ...


class Family:
    """Shows processes that belong together, and opens those that are chosen."""

    def __init__(
        self, screen: Screen[None], panes: ScopeLayout, session: Session
    ) -> None:
        self._screen, self._panes, self._session = screen, panes, session

    def show(self, view: View) -> None:
        """Draw all of them, where the source tells of more than are open."""
        several = view.several
        self._screen.set_class(several is not None, "-family")
        if several is not None:
            self._panes.family.show(several, _grown(view))

    def toggle(self) -> None:
        """Look at the selected process fully, or no longer."""
        source, chosen = self._session.source, self._panes.family.selected
        view = self._panes.table.view
        if chosen is None or not isinstance(source, FullyReading):
            return
        several = view.several if view is not None else None
        open_ones = (
            {one.key for one in several.processes if one.is_open} if several else set()
        )
        source.read_fully(open_ones ^ {chosen.key})


def _grown(view: View) -> Mapping[Identity, int]:
    return {
        one.key: one.growth.total
        for one in view.processes
        if one.growth.total is not None
    }
