"""Measuring a map again: only where pages came or went since the last look.

The same map cut into the same pieces gives the same regions but for their usage. In a
map of thousands of mappings most of that is the same as well.
"""

from bisect import bisect_left, bisect_right
from operator import attrgetter
from types import MappingProxyType
from typing import TypeGuard

from msgspec import Struct
from msgspec.structs import replace

from memscope.analyze.classify import Piece
from memscope.collect.look.files import files_behind
from memscope.collect.look.look import Look
from memscope.collect.look.once import count_once
from memscope.collect.look.parts import measure_by_smaps
from memscope.collect.look.regions import (
    Aliases,
    is_shared,
    regions_of,
    usage_of,
)
from memscope.collect.look.summary import with_status
from memscope.errors import ProcError
from memscope.model.region import ProcessUsage, Region
from memscope.model.snapshot import Gap
from memscope.parse.pagemap import Pages
from memscope.parse.smaps import Smaps
from memscope.parse.status import parse_status
from memscope.proc.fs import ProcDir
from memscope.proc.machine import has_swap


class MeasuredRegions(Struct, frozen=True, gc=False):
    """Regions with their usage, and what they follow from.

    Attributes:
        pieces: The map, cut and classified.
        table: The map, with or without the numbers of smaps.
        pages: Which pages are in RAM; None when that is unknown.
        regions: In order of address.
        usage: Their sum.
        gaps: What could not be measured.
    """

    pieces: list[Piece]
    table: Smaps
    pages: Pages | None
    regions: tuple[Region, ...]
    usage: ProcessUsage
    gaps: tuple[Gap, ...] = ()


def measure(
    look: Look,
    pieces: list[Piece],
    before: MeasuredRegions | None,
    aliases: Aliases = MappingProxyType({}),
) -> MeasuredRegions:
    """Measure the pieces; what the last look measured is used as far as it holds."""
    if before is not None and not _is_cut_alike(before, look.table, pieces):
        before = None
    if look.table.usages:
        return _by_smaps(look, pieces, before, aliases)
    if before is not None and (renewed := _with_changes(look, before, aliases)):
        return renewed
    table, pages = look.table, look.pages
    old = before.regions if before is not None else ()
    regions = regions_of(look.directory, table, pieces, pages, old, aliases=aliases)
    if regions == old:
        regions = old
    usage = usage_of(table, (), regions, _swapped(look))
    return MeasuredRegions(pieces, table, pages, regions, usage)


def _by_smaps(
    look: Look,
    pieces: list[Piece],
    before: MeasuredRegions | None,
    aliases: Aliases,
) -> MeasuredRegions:
    """Measure all that may take its time."""
    table, pages = look.table, look.pages
    old = before.regions if before is not None else ()
    found = measure_by_smaps(look, pieces)
    regions = regions_of(
        look.directory,
        table,
        pieces,
        pages,
        old,
        usages=found.usages,
        aliases=aliases,
        behind=files_behind(look),
    )
    if regions == old:
        regions = old
    usage = usage_of(table, found.wholes, regions, None)
    once = count_once(look, usage)
    usage = with_status(look, found.wholes, regions, usage, once)
    gaps = (*found.gaps, *once.gaps)
    return MeasuredRegions(pieces, table, pages, regions, usage, gaps)


def _is_cut_alike(before: MeasuredRegions, table: Smaps, pieces: list[Piece]) -> bool:
    """The same pieces of the same map, so that only numbers may have changed."""
    has_more = before.table.kernel or table.kernel
    if has_more or before.pieces != pieces:
        return False
    # Equal pieces may be of another file that is called the same.
    return before.table.vmas == table.vmas


def _with_changes(
    look: Look, before: MeasuredRegions, aliases: Aliases
) -> MeasuredRegions | None:
    """Measure where pages came or went; None: that is not all that may be new."""
    known, pages = before.usage.resident, look.pages
    if before.table.usages or look.table.usages or known is None:
        return None
    if not _all_in_ram(before.pages) or not _all_in_ram(pages):
        return None
    regions, more = with_new_pages(
        look.directory,
        look.table,
        before.pieces,
        before.regions,
        before.pages,
        pages,
        aliases,
    )
    usage = replace(before.usage, resident=known + more)
    return MeasuredRegions(before.pieces, look.table, pages, regions, usage)


def with_new_pages(
    directory: ProcDir,
    table: Smaps,
    pieces: list[Piece],
    before: tuple[Region, ...],
    old: Pages,
    new: Pages,
    aliases: Aliases = MappingProxyType({}),
) -> tuple[tuple[Region, ...], int]:
    """Measure only where pages came or went since the same pieces were measured.

    Args:
        directory: Of the process.
        table: Its map, without the numbers of smaps.
        pieces: The map, cut and classified; as in the last look.
        before: The regions that they gave then.
        old: The pages of then; nothing swapped, nothing unread.
        new: Those of now; likewise.
        aliases: Where else the bytes of regions are shown.

    Returns:
        The regions, and how many bytes more of them are in RAM.
    """
    changed = new.resident.changed_since(old.resident)
    if changed is None:
        return before, 0
    low = max(bisect_right(pieces, changed[0], key=_start_of) - 1, 0)
    high = bisect_left(pieces, changed[1], key=_start_of)
    was = before[low:high]
    now = regions_of(directory, table, pieces[low:high], new, was, aliases=aliases)
    more = sum(one.usage.resident or 0 for one in now) - sum(
        one.usage.resident or 0 for one in was
    )
    return (*before[:low], *now, *before[high:]), more


_start_of = attrgetter("start")


def _all_in_ram(pages: Pages | None) -> TypeGuard[Pages]:
    """Every page is known, and none is swapped."""
    return pages is not None and not pages.swapped and not pages.unread


def _swapped(look: Look) -> int | None:
    """What the kernel counts as swapped, which leaves out shared memory."""
    if has_swap() and any(map(is_shared, look.vmas)):
        return None
    if _all_in_ram(look.pages):
        return 0
    try:
        return parse_status(look.directory.read("status")).bytes_of("VmSwap")
    except ProcError:
        return None
