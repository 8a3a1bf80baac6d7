"""Regions with what of them is in use, by what their allocators' records said."""

from bisect import bisect_right
from collections.abc import Iterable

from msgspec.structs import replace

from memscope.model import labels
from memscope.model.address import Address
from memscope.model.occupancy import Occupancy
from memscope.model.process import Process
from memscope.model.region import Region


def occupied(process: Process, occupancies: Iterable[Occupancy]) -> Process:
    """Return a process whose regions say what of them is in use and what is free.

    Where a walked range lies in several regions the first of them has its bytes: nobody
    said how they are divided. A large block of malloc is in use while it is there.

    Args:
        process: As it was looked at.
        occupancies: Arenas of it that were walked.
    """
    found: dict[int, tuple[int, int]] = {}
    for one in occupancies:
        for stretch in one.stretches if one.whole else ():
            index = bisect_right(process.regions, stretch.start, key=_start) - 1
            if index >= 0 and stretch.start in process.regions[index]:
                live, free = found.get(index, (0, 0))
                found[index] = live + stretch.live, free + stretch.free
    regions = tuple(
        _with(region, *found[index])
        if index in found
        else _with(region, region.size, 0)
        if region.label == labels.LARGE_BLOCK
        else region
        for index, region in enumerate(process.regions)
    )
    return replace(process, regions=regions)


def _start(region: Region) -> Address:
    return region.start


def _with(region: Region, live: int, free: int) -> Region:
    return replace(region, usage=replace(region.usage, live_=live, free_=free))
