"""What only smaps tells: how much of a region is private, shared, swapped.

Reading smaps makes the kernel walk the page tables of the whole process, so it is
done for the process in front only, seldom, and the more seldom the longer it takes.
"""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from memscope.collect.look.look import Detail
from memscope.collect.look.snapshot import Collector
from memscope.model.process import Process
from memscope.model.region import Region, RegionUsage

Measure = Callable[[int], Process | None]
"""Looks at one process closely; None when it is gone."""

EVERY_S = 5.0
_REST_PER_WORK = 50
"""Seconds of rest for a second of reading, at the least."""


def live_measure() -> Measure:
    """Return what measures processes of this machine; for one thread at a time."""
    collector, lock = Collector(), threading.Lock()

    def measure(pid: int) -> Process | None:
        with lock:
            return collector.look([pid], detail=Detail.MEMORY).process(pid)

    return measure


@dataclass(frozen=True, slots=True)
class MeasuredProcess:
    """What was measured of one process."""

    key: tuple[int, int]
    usages: Mapping[tuple[int, int], RegionUsage]

    def of(self, key: tuple[int, int], region: Region) -> RegionUsage | None:
        """Return the numbers of a region that is still what it was then."""
        if key != self.key:
            return None
        usage = self.usages.get((region.start, region.end))
        # Other pages are in RAM by now, so the split among them is history.
        if usage is None or usage.resident != region.usage.resident:
            return None
        return usage


NOTHING_MEASURED = MeasuredProcess((0, 0), {})


class Measurer:
    """Decides when it is time to measure again."""

    def __init__(self, measure: Measure | None) -> None:
        self._measure = measure
        self._not_before = 0.0
        self._last_pid: int | None = None

    def is_due(self, pid: int) -> bool:
        """Tell whether a process should be measured now."""
        if self._measure is None:
            return False
        return pid != self._last_pid or time.monotonic() >= self._not_before

    def measure(self, pid: int) -> MeasuredProcess:
        """Measure; takes its time, so not on the screen's thread."""
        assert self._measure is not None
        began = time.monotonic()
        self._last_pid = pid
        process = self._measure(pid)
        took = time.monotonic() - began
        self._not_before = began + max(EVERY_S, took * _REST_PER_WORK)
        if process is None:
            return NOTHING_MEASURED
        usages: dict[tuple[int, int], RegionUsage] = {
            (r.start, r.end): r.usage for r in process.regions
        }
        return MeasuredProcess(process.identity, usages)
