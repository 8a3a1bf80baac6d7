"""When to look again: at the interval that was asked for, and seldom enough.

A huge target is looked at less often, so that looking stays cheap. Cheap means
processor time of this thread: a look that only waited, for a busy machine or for
somebody who was reading what was seen before, has cost nobody anything. Counted by the
clock, a second of waiting became three without a look.
"""

import time
from dataclasses import dataclass, field

REST_PER_WORK = 2.0
"""Seconds of rest for a second of work, at the least."""
LEAST_S = 0.02


@dataclass(frozen=True, slots=True)
class Beat:
    """One look and what is done with it, on the thread that made it.

    Attributes:
        began: When it began, by the monotonic clock.
        worked: Processor seconds of the thread by then.
    """

    began: float = field(default_factory=time.monotonic)
    worked: float = field(default_factory=time.thread_time)

    def rest_s(self, interval_s: float) -> float:
        """Return the seconds until the next look, counted from now."""
        took = time.monotonic() - self.began
        worked = time.thread_time() - self.worked
        return max(interval_s - took, worked * REST_PER_WORK, LEAST_S)
