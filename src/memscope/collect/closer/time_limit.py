"""A limit for how long to look, that a busy machine does not cut short."""

import time
from collections.abc import Callable

_WALL = 5.0
"""By the clock it may take so many times as long, when others have the processor."""


def time_limit(seconds: float) -> Callable[[], bool]:
    """Return what tells whether this thread has used up so much of a processor's time.

    On a machine where many programs run, a walk that takes a tenth of a second may need
    more than one by the clock; what it costs is still a tenth.

    Args:
        seconds: How long to look, about.
    """
    used, begin = time.thread_time(), time.monotonic()

    def is_late() -> bool:
        return (
            time.thread_time() - used > seconds
            or time.monotonic() - begin > _WALL * seconds
        )

    return is_late
