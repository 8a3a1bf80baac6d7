"""The live source: a snapshot at every beat, until closed."""

import threading
from collections.abc import Callable, Iterator, Sequence

from memscope.collect.beat import Beat
from memscope.collect.look.snapshot import Collector
from memscope.model.snapshot import Snapshot


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
            beat = Beat()
            yield beat.began, collector.look(self._pids())
            self._wake.wait(beat.rest_s(self.interval_s))

    def refresh(self) -> None:
        """Look again at once; from any thread."""
        self._wake.set()

    def close(self) -> None:
        """End the iteration; from any thread."""
        self._closed.set()
        self._wake.set()
