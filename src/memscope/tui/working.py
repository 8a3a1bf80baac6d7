"""One piece of work at a time beside the screen's thread, which can be stopped."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from memscope.collect.closer.telling import Tell
from memscope.errors import MemscopeError, Stopped
from memscope.i18n import _

Found = TypeVar("Found")
Work = Callable[[Tell], Found]


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


class Working(Generic[Found]):
    """Works, tells how far it is, and can be told to stop.

    Attributes:
        found: By the last work that ended; None: nothing yet.
        progress: What goes on now; None: nothing.
        problem: Why there is nothing; None: there is no reason.
    """

    def __init__(self, changed: Callable[[], None]) -> None:
        """Do nothing yet.

        Args:
            changed: Called on any thread when an attribute is another one.
        """
        self.found: Found | None = None
        self.progress: Progress | None = None
        self.problem: MemscopeError | None = None
        self._changed = changed
        self._run: _Round[Found] | None = None

    @property
    def is_running(self) -> bool:
        """It goes on."""
        return self._run is not None

    def start(self, work: Work[Found], name: str) -> None:
        """Begin, unless something goes on.

        Args:
            work: Gets its `tell`, and raises what that raises.
            name: Of the thread.
        """
        if not self.is_running:
            self.problem = None
            self._run = _Round(self, work, name)
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

    def _tell(self, run: "_Round[Found]", what: str, done: int, of: int) -> None:
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
        self,
        run: "_Round[Found]",
        found: Found | None,
        problem: MemscopeError | None,
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


class _Round(Generic[Found]):
    """One piece of work on its thread."""

    def __init__(self, owner: Working[Found], work: Work[Found], name: str) -> None:
        self.is_stopped = threading.Event()
        self.thread = threading.Thread(target=self._do, name=name, daemon=True)
        self._owner, self._work = owner, work

    def _do(self) -> None:
        owner = self._owner
        found, problem = None, None
        try:
            found = self._work(self._tell)
        except Stopped:
            pass
        except MemscopeError as error:
            problem = error
        owner._end(self, found, problem)

    def _tell(self, what: str, done: int, of: int) -> None:
        self._owner._tell(self, what, done, of)
