"""Compares processes beside the screen's thread, tells how far, and can be stopped."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from memscope.analyze.beside.compared import ComparedSpaces, Identity
from memscope.analyze.beside.rows import SideBySide
from memscope.errors import MemscopeError, Stopped
from memscope.i18n import _

Tell = Callable[[str, int, int], None]
Compare = Callable[[Sequence[Identity], Tell], ComparedSpaces]


@dataclass(frozen=True, slots=True)
class Progress:
    """What goes on.

    Attributes:
        what: A text for `_`.
        done: How much of it is done.
        of: How much there is; 0: nobody knows.
    """

    what: str
    done: int
    of: int

    @property
    def text(self) -> str:
        """In words, with how to end it."""
        far = f" {self.done:,}/{self.of:,}" if self.of else ""
        return f"{_(self.what)}{far} · {_('esc stops')}"


class Comparer:
    """One comparison at a time.

    What was found is kept for as long as the looks are the same, so that nobody waits
    for it twice.

    Attributes:
        found: Of the last comparison; None: none was finished.
        progress: What goes on now; None: nothing.
        problem: Why there is none; None: there is no reason.
    """

    def __init__(self, compare: Compare, changed: Callable[[], None]) -> None:
        """Compare nothing yet.

        Args:
            compare: Does it, and raises what its `tell` raises.
            changed: Called on any thread when an attribute is another one.
        """
        self.found: ComparedSpaces | None = None
        self.progress: Progress | None = None
        self.problem: MemscopeError | None = None
        self._compare, self._changed = compare, changed
        self._about: SideBySide | None = None
        self._run: _Round | None = None

    @property
    def is_running(self) -> bool:
        """It goes on."""
        return self._run is not None

    def is_now(self, side: SideBySide) -> bool:
        """Tell whether what was found is of the looks that are shown."""
        return self.found is not None and self._about is side

    def about(self, side: SideBySide) -> ComparedSpaces | None:
        """Return what is known of these processes, perhaps of an earlier look."""
        found = self.found
        keys = tuple(process.identity for process in side.processes)
        return found if found is not None and found.keys == keys else None

    def start(self, side: SideBySide, *, again: bool = False) -> None:
        """Compare, unless that was done already, or goes on.

        Args:
            side: The processes.
            again: Even though the looks are the same.
        """
        if self.is_running or (self.is_now(side) and not again):
            return
        self.problem = None
        self._about = side
        self._run = _Round(self, [process.identity for process in side.processes])
        self._run.thread.start()

    def stop(self) -> bool:
        """End it; what was found until then comes a moment later.

        Returns:
            False: nothing went on.
        """
        run, self._run = self._run, None
        if run is None:
            return False
        run.is_stopped.set()
        self.progress = None
        self._changed()
        return True

    def _tell(self, run: "_Round", what: str, done: int, of: int) -> None:
        if run.is_stopped.is_set():
            raise Stopped(what)
        if not what or run is not self._run:
            return
        progress = Progress(what, done, of)
        step = max(of // 100, 1)
        if self.progress is None or done % step == 0 or done == of:
            self.progress = progress
            self._changed()

    def _end(
        self, run: "_Round", found: ComparedSpaces | None, problem: MemscopeError | None
    ) -> None:
        # Whoever was stopped may still hand in what it has, but not what is newer.
        is_last = self._run is None or run is self._run
        if not is_last:
            return
        if found is not None:
            self.found = found
        self.problem = problem
        self._run, self.progress = None, None
        self._changed()


class _Round:
    """A comparison on its thread."""

    def __init__(self, owner: Comparer, keys: Sequence[Identity]) -> None:
        self.is_stopped = threading.Event()
        self.thread = threading.Thread(target=self._work, name="compare", daemon=True)
        self._owner, self._keys = owner, keys

    def _work(self) -> None:
        owner = self._owner
        found, problem = None, None
        try:
            found = owner._compare(self._keys, self._tell)
        except Stopped:
            pass
        except MemscopeError as error:
            problem = error
        owner._end(self, found, problem)

    def _tell(self, what: str, done: int, of: int) -> None:
        self._owner._tell(self, what, done, of)
