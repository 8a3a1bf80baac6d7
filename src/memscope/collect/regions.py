"""From classified pieces to measured regions, and their sum."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter

from memscope.analyze.classify import Piece
from memscope.analyze.totals import add_known
from memscope.analyze.usage import split_usage
from memscope.model.kinds import SEGMENT_OF
from memscope.model.region import Region
from memscope.model.usage import UNKNOWN_USAGE, ProcessUsage, RegionUsage
from memscope.model.vma import Vma
from memscope.parse.pagemap import Pages
from memscope.parse.smaps import Smaps
from memscope.proc.fs import ProcDir
from memscope.proc.images import is_deleted

_File = tuple[str, int, str]
"""Device, inode and path."""


def regions_of(
    directory: ProcDir,
    table: Smaps,
    pieces: list[Piece],
    pages: Pages | None,
    before: Sequence[Region] = (),
) -> tuple[Region, ...]:
    """Measure the pieces; with smaps by its numbers, without it by the pages.

    Args:
        directory: Of the process.
        table: Its map.
        pieces: The map, cut and classified.
        pages: Which pages are in RAM; None when that is unknown.
        before: Regions that the same pieces gave in the last look; those of which
            the usage did not change are used again.
    """
    usages = _usages(table, pieces, pages)
    gone = _deleted_files(directory, table)
    if before:
        return tuple(
            region if region.usage == usage else _region(table, piece, usage, gone)
            for region, piece, usage in zip(before, pieces, usages, strict=True)
        )
    return tuple(
        _region(table, piece, usage, gone)
        for piece, usage in zip(pieces, usages, strict=True)
    )


def _region(table: Smaps, piece: Piece, usage: RegionUsage, gone: set[_File]) -> Region:
    index, meaning = piece.vma, piece.meaning
    vma = table.vmas[index]
    return Region(
        piece.start,
        piece.end,
        vma.perms,
        vma.offset + piece.start - vma.start if vma.inode else vma.offset,
        vma.device,
        vma.inode,
        vma.path,
        (vma.start, vma.end),
        SEGMENT_OF[meaning.kind],
        meaning.kind,
        meaning.thread,
        meaning.image,
        meaning.label,
        meaning.evidence,
        meaning.confidence,
        usage,
        table.flags[index] if table.flags else (),
        bool(gone) and _file_of(vma) in gone,
        table.kernel[index] if table.kernel else None,
    )


def _deleted_files(directory: ProcDir, table: Smaps) -> set[_File]:
    """Return the files without a name; each is looked for once."""
    suspects = {
        _file_of(vma): vma
        for vma in table.vmas
        if vma.inode and vma.path.endswith(" (deleted)")
    }
    return {file for file, vma in suspects.items() if is_deleted(directory, vma)}


def _file_of(vma: Vma) -> _File:
    return vma.device, vma.inode, vma.path


def _usages(
    table: Smaps, pieces: list[Piece], pages: Pages | None
) -> list[RegionUsage]:
    """Measure the pieces: by smaps where it was read, by pages where it was not."""
    if not table.usages:
        if pages is None:
            return [UNKNOWN_USAGE] * len(pieces)
        return _usages_of_pages(pages, [(piece.start, piece.end) for piece in pieces])
    if len(pieces) == len(table.vmas):
        return table.usages
    usages: list[RegionUsage] = []
    for index, group in groupby(pieces, key=_vma_of):
        whole, parts = table.usages[index], list(group)
        if len(parts) == 1:
            usages.append(whole)
        elif pages is None:
            usages += split_usage(whole, [None] * len(parts))
        else:
            ranges = [(part.start, part.end) for part in parts]
            usages += split_usage(whole, pages.resident_in_each(ranges))
    return usages


_vma_of = attrgetter("vma")


def _usages_of_pages(
    pages: Pages, ranges: Sequence[tuple[int, int]]
) -> list[RegionUsage]:
    resident, swapped = pages.resident_in_each(ranges), pages.swapped_in_each(ranges)
    return [
        RegionUsage(resident=size, swapped=swap)
        for size, swap in zip(resident, swapped, strict=True)
    ]


def usage_of(
    table: Smaps, regions: tuple[Region, ...], swapped: int | None
) -> ProcessUsage:
    """Sum up; vsyscall is listed by the kernel but is no memory of the process."""
    virtual = sum(vma.size for vma in table.vmas if vma.path != "[vsyscall]")
    if not table.usages:
        return ProcessUsage(
            virtual=virtual,
            resident=add_known(region.usage.resident for region in regions),
            swapped=swapped,
        )
    # Equal records are one object, so there are few to add up.
    counts = Counter(map(id, table.usages))
    distinct = [
        (usage, counts[key])
        for key, usage in {id(usage): usage for usage in table.usages}.items()
    ]

    def total(field: str) -> int | None:
        sizes = [(getattr(usage, field), count) for usage, count in distinct]
        return add_known(None if size is None else size * n for size, n in sizes)

    return ProcessUsage(
        virtual=virtual,
        resident=total("resident"),
        proportional=total("proportional"),
        unique=total("private"),
        swapped=total("swapped"),
    )
