"""What live sources have in common: beats, a look at once when asked for, an end."""

import threading
from collections.abc import Iterator

from memscope.collect.beat import Beat


class Beating:
    """Looks at beats on one thread; is told from any other.

    Attributes:
        interval_s: Seconds between looks; may be changed at any time.
    """

    def __init__(self, interval_s: float) -> None:
        self.interval_s = interval_s
        self._wake, self._closed = threading.Event(), threading.Event()

    @property
    def is_closed(self) -> bool:
        """There will be no look any more."""
        return self._closed.is_set()

    def refresh(self) -> None:
        """Look again at once; from any thread."""
        self._wake.set()

    def close(self) -> None:
        """End the iteration; from any thread."""
        self._closed.set()
        self._wake.set()

    def beats(self) -> Iterator[float]:
        """Yield when each look begins, by the monotonic clock; rest in between."""
        while True:
            # In this order: a close() in between is seen by one or the other.
            self._wake.clear()
            if self.is_closed:
                return
            beat = Beat()
            yield beat.began
            self._wake.wait(beat.rest_s(self.interval_s))
