"""Where things stand on the scope screen, and how to move between them."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.events import DescendantFocus
from textual.widget import Widget

from memscope.i18n import _
from memscope.lab.catalog import Action
from memscope.model.kinds import Kind
from memscope.render.map.blocks import Block
from memscope.render.map.exact import Hole
from memscope.tui import drawing
from memscope.tui.measuring import NOTHING_MEASURED
from memscope.tui.view import View
from memscope.tui.widgets.address_map import AddressMap
from memscope.tui.widgets.map_deck import MapDeck
from memscope.tui.widgets.panes import Pane, lines_below
from memscope.tui.widgets.rows import Rows
from memscope.tui.widgets.search_bar import SearchBar
from memscope.tui.widgets.thread_tree import ThreadTree
from memscope.tui.widgets.too_small import Refocusing, TooSmall

PANES = ("tree", "maps", "card", "minute")
"""In the order in which tab visits them; narrow terminals show one at a time."""

_STACKS = {Kind.STACK, Kind.THREAD_STACK, Kind.GUARD}


class ScopeLayout(Refocusing):
    """The widgets and the ways between them; what they show is the subclass's."""

    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 Textual declares it as an instance's
        (0, "-tiny"),
        (40, "-narrow"),
        (100, "-medium"),
        (118, "-wide"),
        (170, "-huge"),
    ]
    VERTICAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-flat"),
        (12, "-low"),
        (32, "-high"),
    ]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "pane(1)", show=False, priority=True),
        Binding("shift+tab", "pane(-1)", show=False, priority=True),
        Binding("left", "sideways(-1)", show=False),
        Binding("right", "sideways(1)", show=False),
    ]

    measured = NOTHING_MEASURED

    def compose(self) -> ComposeResult:
        """Lay out the panes; the style sheet folds them on narrow terminals."""
        yield from self.compose_header()
        with Horizontal(id="body"):
            with Vertical(id="side"):
                yield ThreadTree()
                yield Pane(lambda: _("totals"), id="totals")
            yield MapDeck()
            yield Pane(lambda: _("nothing to show"), id="nothing")
            yield Pane(lambda: _("region"), id="card", can_focus=True, more=lines_below)
        yield Pane(self.actions_title, id="actions")
        yield Pane(lambda: _("the last 60 seconds"), id="minute", can_focus=True)
        yield SearchBar(lambda: _("find"))
        yield from self.compose_footer()
        yield TooSmall(id="too-small")

    def compose_header(self) -> ComposeResult:
        """What stands above the panes."""
        yield from ()

    def compose_footer(self) -> ComposeResult:
        """What stands below them."""
        yield from ()

    def actions(self) -> Sequence[Action]:
        """Return what the selected process can be told to do."""
        return ()

    def actions_title(self) -> str:
        """Return the title of the pane of actions."""
        return ""

    @property
    def deck(self) -> MapDeck:
        """The maps."""
        return self.query_one(MapDeck)

    @property
    def threads(self) -> ThreadTree:
        """Processes and threads."""
        return self.query_one(ThreadTree)

    def action_pane(self, by: int) -> None:
        """Go to the next pane, or to the one before."""
        at = PANES.index(self._pane_in_use())
        self.show_pane(PANES[(at + by) % len(PANES)])

    def show_pane(self, pane: str) -> None:
        """Bring a pane to the front, where only one fits, and give it the focus."""
        self.add_class(f"-on-{pane}")
        # Only what is displayed can take the focus, so it comes after the style; and
        # what had it is hidden last, or Textual would hand it to a neighbour.
        self.call_after_refresh(self._focus_pane, pane)

    def _focus_pane(self, pane: str) -> None:
        target: Widget | None = (
            self.deck.active if pane == "maps" else self.query_one(f"#{pane}")
        )
        if target is not None:
            target.focus()
        self._mark_pane(pane)

    def _mark_pane(self, pane: str) -> None:
        for name in PANES:
            self.set_class(name == pane, f"-on-{name}")

    def takes_focused_map(self, view: View) -> bool:
        """Tell whether the map with the focus goes; Textual would pick a neighbour."""
        column = self.focused
        if not isinstance(column, AddressMap):
            return False
        return all(one.key != column.view.key for one in view.processes)

    def _pane_in_use(self) -> str:
        for name in PANES:
            if self.has_class(f"-on-{name}"):
                return name
        return "maps"

    @on(DescendantFocus)
    def _note_pane(self, event: DescendantFocus) -> None:
        """A mouse click changes the pane too."""
        widget = event.widget
        pane = "maps" if isinstance(widget, AddressMap) else widget.id
        if pane in PANES:
            self._mark_pane(pane)

    def action_sideways(self, by: int) -> None:
        """Go to the column or pane beside this one."""
        if self._pane_in_use() == "maps" and (column := self.deck.neighbour(by)):
            self.deck.activate(column.view.key)
            self.call_after_refresh(column.focus)
            return
        at = PANES.index(self._pane_in_use()) + by
        if 0 <= at < len(PANES) - 1:
            self.show_pane(PANES[at])

    @on(MapDeck.Selected)
    def show_selected(self) -> None:
        """Explain what is selected in the active map, and tell whom keys act upon."""
        column = self.deck.active
        if column is None:
            self.query_one("#card", Pane).show(lambda width: ())
            return
        drawer = drawing.card(column.selected, column.view, self.measured)
        self.query_one("#card", Pane).show(drawer)
        self.query_one("#actions", Pane).show(drawing.actions(self.actions()))
        self.threads.follow(column.view.key)

    @on(Rows.Moved, "#tree")
    def _follow_process(self, message: Rows.Moved) -> None:
        """The tree's process is the one that the maps and actions are about."""
        branch = self.threads.selected
        if branch is not None and self.threads.has_focus:
            self.deck.activate(branch.process.identity)

    @on(Rows.Chosen, "#tree")
    def _go_to_stack(self, message: Rows.Chosen) -> None:
        """From a thread to its stack."""
        branch = self.threads.selected
        if branch is None:
            return
        column = self.deck.activate(branch.process.identity)
        thread = branch.thread
        if column and thread and thread.stack:
            column.go_to(thread.stack.end - 1)
        if column:
            self.show_pane("maps")

    @on(Rows.Chosen)
    def _go_to_thread(self, message: Rows.Chosen) -> None:
        """From a stack to its thread."""
        column = message.rows
        if not isinstance(column, AddressMap):
            return
        item = column.selected
        region = item.main if isinstance(item, Block) else item
        if region is None or isinstance(region, Hole) or region.kind not in _STACKS:
            return
        process = column.view.process
        tid = region.thread or (process.pid if region.kind is Kind.STACK else None)
        self.threads.select(process.pid, tid)
        self.show_pane("tree")

    @on(SearchBar.Left)
    def _back_to_maps(self) -> None:
        self.show_pane("maps")
