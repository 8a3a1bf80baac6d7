"""Ways between panes: tab, from a thread to its stack and back, one pane alone."""

from textual.screen import Screen

from memscope.analyze.space.row import RowKey, SpaceRow
from memscope.i18n import N_, _
from memscope.tui.keys import MEMORY, THREADS
from memscope.tui.screens.scope.host import Host, has_somebody
from memscope.tui.screens.scope.layout import ScopeLayout
from memscope.tui.screens.scope.steps import BackAndForth

_UNSEEN = N_("not among what the filter shows: esc shows everything")
_NO_DIFFERENCE = N_("there is no difference")


class Ways:
    """Knows where each key leads from where the reader is."""

    def __init__(
        self,
        screen: Screen[None],
        layout: ScopeLayout,
        steps: BackAndForth,
        host: Host,
    ) -> None:
        self._screen, self._layout, self._host = screen, layout, host
        self.steps = steps
        self._came_to: RowKey | None = None

    def to_next_pane(self, by: int) -> None:
        """Go to the next pane, or to the one before."""
        panes = self._layout.panes()
        here = self._layout.pane
        at = panes.index(here) if here in panes else 0
        self._host.show_pane(panes[(at + by) % len(panes)])

    def to_threads(self) -> None:
        """Go to the threads and processes."""
        self._host.show_pane(THREADS)

    def alone(self) -> None:
        """Give the pane with the focus the whole body, or give it back."""
        self._layout.toggle_alone()
        self._host.show_pane(self._layout.pane)

    def together(self) -> bool:
        """Show all panes again; False: they are."""
        if not self._screen.has_class("-alone"):
            return False
        self.alone()
        return True

    def to_next(self, by: int) -> None:
        """Go to the next difference between processes, or to the one before."""
        beside = self._layout.beside
        if self._layout.list is beside and not beside.next_difference(by):
            self._host.say(_(_NO_DIFFERENCE))

    def open_goto(self, text: str = "") -> None:
        """Let the reader say where to go."""
        if has_somebody(self._host):
            self._layout.goto.open(text)

    def to_address(
        self, identity: tuple[int, int] | None, address: int, *, leaves: bool = True
    ) -> None:
        """Put the cursor on what is at an address of a process.

        Args:
            identity: Of the process; None: the one in front.
            address: Of it.
            leaves: Where the reader is becomes a place to go back to.
        """
        table = self._layout.table
        row = table.selected
        identity = identity or (row.process.identity if row else None)
        if identity is None:
            return
        if leaves:
            self.steps.leave()
        if not table.go_to(identity, address):
            self._host.say(_(_UNSEEN))
        self._host.show_pane(MEMORY)

    def to_stack(self) -> None:
        """From a thread to its stack."""
        row = self._layout.threads.selected
        if row is None or row.thread is None:
            return
        stack = row.thread.stack
        if stack is not None:
            sp = row.thread.sp
            address = sp if sp is not None and sp in stack else stack.end - 1
            self.to_address(row.process.identity, address)
            selected = self._layout.table.selected
            self._came_to = selected.key if selected is not None else None

    def back_to_thread(self, row: SpaceRow) -> bool:
        """From the stack that a thread led to, back to it; False: none led here."""
        came, self._came_to = self._came_to, None
        if came is None or came != row.key:
            return False
        self._host.show_pane(THREADS)
        return True
