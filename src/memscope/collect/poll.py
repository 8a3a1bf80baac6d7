"""The live source: a snapshot at every beat, until closed."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence

from memscope.collect.look.snapshot import Collector
from memscope.model.snapshot import Snapshot

_PAUSE_PER_WORK = 2.0
"""Seconds of rest for a second of looking, at the least."""


class LiveSource:
    """Iterates over (monotonic seconds, Snapshot); blocking, for one thread.

    Attributes:
        interval_s: Seconds between looks; may be changed at any time.
    """

    def __init__(
        self, pids: Callable[[], Sequence[int]], interval_s: float = 0.5
    ) -> None:
        self.interval_s = interval_s
        self._pids = pids
        self._wake = threading.Event()
        self._closed = threading.Event()

    def __iter__(self) -> Iterator[tuple[float, Snapshot]]:
        collector = Collector()
        while True:
            # In this order: a close() in between is seen by one or the other.
            self._wake.clear()
            if self._closed.is_set():
                return
            began = time.monotonic()
            yield began, collector.look(self._pids())
            took = time.monotonic() - began
            # A huge target is looked at less often, so that looking stays cheap.
            pause = max(self.interval_s - took, took * _PAUSE_PER_WORK)
            self._wake.wait(max(pause, 0.02))

    def refresh(self) -> None:
        """Look again at once; from any thread."""
        self._wake.set()

    def close(self) -> None:
        """End the iteration; from any thread."""
        self._closed.set()
        self._wake.set()
