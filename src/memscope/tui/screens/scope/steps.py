"""Back and forward: the places where the reader was, each as it looked."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from memscope.analyze.space.reading import Reading
from memscope.analyze.space.row import RowKey
from memscope.i18n import N_, _
from memscope.tui.places import Footsteps, SeenPlace
from memscope.tui.screens.look import CloseLookScreen
from memscope.tui.screens.scope.choices import Choices
from memscope.tui.screens.scope.host import Host
from memscope.tui.screens.scope.layout import ScopeLayout

_NO_FURTHER = N_("you were nowhere else before")
_NO_NEWER = N_("there is no place to go forward to")
_UNMARKED: frozenset[RowKey] = frozenset()

Opener = Callable[[int | None], object]
"""Opens a closer look at an address; None: at what is selected."""


class BackAndForth:
    """Notes a place before it is left, and leads back there."""

    def __init__(self, panes: ScopeLayout, choices: Choices, host: Host) -> None:
        self._panes, self._choices, self._host = panes, choices, host
        self._steps = Footsteps()
        self._openers: Mapping[str, Opener] = {}
        self._is_returning = False

    def open_with(self, openers: Mapping[str, Opener]) -> None:
        """Open closer looks with these, by the names of their pages."""
        self._openers = openers

    def leave(self, by: str = "") -> None:
        """Note where the reader is, before a jump; `by`: see `Footsteps.leave`."""
        here = None if self._is_returning else self._here()
        if here is not None:
            self._steps.leave(here, by)

    def leaving(self, by: str, do: Callable[[], object]) -> Callable[[], None]:
        """Return what notes where the reader is, and then does something."""

        def run() -> None:
            self.leave(by)
            do()

        return run

    def note_reading(self, before: Reading) -> None:
        """Hear how the table was read until now: another order is a step."""
        here, now = self._here(), self._panes.table.reading
        if (before.order, before.is_turned) == (now.order, now.is_turned):
            return
        if here is not None:
            old = replace(before, marked=_UNMARKED)
            self._steps.leave(replace(here, reading=old), "sort")

    def go(self, by: int) -> None:
        """Go back (-1) or forward (1)."""
        here = self._here()
        place = self._step(by, here) if here is not None else None
        if place is not None:
            self._show(place)
        elif here is not None:
            self._host.say(_(_NO_FURTHER if by < 0 else _NO_NEWER))

    # From closer looks

    def leave_page(self, page: CloseLookScreen) -> None:
        """Note what a closer look is at, before it shows something else or closes."""
        here = self._here(page)
        if here is not None:
            self._steps.leave(here)

    def go_from(self, page: CloseLookScreen, by: int) -> None:
        """Go back (-1) or forward (1) from a closer look; it may stay open."""
        here = self._here(page)
        place = self._step(by, here) if here is not None else None
        if here is None or place is None:
            page.say(_(_NO_FURTHER if by < 0 else _NO_NEWER))
        elif (place.page, place.process) == (here.page, here.process):
            page.visit(place.address)
        else:
            page.dismiss(None)
            page.app.call_later(partial(self._show, place))

    def _step(self, by: int, here: SeenPlace) -> SeenPlace | None:
        """Return the next place of a process that can still be looked at."""
        step = self._steps.back if by < 0 else self._steps.forward
        view = self._host.view
        while (place := step(here)) is not None:
            if view is not None and view.find(place.process) is not None:
                return place
            self._steps.forget(place.process)
        return None

    def _here(self, page: CloseLookScreen | None = None) -> SeenPlace | None:
        row = self._panes.table.selected
        if row is None:
            return None
        table, rail = self._panes.table, self._panes.rail
        return SeenPlace(
            row.process.identity,
            row.key,
            row.start if page is None else page.spot(),
            rail.zoom,
            replace(table.reading, marked=_UNMARKED),
            self._host.moment,
            page.PAGE if page is not None else "",
        )

    def _show(self, place: SeenPlace) -> None:
        marked = self._panes.table.reading.marked
        self._choices.restore(replace(place.reading, marked=marked))
        row = place.row
        if row is None or not self._panes.table.select(row):
            address = place.address if place.address is not None else 0
            self._panes.table.go_to(place.process, address)
        if place.at != self._host.moment:
            self._host.go_in_time(place.at)
        self._host.show_selected()
        self._panes.rail.zoom_to(place.zoom)
        if place.page:
            self._is_returning = True
            self._openers[place.page](place.address)
            self._is_returning = False
