"""Ask one snapshot about addresses."""

from collections.abc import Callable

import pytest

from memscope.collect.look.look import Detail
from memscope.collect.look.snapshot import Collector
from memscope.model.process import Process
from memscope.model.region import Region
from tests.patience import tries


def look_at(pid: int, detail: Detail = Detail.MAP) -> Process:
    """Take one look at one process, which must be there."""
    (process,) = Collector().look([pid], detail=detail).processes
    return process


def at_rest(process: Process) -> bool:
    """Tell whether every thread sleeps, so that the kernel knows where it is."""
    return all(thread.sp is not None for thread in process.threads)


def look_until(pid: int, condition: Callable[[Process], bool] = at_rest) -> Process:
    """Look again and again until the process is as it should be, but not for ever."""
    for _ in tries():
        process = look_at(pid)
        if condition(process):
            return process
    pytest.fail(f"process {pid} never came to that")


def region_at(process: Process, address: int) -> Region:
    """Return the one region that holds an address."""
    (found,) = (region for region in process.regions if address in region)
    return found


def kind_at(process: Process, address: int) -> str:
    """Return the kind of the region that holds an address."""
    return region_at(process, address).kind.value
