"""What allocators keep of what was freed: asked for, by those who want to know why.

    arenas, gaps = kept_by_allocators(process, seconds=1.0)

Nothing is stopped, and no page is brought into RAM.
"""

from msgspec.structs import replace

from memscope.analyze.anonymous.arenas import is_glibc
from memscope.collect.closer.heap import SECONDS, occupancy_of
from memscope.collect.closer.target import living_directory
from memscope.errors import AccessDenied, NotProvided
from memscope.model.kinds import Kind
from memscope.model.occupancy import Occupancy
from memscope.model.process import Process
from memscope.model.region import Region
from memscope.model.snapshot import Gap
from memscope.parse.glibc_params import settings_among
from memscope.proc.fs import ProcFs
from memscope.proc.memory import TargetMemory
from memscope.proc.scan import scan_pages

_MOST_VARIABLES = 1 << 20


def kept_by_allocators(
    process: Process, fs: ProcFs | None = None, *, seconds: float = SECONDS
) -> tuple[tuple[Occupancy, ...], tuple[Gap, ...]]:
    """Walk the records of a process's allocators.

    Args:
        process: From a snapshot of just now.
        fs: Where it is; None: here.
        seconds: How long to look at malloc's blocks, about.

    Returns:
        Arenas of all allocators, and what could not be seen.

    Raises:
        ProcessGone: It ended, or another has its number.
    """
    arenas, gaps = occupancy_of(process, fs, seconds=seconds)
    try:
        with living_directory(fs or ProcFs(), process) as directory:
            bounds = [(one.start, one.end) for one in process.regions]
            memory = TargetMemory(directory, scan_pages(directory, bounds))
            return _with_threshold(process, arenas, memory), gaps
    except (AccessDenied, NotProvided):
        return arenas, gaps  # which say so


def _with_threshold(
    process: Process, arenas: tuple[Occupancy, ...], memory: TargetMemory
) -> tuple[Occupancy, ...]:
    """Add from which size on malloc maps blocks one by one, if that grew by itself."""
    begin = next((one.stretches[0].start for one in arenas if one.stretches), None)
    for region in _variables(process) if begin is not None else ():
        data = memory.read(region.start, min(region.size, _MOST_VARIABLES))
        found = settings_among(data, begin) if data and begin is not None else None
        if found is not None and not found.is_fixed:
            threshold = found.mmap_threshold
            return tuple(replace(one, mmap_threshold=threshold) for one in arenas)
    return arenas


def _variables(process: Process) -> list[Region]:
    return [
        one
        for one in process.regions
        if one.kind in (Kind.DATA, Kind.BSS) and one.image and is_glibc(one.image)
    ]
