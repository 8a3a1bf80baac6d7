"""What allocators keep of what was freed: asked for, by those who want to know why.

    kept = look_at_allocators(process)
    kept.heap, kept.heap_why

Nothing is stopped, and no page is brought into RAM.
"""

from msgspec import Struct
from msgspec.structs import replace

from memscope.analyze.anonymous.arenas import is_glibc
from memscope.collect.closer.heap import occupancy_of
from memscope.collect.closer.target import living_directory
from memscope.errors import ProcError
from memscope.model.kinds import Kind
from memscope.model.occupancy import Occupancy
from memscope.model.process import Process
from memscope.model.region import Region
from memscope.parse.glibc_params import settings_among
from memscope.proc.fs import ProcFs
from memscope.proc.memory import TargetMemory
from memscope.proc.scan import scan_pages

_MOST_VARIABLES = 1 << 20


class Allocated(Struct, frozen=True, gc=False):
    """What was found.

    Attributes:
        heap: Arenas of all allocators that can be walked; None: none was.
        heap_why: Why not, in English; "" when they were.
    """

    heap: tuple[Occupancy, ...] | None = None
    heap_why: str = ""


def look_at_allocators(process: Process, fs: ProcFs | None = None) -> Allocated:
    """Walk the records of a process's allocators.

    Args:
        process: From a snapshot of just now.
        fs: Where it is; None: here.
    """
    try:
        arenas, gaps = occupancy_of(process, fs)
        with living_directory(fs or ProcFs(), process) as directory:
            bounds = [(one.start, one.end) for one in process.regions]
            memory = TargetMemory(directory, scan_pages(directory, bounds))
            arenas = _with_threshold(process, arenas, memory)
    except ProcError as refused:
        return Allocated(None, refused.reason)
    return Allocated(arenas, "" if arenas or not gaps else gaps[0].why)


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
