"""Ask one snapshot about addresses."""

from memscope.collect.snapshot import Collector
from memscope.model.process import Process
from memscope.model.region import Region


def look_at(pid: int, *, smaps: bool = False, full: bool = False) -> Process:
    """Take one look at one process, which must be there."""
    (process,) = Collector().look([pid], smaps=smaps, full=full).processes
    return process


def region_at(process: Process, address: int) -> Region:
    """Return the one region that holds an address."""
    (found,) = (region for region in process.regions if address in region)
    return found


def kind_at(process: Process, address: int) -> str:
    """Return the kind of the region that holds an address."""
    return region_at(process, address).kind.value
