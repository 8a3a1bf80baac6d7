"""What allocators keep of what was freed: asked for, by those who want to know why.

    arenas, gaps = kept_by_allocators(process, seconds=1.0)

Nothing is stopped, and no page is brought into RAM.
"""

from collections.abc import Callable

from msgspec.structs import replace

from memscope.analyze.anonymous.allocators import JEMALLOC, library_of
from memscope.analyze.anonymous.arenas import is_glibc
from memscope.analyze.anonymous.python_blocks import python_occupancy
from memscope.analyze.occupied import occupied
from memscope.collect.closer.heap import SECONDS, occupancy_of
from memscope.collect.closer.target import living_directory
from memscope.collect.closer.time_limit import time_limit
from memscope.errors import AccessDenied, NotProvided, ProcessGone
from memscope.model import labels
from memscope.model.kinds import Kind
from memscope.model.occupancy import Occupancy
from memscope.model.process import Process
from memscope.model.region import Region, vma_of
from memscope.model.snapshot import Gap, Snapshot
from memscope.parse.glibc_params import settings_among
from memscope.proc.fs import ProcFs
from memscope.proc.memory import TargetMemory
from memscope.proc.scan import scan_pages

Late = Callable[[], bool]
"""Tells that the time is up."""

_MOST_VARIABLES = 1 << 20


def kept_by_allocators(
    process: Process,
    fs: ProcFs | None = None,
    *,
    seconds: float = SECONDS,
    parts: int = 0,
) -> tuple[tuple[Occupancy, ...], tuple[Gap, ...]]:
    """Walk the records of a process's allocators.

    Args:
        process: From a snapshot of just now.
        fs: Where it is; None: here.
        seconds: How long to look at malloc's blocks, about, and then at others'.
        parts: In how many parts of each arena to tell how much is free.

    Returns:
        Arenas of all allocators, and what could not be seen.

    Raises:
        ProcessGone: It ended, or another has its number.
    """
    arenas, gaps = occupancy_of(process, fs, seconds=seconds, parts=parts)
    try:
        with living_directory(fs or ProcFs(), process) as directory:
            bounds = [(one.start, one.end) for one in process.regions]
            memory = TargetMemory(directory, scan_pages(directory, bounds))
            mine = _with_threshold(process, arenas, memory)
            others = _others(process, memory, time_limit(seconds))
            return (*mine, *others), gaps
    except (AccessDenied, NotProvided):
        return arenas, gaps  # which say so


def _others(
    process: Process, memory: TargetMemory, is_late: Late
) -> tuple[Occupancy, ...]:
    return (
        *_of_python(process, memory, is_late),
        *_of_jemalloc(process, memory, is_late),
    )


def _of_python(
    process: Process, memory: TargetMemory, is_late: Late
) -> tuple[Occupancy, ...]:
    """Return the arenas of Python's objects, if there are any."""
    bounds = [
        (one.start, one.end)
        for one in process.regions
        if one.label == labels.PYTHON_OBJECTS
    ]
    hidden = memory.pages.swapped, memory.pages.unread

    def hides(start: int, end: int) -> bool:
        return any(one.bytes_in(start, end) for one in hidden)

    if not bounds:
        return ()
    return python_occupancy(bounds, memory.read_each, is_late, hides)


def _of_jemalloc(
    process: Process, memory: TargetMemory, is_late: Late
) -> tuple[Occupancy, ...]:
    """Return what jemalloc has, if the process has memory of it."""
    label = labels.MEMORY_OF.format(name=JEMALLOC)
    bounds = [(one.start, one.end) for one in process.regions if one.label == label]
    if not bounds:
        return ()
    from memscope.analyze.anonymous.jemalloc_extents import jemalloc_occupancy

    written = _variables(process)
    library = [one for one in written if library_of(one.image or "") == JEMALLOC]
    variables = (
        piece
        for one in library or [one for one in written if one.image == process.exe]
        for piece in memory.present_pieces(one.start, one.end)
    )
    vmas = [*{one.vma: vma_of(one) for one in process.regions}.values()]
    resident = memory.pages.resident
    found = jemalloc_occupancy(
        vmas, bounds, variables, memory.read_each, resident, is_late
    )
    return () if found is None else (found,)


def _with_threshold(
    process: Process, arenas: tuple[Occupancy, ...], memory: TargetMemory
) -> tuple[Occupancy, ...]:
    """Add from which size on malloc maps blocks one by one, if that grew by itself."""
    begin = next((one.stretches[0].start for one in arenas if one.stretches), None)
    for region in _variables(process) if begin is not None else ():
        if not is_glibc(region.image or ""):
            continue
        data = memory.read(region.start, min(region.size, _MOST_VARIABLES))
        found = settings_among(data, begin) if data and begin is not None else None
        if found is not None and not found.is_fixed:
            threshold = found.mmap_threshold
            return tuple(replace(one, mmap_threshold=threshold) for one in arenas)
    return arenas


def _variables(process: Process) -> list[Region]:
    """Return where variables of the program and its libraries are."""
    kinds = (Kind.DATA, Kind.BSS)
    return [one for one in process.regions if one.kind in kinds and one.image]


def with_occupancy(
    snapshot: Snapshot, fs: ProcFs | None = None, *, seconds: float = SECONDS
) -> Snapshot:
    """Return a snapshot of just now whose regions say what allocators hold in them.

    Args:
        snapshot: Processes that have ended meanwhile stay as they are.
        fs: Where they are; None: here.
        seconds: How long to look at each, about.
    """
    processes, gaps = [], list(snapshot.gaps)
    for process in snapshot.processes:
        try:
            arenas, more = kept_by_allocators(process, fs, seconds=seconds)
        except ProcessGone:
            processes.append(process)
            continue
        processes.append(occupied(process, arenas))
        gaps += more
    return replace(snapshot, processes=tuple(processes), gaps=tuple(gaps))
