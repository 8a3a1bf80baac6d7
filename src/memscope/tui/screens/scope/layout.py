"""Where things stand on the scope screen, and which pane is in front."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widget import Widget

from memscope.i18n import _
from memscope.tui.view import View
from memscope.tui.widgets.address_map import AddressMap
from memscope.tui.widgets.map_deck import MapDeck
from memscope.tui.widgets.panes import Pane, lines_below
from memscope.tui.widgets.search_bar import SearchBar
from memscope.tui.widgets.thread_tree import ThreadTree
from memscope.tui.widgets.too_small import TooSmall

PANES = ("tree", "maps", "card", "minute")
"""In the order in which tab visits them; narrow terminals show one at a time."""


class ScopeLayout:
    """The widgets; what they show is told them by others.

    Args:
        screen: Bears the classes by which the style sheet folds panes.
        deck: The maps.
        actions_title: Asked for the title of the pane of actions.
    """

    def __init__(
        self,
        screen: Screen[None],
        deck: MapDeck,
        actions_title: Callable[[], str],
    ) -> None:
        self._screen = screen
        self.deck = deck
        self.threads = ThreadTree()
        self.totals = Pane(lambda: _("totals"), id="totals", more=lines_below)
        self.nothing = Pane(lambda: _("nothing to show"), id="nothing")
        self.card = Pane(
            lambda: _("region"), id="card", can_focus=True, more=lines_below
        )
        self.actions = Pane(actions_title, id="actions")
        self.minute = Pane(
            lambda: _("the last 60 seconds"), id="minute", can_focus=True
        )
        self.search = SearchBar(lambda: _("find"))

    def compose(self) -> ComposeResult:
        """What stands between the bars; the style sheet folds it where it is narrow."""
        with Horizontal(id="body"):
            with Vertical(id="side"):
                yield self.threads
                yield self.totals
            yield self.deck
            yield self.nothing
            yield self.card
        yield self.actions
        yield self.minute
        yield self.search

    def compose_last(self) -> ComposeResult:
        """What stands in for everything where there is no room."""
        yield TooSmall(id="too-small")

    def redraw(self) -> None:
        """Draw everything again, in another language or theme."""
        self.threads.border_title = _("processes and threads")
        self.deck.redraw()
        self.threads.redraw()
        for pane in self._screen.query(Pane):
            pane.redraw()

    @property
    def pane(self) -> str:
        """The one in front."""
        for name in PANES:
            if self._screen.has_class(f"-on-{name}"):
                return name
        return "maps"

    def show_pane(self, pane: str) -> None:
        """Bring a pane to the front, where only one fits, and give it the focus."""
        self._screen.add_class(f"-on-{pane}")
        # Only what is displayed can take the focus, so it comes after the style; and
        # what had it is hidden last, or Textual would hand it to a neighbour.
        self._screen.call_after_refresh(self._focus, pane)

    def _focus(self, pane: str) -> None:
        target = self._widget(pane)
        if target is not None:
            target.focus()
        self._mark(pane)

    def _widget(self, pane: str) -> Widget | None:
        match pane:
            case "tree":
                return self.threads
            case "card":
                return self.card
            case "minute":
                return self.minute
            case _:
                return self.deck.active

    def _mark(self, pane: str) -> None:
        for name in PANES:
            self._screen.set_class(name == pane, f"-on-{name}")

    def note_focus(self, widget: Widget) -> None:
        """A mouse click changes the pane too."""
        pane = "maps" if isinstance(widget, AddressMap) else widget.id
        if pane in PANES:
            self._mark(pane)

    def takes_focused_map(self, view: View) -> bool:
        """Tell whether the map with the focus goes; Textual would pick a neighbour."""
        column = self._screen.focused
        if not isinstance(column, AddressMap):
            return False
        return all(one.key != column.view.key for one in view.processes)
