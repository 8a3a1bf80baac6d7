"""`/` on the scope: from what is typed to its place on the map."""

from functools import partial

from memscope.i18n import _
from memscope.model.kinds import Segment
from memscope.model.process import Process
from memscope.render.palette import SEGMENT_STYLES
from memscope.tui.find import find
from memscope.tui.messages import Searched
from memscope.tui.screens.scope.choices import Choices
from memscope.tui.screens.scope.host import Host
from memscope.tui.screens.scope.layout import ScopeLayout


class MapSearch:
    """Looks in the active map, among what is shown first."""

    def __init__(self, layout: ScopeLayout, choices: Choices, host: Host) -> None:
        self._deck, self._bar = layout.deck, layout.search
        self._choices = choices
        self._host = host

    def look(self, text: str, *, is_next: bool) -> None:
        """Look for what was typed; `is_next`: below what is selected."""
        column = self._deck.active
        if column is None:
            return
        item = column.selected
        after = item.start if is_next and item is not None else None
        segment = self._choices.options.segment
        job = partial(_find, column.view.process, text, after, segment)
        self._host.work("search", job)

    def show(self, found: Searched) -> None:
        """Go to what was found, or say that nothing was."""
        column, address, said = self._deck.active, found.address, ""
        is_there = column is not None and address is not None and column.go_to(address)
        if found.text.strip() and not is_there:
            said = _("not found") if address is None else self._why_unseen()
        self._bar.say(said)

    def _why_unseen(self) -> str:
        segment = self._choices.options.segment
        if segment is None:
            return _("not found")
        name = _(SEGMENT_STYLES[segment].short)
        return _("not among what is shown: only {segment}").format(segment=name)


def _find(
    process: Process, text: str, after: int | None, segment: Segment | None
) -> Searched:
    address = find(process, text, after, segment)
    if address is None and segment is not None:
        address = find(process, text)
    return Searched(text, address)
