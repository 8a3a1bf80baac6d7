"""Look at single pages: of a region on screen, of a whole process, or just one.

One PAGEMAP_SCAN says which pages hold something; only their pagemap entries are then
read. Neither makes the kernel walk what smaps walks.
"""

from collections.abc import Iterable, Sequence
from zlib import crc32

from msgspec.structs import replace

from memscope.analyze.page_map import make_page_map
from memscope.collect.closer.target import target
from memscope.errors import AccessDenied, NotProvided, ProcError, ProcessGone
from memscope.i18n import N_
from memscope.model.page import HUGE, RESIDENT, STATES, Page, PageMap
from memscope.model.process import Process
from memscope.model.ranges import Ranges
from memscope.model.region import Backing, Region, vma_of
from memscope.model.snapshot import Gap, Snapshot
from memscope.parse.pagemap import (
    EXCLUSIVE,
    PRESENT,
    Pages,
    frame_flag_names,
    frame_of,
    is_counted_by_tables,
)
from memscope.proc.frames import frame_table, read_raw_pages
from memscope.proc.fs import ProcDir
from memscope.proc.machine import PAGE_SIZE
from memscope.proc.memory import TargetMemory
from memscope.proc.page_cache import cached_in_each
from memscope.proc.refusals import remedy_of
from memscope.proc.remedies import to_open_files

WHAT = N_("the pages one by one")
_KINDS = N_("which pages are huge, and which are the page of zeros")
_CACHED = N_("how much of some mapped files is in RAM")
_ONLY_TO_OWNERS = N_("told only to those who may write to the file")
MOST_CONTENT = 256 << 20
"""Bytes whose contents are read at most in one look."""


def read_page_map(directory: ProcDir, bounds: Sequence[tuple[int, int]]) -> PageMap:
    """Read the pages of some ranges of an address space.

    Args:
        directory: Of the process, or of a living thread of it.
        bounds: (start, end) in ascending order; widened to whole pages.

    Raises:
        ProcessGone: It ended.
        AccessDenied: We may not read its pagemap.
        NotProvided: This kernel has no pagemap.
    """
    whole = [(_floor(start), _ceil(end)) for start, end in bounds]
    raw = read_raw_pages(directory, whole)
    start, end = (whole[0][0], whole[-1][1]) if whole else (0, 0)
    unread = Ranges([low for low, _ in raw.unread], [high for _, high in raw.unread])
    return make_page_map(start, end, PAGE_SIZE, raw.words, raw.scanned, unread=unread)


def look_at_pages(pid: int, start: int, end: int, *, contents: bool = False) -> PageMap:
    """Look at the pages of a region.

    Args:
        pid: Process or thread.
        start: First address; the page it lies in is looked at too.
        end: First address after it.
        contents: Also read the pages in RAM and keep a checksum of each, so that two
            looks tell which were written to.

    Raises:
        ProcessGone: It ended.
        AccessDenied: We may not look at it.
    """
    with target(pid) as opened:
        pages = read_page_map(opened.directory, [(start, end)])
        if not contents:
            return pages
        return with_checksums(opened.directory, pages)


def with_checksums(directory: ProcDir, pages: PageMap) -> PageMap:
    """Return the pages with checksums of those in RAM, `MOST_CONTENT` bytes at most."""
    resident = resident_ranges(pages)
    memory = TargetMemory(directory, Pages(resident=resident))
    sums: dict[int, int] = {}
    size, room = pages.page_size, MOST_CONTENT
    for address, data in memory.present_pieces(pages.start, pages.end):
        for at in range(0, len(data), size):
            sums[address + at] = crc32(data[at : at + size])
        room -= len(data)
        if room <= 0:
            break
    return PageMap(
        pages.start,
        pages.end,
        size,
        pages.pieces,
        pages.unread,
        pages.huge_known,
        sums,
    )


def resident_ranges(pages: PageMap) -> Ranges:
    """Return where the pages are in RAM, the page of zeros left out."""
    found = Ranges()
    address = pages.start
    for run in pages.runs():
        stop = address + run.count * pages.page_size
        if run.state in RESIDENT:
            found.starts.append(address)
            found.ends.append(stop)
        address = stop
    return found.joined()


def cached_now(pid: int, region: Region) -> int | None:
    """Return how many bytes of its part of a file a region has in the page cache.

    Args:
        pid: Process or thread.
        region: One of its regions.

    Returns:
        None when no file is behind it, or we may not know.

    Raises:
        ProcessGone: The process ended.
    """
    if not region.inode:
        return None
    with target(pid) as opened:
        return cached_of(opened.directory, [region])[0]


def page_at(pid: int, address: int) -> Page:
    """Return all that may be known of the page at an address.

    Raises:
        ProcessGone: It ended.
        AccessDenied: We may not look at it.
    """
    pages = look_at_pages(pid, address, address + 1)
    code = pages.code_at(address)
    word = pages.word_at(address)
    frame = frame_of(word) if word is not None else None
    mappings = flags = None
    if frame is not None:
        flags = _entry_of("kpageflags", frame)
        mappings = _mappings(frame, flags)
    return Page(
        address=_floor(address),
        state=STATES[code & ~HUGE],
        huge=bool(code & HUGE) if pages.huge_known else None,
        exclusive=bool(word & EXCLUSIVE) if word and word & PRESENT else None,
        frame=frame,
        mappings=mappings,
        frame_flags=None if flags is None else frame_flag_names(flags),
        word=word,
    )


def _mappings(frame: int, flags: int | None) -> int | None:
    """Ask how often a frame is mapped; None also where the kernel does not count."""
    if flags is None or is_counted_by_tables(flags):
        return None
    return _entry_of("kpagecount", frame) or None


def _entry_of(name: str, frame: int) -> int | None:
    with frame_table(name) as table:
        return table.of([frame]).get(frame) if table else None


def with_pages(snapshot: Snapshot) -> Snapshot:
    """Add to every region what each of its pages is.

    The pages are read anew, a moment after the rest of the snapshot.
    """
    gaps = list(snapshot.gaps)
    processes = tuple(_with_pages(one, gaps) for one in snapshot.processes)
    return replace(snapshot, processes=processes, gaps=tuple(gaps))


def _with_pages(process: Process, gaps: list[Gap]) -> Process:
    if not process.regions:
        return process
    try:
        with target(process.pid) as opened:
            if opened.stat.start_ticks != process.start_ticks:
                raise ProcessGone(process.pid)
            pages = read_page_map(opened.directory, bounds_of(process.regions))
            cached = cached_of(opened.directory, process.regions)
    except ProcError as error:
        gaps.append(pages_gap(process.pid, error))
        return process
    if not pages.huge_known:
        gaps.append(
            Gap(
                what=_KINDS,
                pid=process.pid,
                why=NotProvided.reason,
                remedy=N_("Linux 6.7"),
            )
        )
    regions = tuple(
        replace(region, pages_=_part_of(pages, region).runs(), cached=in_cache)
        for region, in_cache in zip(process.regions, cached, strict=True)
    )
    if any(map(_is_untold, regions)):
        gaps.append(_cache_gap(process.pid))
    return replace(process, regions=regions)


def cached_of(directory: ProcDir, regions: Sequence[Region]) -> list[int | None]:
    """Ask how much of its part of a file each region has in the page cache.

    Args:
        directory: Of the process.
        regions: Any of its regions.

    Returns:
        None where no file is behind a region, or we may not know.
    """
    parts = [(vma_of(region), region.start, region.end) for region in regions]
    found = cached_in_each(directory, parts)
    return [
        None if size is None or size < _of_file(region) else size
        for region, size in zip(regions, found, strict=True)
    ]


def _of_file(region: Region) -> int:
    """Return how many bytes are surely in the cache: they are mapped here.

    Where the cache has less, it is not the cache that this mapping shows.
    """
    usage = region.usage
    if usage.resident is None or (usage.copies is None and not region.is_shared):
        return 0
    return usage.resident - (usage.copies or 0)


def _is_untold(region: Region) -> bool:
    has_cache = region.backing in (None, Backing.DISK, Backing.RAM)
    return bool(region.inode) and has_cache and region.cached is None


def _cache_gap(pid: int) -> Gap:
    remedy = to_open_files()
    return Gap(what=_CACHED, pid=pid, why=_ONLY_TO_OWNERS, remedy=remedy)


def _part_of(pages: PageMap, region: Region) -> PageMap:
    part = pages.part(region.start, region.end)
    return part.of_a_file() if region.inode else part


def pages_gap(pid: int, error: ProcError) -> Gap:
    """Say why the pages of a process could not be read."""
    remedy = remedy_of(pid) if isinstance(error, AccessDenied) else None
    return Gap(what=WHAT, pid=pid, why=error.reason, remedy=remedy)


def bounds_of(regions: Iterable[Region]) -> list[tuple[int, int]]:
    """Return the VMAs that the regions are parts of."""
    return list(dict.fromkeys(region.vma for region in regions))


def _floor(address: int) -> int:
    return address // PAGE_SIZE * PAGE_SIZE


def _ceil(address: int) -> int:
    return -(-address // PAGE_SIZE) * PAGE_SIZE
