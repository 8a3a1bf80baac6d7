"""Looks again and again at processes, for some seconds, to see what changes."""

import time
from collections.abc import Callable, Sequence

from memscope.collect.look.look import Detail
from memscope.collect.look.snapshot import Collector
from memscope.model.snapshot import Snapshot
from memscope.proc.processes import with_descendants

_LEAST_S = 0.5
LOOKS = 60
"""So often is looked at most, however long it takes."""

Timed = tuple[float, Snapshot]
"""(seconds on a clock that does not jump, look)."""


def watched(
    pids: Sequence[int], tree: bool, for_s: float, wait: Callable[[float], object]
) -> list[Timed]:
    """Look at the map every now and then; at first closely.

    Ends early when all of them have ended.

    Args:
        pids: Whom.
        tree: Their descendants, too.
        for_s: Seconds.
        wait: Waits for some seconds between two looks.
    """
    collector, looks = Collector(), list[Timed]()
    pause, end = max(for_s / LOOKS, _LEAST_S), time.monotonic() + for_s
    while (at := time.monotonic()) < end:
        wanted = with_descendants(pids) if tree else pids
        detail = Detail.MAP if looks else Detail.MEMORY
        look = collector.look(wanted, detail=detail)
        if not look.processes:
            break
        looks.append((at, look))
        wait(max(min(pause, end - time.monotonic()), 0.0))
    return looks
