"""Back and forward: the places where the reader was, each as it looked."""

from dataclasses import replace

from memscope.analyze.space.row import RowKey
from memscope.i18n import N_, _
from memscope.tui.places import Footsteps, SeenPlace
from memscope.tui.screens.scope.choices import Choices
from memscope.tui.screens.scope.host import Host
from memscope.tui.screens.scope.layout import ScopeLayout

_NO_FURTHER = N_("you were nowhere else before")
_NO_NEWER = N_("there is no place to go forward to")


class BackAndForth:
    """Notes a place before it is left, and leads back there."""

    def __init__(self, panes: ScopeLayout, choices: Choices, host: Host) -> None:
        self._panes, self._choices, self._host = panes, choices, host
        self._steps = Footsteps()

    def leave(self) -> None:
        """Note where the reader is, before a jump."""
        here = self._here()
        if here is not None:
            self._steps.leave(here)

    def go(self, by: int) -> None:
        """Go back (-1) or forward (1)."""
        here = self._here()
        if here is None:
            return
        place = self._steps.back(here) if by < 0 else self._steps.forward(here)
        if place is None:
            self._host.say(_(_NO_FURTHER if by < 0 else _NO_NEWER))
        else:
            self._show(place)

    def _here(self) -> SeenPlace | None:
        row = self._panes.table.selected
        if row is None:
            return None
        marked: frozenset[RowKey] = frozenset()
        reading = replace(self._panes.table.reading, marked=marked)
        view = self._host.view
        at = view.at if view is not None and view.now is not None else None
        return SeenPlace(row.process.identity, row.key, row.start, None, reading, at)

    def _show(self, place: SeenPlace) -> None:
        marked = self._panes.table.reading.marked
        self._choices.restore(replace(place.reading, marked=marked))
        row = place.row
        if row is None or not self._panes.table.select(row):
            address = place.address if place.address is not None else 0
            self._panes.table.go_to(place.process, address)
        self._host.go_in_time(place.at)
        self._host.show_selected()
