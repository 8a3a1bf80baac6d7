"""Ways between panes: tab, left and right, from a thread to its stack and back."""

from memscope.model.kinds import Kind
from memscope.render.map.blocks import Block
from memscope.render.map.exact import Hole
from memscope.tui.screens.scope.host import Host
from memscope.tui.screens.scope.layout import PANES, ScopeLayout
from memscope.tui.widgets.address_map import AddressMap
from memscope.tui.widgets.rows import Rows

_STACKS = {Kind.STACK, Kind.THREAD_STACK, Kind.GUARD}


class Ways:
    """Knows where each key leads from where the reader is."""

    def __init__(self, layout: ScopeLayout, host: Host) -> None:
        self._layout = layout
        self._deck, self._threads = layout.deck, layout.threads
        self._host = host

    def to_next_pane(self, by: int) -> None:
        """Go to the next pane, or to the one before."""
        at = PANES.index(self._layout.pane)
        self._host.show_pane(PANES[(at + by) % len(PANES)])

    def sideways(self, by: int) -> None:
        """Go to the column or pane beside this one."""
        column = self._deck.neighbour(by)
        if self._layout.pane == "maps" and column is not None:
            self._deck.activate(column.view.key)
            self._deck.call_after_refresh(column.focus)
            return
        at = PANES.index(self._layout.pane) + by
        if 0 <= at < len(PANES) - 1:
            self._host.show_pane(PANES[at])

    def follow_thread(self) -> None:
        """The tree's process is the one that the maps and actions are about."""
        branch = self._threads.selected
        if branch is not None and self._threads.has_focus:
            self._deck.activate(branch.process.identity)

    def to_stack(self) -> None:
        """From a thread to its stack."""
        branch = self._threads.selected
        if branch is None:
            return
        column = self._deck.activate(branch.process.identity)
        thread = branch.thread
        if column and thread and thread.stack:
            column.go_to(thread.stack.end - 1)
        if column:
            self._host.show_pane("maps")

    def to_thread(self, column: Rows) -> None:
        """From a stack to its thread."""
        if not isinstance(column, AddressMap):
            return
        item = column.selected
        region = item.main if isinstance(item, Block) else item
        if region is None or isinstance(region, Hole) or region.kind not in _STACKS:
            return
        process = column.view.process
        tid = region.thread or (process.pid if region.kind is Kind.STACK else None)
        self._threads.select(process.pid, tid)
        self._host.show_pane("tree")
