"""All processes on screen with their threads."""

from memscope.render.map.tree import Branch, branch_line
from memscope.render.runs import EMPTY, Line
from memscope.tui.view import View
from memscope.tui.widgets.rows import Rows


class ThreadTree(Rows):
    """A line for each process and each thread."""

    def __init__(self) -> None:
        super().__init__(id="tree")
        self._branches: tuple[Branch, ...] = ()
        self._machine = ""

    def show(self, view: View) -> None:
        """Draw another look; the cursor stays on its thread."""
        kept = self.selected
        self._branches = tuple(b for one in view.processes for b in one.branches)
        self._machine = view.snapshot.system.machine
        if kept is not None:
            self._cursor = self._find(kept)
        self.redraw()

    @property
    def selected(self) -> Branch | None:
        """What the cursor is on."""
        return self._branches[self.cursor] if self._branches else None

    def select(self, pid: int, tid: int | None) -> None:
        """Put the cursor on a thread; on the process without one."""
        for row, branch in enumerate(self._branches):
            thread = branch.thread
            if branch.process.pid == pid and (
                thread.tid == tid if thread else tid is None
            ):
                self.move_cursor(row)
                return

    def follow(self, key: tuple[int, int]) -> None:
        """Put the cursor on a process, unless it or a thread of it is selected."""
        selected = self.selected
        if selected is None or selected.process.identity == key:
            return
        for row, branch in enumerate(self._branches):
            if branch.process.identity == key:
                self._cursor = row
                self.show_cursor()
                self.refresh()
                return

    def row_count(self) -> int:
        """Return the number of processes and threads."""
        return len(self._branches)

    def draw_row(self, row: int, at: int, width: int) -> Line:
        """Draw one of them."""
        if row >= len(self._branches):
            return EMPTY
        return branch_line(self._branches[row], width, self._machine)

    def _find(self, wanted: Branch) -> int:
        """Return the row of the same thread, or of its process when it ended."""
        home = 0
        tid = wanted.thread.tid if wanted.thread else None
        for row, branch in enumerate(self._branches):
            if branch.process.identity != wanted.process.identity:
                continue
            if branch.thread is None:
                home = row
            if (branch.thread.tid if branch.thread else None) == tid:
                return row
        return home
