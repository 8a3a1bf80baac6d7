"""The only thread: turns a source of snapshots into messages for a screen.

The thread is a daemon, and the screen never waits for it: a source that blocks can
delay what is shown, but neither a key press nor the end of the program.
"""

import threading
from collections.abc import Callable, Iterator
from typing import Protocol

from textual.message import Message

from memscope.errors import MemscopeError
from memscope.model.snapshot import Snapshot
from memscope.render.words.problems import sentence
from memscope.tui.build import ViewBuilder
from memscope.tui.messages import FeedEnded, Looked
from memscope.tui.view import View


class Source(Protocol):
    """Where snapshots come from: the kernel or a recording; nobody can tell.

    Attributes:
        interval_s: Seconds between looks.
    """

    interval_s: float

    def __iter__(self) -> Iterator[tuple[float, Snapshot]]:
        """Yield (seconds, snapshot); may block."""
        ...

    def refresh(self) -> None:
        """Look again at once."""
        ...

    def close(self) -> None:
        """End the iteration."""
        ...


class Feed:
    """Pulls from a source, builds views, posts them."""

    def __init__(
        self,
        source: Source,
        builder: ViewBuilder,
        post: Callable[[Message], object],
        *,
        keep: Callable[[Snapshot], None] | None = None,
        prepare: Callable[[View], None] | None = None,
    ) -> None:
        """Get ready.

        Args:
            source: Gives the snapshots.
            builder: Makes views of them.
            post: Takes messages, from any thread.
            keep: Called with every snapshot before it is shown; must not raise.
            prepare: Called with every view before it is posted: for work that grows
                with the number of regions; must not raise.
        """
        self._source = source
        self._builder = builder
        self._post = post
        self._keep, self._prepare = keep, prepare
        self._running = threading.Event()
        self._running.set()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="feed", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    @property
    def is_paused(self) -> bool:
        """Nothing is looked at until `resume`."""
        return not self._running.is_set()

    def pause(self) -> None:
        """Stop looking; a look under way is not shown."""
        self._running.clear()

    def resume(self) -> None:
        """Go on, with a look at once."""
        self._running.set()
        self._source.refresh()

    def close(self) -> None:
        """End; does not wait for the thread."""
        self._closed = True
        self._source.close()
        self._running.set()

    def _run(self) -> None:
        try:
            for at, snapshot in self._source:
                if self.is_paused:
                    self._running.wait()
                    continue  # what was seen before the pause is old by now
                if self._closed:
                    return
                if self._keep is not None:
                    self._keep(snapshot)
                self._builder.note_several(getattr(self._source, "several", None))
                view = self._builder.add(at, snapshot)
                if self._prepare is not None:
                    self._prepare(view)
                self._post(Looked(view))
        except MemscopeError as error:
            self._end(sentence(error))
        except Exception as error:  # whatever a source does must not end the screen
            self._end(f"{type(error).__name__}: {error}")
        else:
            self._end("")

    def _end(self, problem: str) -> None:
        if not self._closed:
            self._post(FeedEnded(problem))
