"""Compares processes beside the screen's thread, tells how far, and can be stopped."""

from collections.abc import Callable, Sequence
from functools import partial

from memscope.analyze.beside.compared import ComparedSpaces, Identity
from memscope.analyze.beside.rows import SideBySide
from memscope.collect.closer.telling import Tell
from memscope.tui.working import Working

Compare = Callable[[Sequence[Identity], Tell], ComparedSpaces]


class Comparer(Working[ComparedSpaces]):
    """One comparison at a time.

    What was found is kept for as long as the looks are the same, so that nobody waits
    for it twice.
    """

    def __init__(self, compare: Compare, changed: Callable[[], None]) -> None:
        """Compare nothing yet.

        Args:
            compare: Does it, and raises what its `tell` raises.
            changed: Called on any thread when an attribute is another one.
        """
        super().__init__(changed)
        self._compare = compare
        self._about: SideBySide | None = None

    def is_now(self, side: SideBySide) -> bool:
        """Tell whether what was found is of the looks that are shown."""
        return self.found is not None and self._about is side

    def about(self, side: SideBySide) -> ComparedSpaces | None:
        """Return what is known of these processes, perhaps of an earlier look."""
        found = self.found
        keys = tuple(process.identity for process in side.processes)
        return found if found is not None and found.keys == keys else None

    def compare(self, side: SideBySide, *, again: bool = False) -> None:
        """Compare, unless that was done already, or goes on.

        Args:
            side: The processes.
            again: Even though the looks are the same.
        """
        if self.is_running or (self.is_now(side) and not again):
            return
        self._about = side
        keys = [process.identity for process in side.processes]
        self.start(partial(self._compare, keys), "compare")
