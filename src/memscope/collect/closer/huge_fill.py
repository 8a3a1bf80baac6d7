"""How full huge pages are: asked for, as their contents have to be read.

    fills = huge_fill_of(process)

A page of ordinary size in a huge one that is all zeros was never written to, as far as
anybody can tell from outside; the kernel itself goes by that when it splits huge pages
that are hardly used (mm/huge_memory.c, `thp_underused`). Only pages in RAM are read.
"""

from collections.abc import Iterator

from memscope.collect.closer.target import living_directory
from memscope.model.huge_fill import HugeFill
from memscope.model.process import Process
from memscope.model.ranges import Ranges
from memscope.model.region import Region
from memscope.proc.fs import ProcFs
from memscope.proc.huge_pages import huge_ranges
from memscope.proc.machine import PAGE_SIZE
from memscope.proc.memory import TargetMemory
from memscope.proc.scan import scan_pages

LEAST = 8 << 20
"""Bytes in huge pages below which nobody looks."""
_HUGE = 2 << 20
_MOST = 128
"""Huge pages that are read, of one process."""
_ZEROS = bytes(PAGE_SIZE)


def huge_fill_of(process: Process, fs: ProcFs | None = None) -> tuple[HugeFill, ...]:
    """Look into the huge pages of a process, evenly spread where there are many.

    Args:
        process: From a snapshot of just now, with the numbers of smaps.
        fs: Where it is; None: here.

    Returns:
        One for each region that has some; none where that is little.

    Raises:
        ProcessGone: It ended, or another has its number.
        AccessDenied: We may not read its memory.
        NotProvided: This kernel does not tell which pages are huge.
    """
    regions = [one for one in process.regions if _may_be_filled(one)]
    if sum(one.usage.huge or 0 for one in regions) < LEAST:
        return ()
    with living_directory(fs or ProcFs(), process) as directory:
        bounds = [(one.start, one.end) for one in regions]
        huge = huge_ranges(directory, bounds)
        memory = TargetMemory(directory, scan_pages(directory, bounds))
        step = -(-huge.total // (_MOST * _HUGE)) or 1
        return tuple(
            fill
            for one in regions
            if (fill := _fill(one, huge, memory, step)) is not None
        )


def _may_be_filled(region: Region) -> bool:
    return bool(region.usage.huge) and not region.inode and not region.is_shared


def _fill(
    region: Region, huge: Ranges, memory: TargetMemory, step: int
) -> HugeFill | None:
    """Read one in `step` of the huge pages of a region."""
    pages = list(_pages(region, huge))
    looked = empty = 0
    for start, end in pages[::step]:
        for _address, data in memory.present_pieces(start, end):
            looked += len(data)
            empty += _empty(data)
    size = sum(end - start for start, end in pages)
    return HugeFill(region.start, size, looked, empty) if looked else None


def _pages(region: Region, huge: Ranges) -> Iterator[tuple[int, int]]:
    for start, end in huge.within(region.start, region.end):
        for at in range(start - start % _HUGE, end, _HUGE):
            yield max(at, start), min(at + _HUGE, end)


def _empty(data: bytes) -> int:
    """Return the bytes of pages that are all zeros."""
    return sum(
        PAGE_SIZE
        for at in range(0, len(data), PAGE_SIZE)
        if data[at : at + PAGE_SIZE] == _ZEROS
    )
