"""What only smaps tells: how much of a region is private, clean, in huge pages.

Reading smaps makes the kernel walk the page tables of the whole process, so it is
done for the process in front only, seldom, and the more seldom the longer it takes.
"""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from msgspec.structs import replace

from memscope.collect.look.look import Detail
from memscope.collect.look.snapshot import Collector
from memscope.model.process import Process
from memscope.model.region import ProcessUsage, Region
from memscope.tui.told import ToldRegions

Measure = Callable[[int], Process | None]
"""Looks at one process closely; None when it is gone."""

EVERY_S = 5.0
_MOST_KEPT = 4096
"""Regions; of more, what is remembered for the next look is dropped.

It is seldom, most of it is read anew, and a map of 64,000 would be kept twice.
"""
_MOST_ADDED = 256
"""Regions of a block that are added up whenever it is drawn."""
_NO_USAGE = ProcessUsage()
_REST_PER_WORK = 50
"""Seconds of rest for a second of reading, at the least."""


def live_measure() -> Measure:
    """Return what measures processes of this machine; for one thread at a time."""
    collector, lock = Collector(), threading.Lock()

    def measure(pid: int) -> Process | None:
        nonlocal collector
        with lock:
            found = collector.look([pid], detail=Detail.MEMORY).process(pid)
            if found is not None and len(found.regions) > _MOST_KEPT:
                collector = Collector()
            return found

    return measure


@dataclass(frozen=True, slots=True)
class MeasuredProcess:
    """What was measured of one process.

    Attributes:
        key: Its identity.
        regions: What was told of them then.
        usage: Of the whole.
    """

    key: tuple[int, int]
    regions: ToldRegions
    usage: ProcessUsage = _NO_USAGE

    def of(self, key: tuple[int, int], region: Region) -> Region | None:
        """Return a region with what was measured of it, if it is still the same one."""
        seen = self.regions.of(region)
        if key != self.key or seen is None:
            return None
        # Once other pages are in RAM, the split among them is history.
        holds = seen.usage.resident == region.usage.resident
        return replace(
            region,
            usage=seen.usage if holds else region.usage,
            flags=seen.flags,
            backing=seen.backing,
            allocated=seen.allocated,
        )

    def all_of(
        self, key: tuple[int, int], regions: Sequence[Region]
    ) -> Sequence[Region]:
        """Return the same of some regions; () when they are many, or one is new."""
        if key != self.key or len(regions) > _MOST_ADDED:
            return ()
        found = [self.of(key, one) for one in regions]
        return [one for one in found if one is not None] if all(found) else ()


NOTHING_MEASURED = MeasuredProcess((0, 0), ToldRegions())


class Measurer:
    """Decides when it is time to measure again."""

    def __init__(self, measure: Measure | None) -> None:
        self._measure = measure
        self._not_before = 0.0
        self._last_pid: int | None = None
        self._last = NOTHING_MEASURED
        self._is_at_work = False

    def is_due(self, pid: int) -> bool:
        """Tell whether a process should be measured now; never two at once."""
        if self._measure is None or self._is_at_work:
            return False
        return pid != self._last_pid or time.monotonic() >= self._not_before

    def turn(self, pid: int) -> Callable[[], MeasuredProcess]:
        """Return what measures; from now until that is done nothing else is due."""
        self._is_at_work = True
        return partial(self.measure, pid)

    def measure(self, pid: int) -> MeasuredProcess:
        """Measure; takes its time, so not on the screen's thread.

        What is equal to what was measured before is the same record.
        """
        assert self._measure is not None
        began = time.monotonic()
        self._last_pid = pid
        try:
            process = self._measure(pid)
        finally:
            took = time.monotonic() - began
            self._not_before = began + max(EVERY_S, took * _REST_PER_WORK)
            self._is_at_work = False
        if process is None:
            return NOTHING_MEASURED
        told = ToldRegions(process.regions)
        found = MeasuredProcess(process.identity, told, process.usage)
        if found != self._last:
            self._last = found
        return self._last
