"""What a close look told of regions, put into those of a quick look."""

from msgspec.structs import replace

from memscope.model.process import Process
from memscope.model.region import Region
from memscope.tui.measuring import NOTHING_MEASURED, MeasuredProcess

MOST = 8192
"""Regions; of more a look would take too long."""


def with_split(
    process: Process, measured: MeasuredProcess = NOTHING_MEASURED
) -> Process:
    """Return a process whose regions say what is own and shared, where it is known.

    Args:
        process: As a quick look saw it.
        measured: What a close look told, perhaps some seconds before.
    """
    if measured.key != process.identity or len(process.regions) > MOST:
        return process
    regions = tuple(_told(region, measured) for region in process.regions)
    return replace(process, regions=regions)


def _told(region: Region, measured: MeasuredProcess) -> Region:
    seen = measured.regions.of(region)
    if seen is None or seen.kind is not region.kind:
        return region
    # Once other pages are in RAM, the split among them is history.
    if seen.usage.resident != region.usage.resident:
        return region
    return replace(region, usage=seen.usage)
