"""Regions of a saved map, and what they add up to."""

from collections.abc import Sequence

from msgspec.structs import replace

from memscope.analyze.classify import Piece
from memscope.analyze.meanings import DELETED, is_file_name
from memscope.analyze.totals import add_known, split_usage
from memscope.collect.look.regions import region_of, usage_of
from memscope.collect.look.summary import STATUS_FIELDS
from memscope.collect.saved.labels import label_saved, pieces_of
from memscope.model.region import (
    UNKNOWN_USAGE,
    ProcessUsage,
    Region,
    RegionUsage,
    Vma,
)
from memscope.parse.saved.records import SavedProcess
from memscope.parse.smaps import Smaps

_UNNUMBERED = "0:0"
_OF_THE_KERNEL = ("[vdso]", "[vvar]", "[vvar_vclock]", "[vsyscall]", "[uprobes]")
_SUMS = {
    "resident": ("Rss",),
    "proportional": ("Pss",),
    "unique": ("Private_Clean", "Private_Dirty"),
    "swapped": ("Swap",),
    "lazy_free": ("LazyFree",),
    "huge": ("AnonHugePages", "ShmemPmdMapped", "FilePmdMapped"),
}
"""What smaps_rollup says of a process, by our names."""
_PARTS = ("resident", "proportional", "unique", "swapped", "lazy_free", "huge")


def saved_regions(
    saved: SavedProcess, start_brk: int | None, page_size: int
) -> tuple[Region, ...]:
    """Return the regions that a text tells of, with their numbers."""
    table = numbered(saved.table) if saved.is_named_by_base else saved.table
    pieces = label_saved(table, start_brk, page_size)
    usages = _usages(table, pieces)
    gone = {(one.device, one.inode, one.path) for one in table.vmas if _is_gone(one)}
    flags = table.flags
    found = (
        region_of(
            table,
            piece,
            usage,
            flags[piece.vma] if flags else None,
            gone,
            {},
            (),
        )
        for piece, usage in zip(pieces, usages, strict=True)
    )
    if not saved.is_named_by_base:
        return tuple(found)
    return tuple(replace(one, offset=0, device="", inode=one.inode) for one in found)


def _is_gone(vma: Vma) -> bool:
    """The kernel says so behind the name; whether that is a name, nobody can ask."""
    return bool(vma.inode) and vma.path.endswith(DELETED) and is_file_name(vma.path)


def _usages(table: Smaps, pieces: Sequence[Piece]) -> list[RegionUsage]:
    """Share out the numbers of mappings that are cut, as far as that is known."""
    if not table.usages:
        return [UNKNOWN_USAGE] * len(pieces)
    usages = [table.usages[one.vma] for one in pieces]
    for first, last in pieces_of(pieces):
        whole = table.usages[pieces[first].vma]
        usages[first:last] = split_usage(whole, [None] * (last - first))
    return usages


def numbered(table: Smaps) -> Smaps:
    """Return a map of which files have only names, with numbers for them.

    What is a file, and which mappings are of one, is then seen as in any other map.
    Offsets rise as they do in a program that was loaded.
    """
    inodes: dict[str, int] = {}
    vmas: list[Vma] = []
    for vma in table.vmas:
        if vma.device != _UNNUMBERED or not vma.path or vma.path.startswith("["):
            vmas.append(vma)
            continue
        inode = inodes.setdefault(vma.path, len(inodes) + 1)
        last = vmas[-1] if vmas else None
        offset = last.offset + last.size if last and last.inode == inode else 0
        vmas.append(replace(vma, inode=inode, offset=offset))
    return replace(table, vmas=vmas)


def saved_usage(saved: SavedProcess, regions: tuple[Region, ...]) -> ProcessUsage:
    """Return what a process uses; sums of a part of a map are no sums of it."""
    status = {
        ours: saved.status.bytes_of(theirs) for ours, theirs in STATUS_FIELDS.items()
    }
    if not regions:
        return replace(_by_sums(saved), **status)
    usage = usage_of(saved.table, saved.table.usages, regions, None)
    if all(one.proportional is None for one in saved.table.usages):
        usage = replace(usage, proportional_known=None)
    if not saved.is_whole:
        unknown = dict.fromkeys((*_PARTS, "virtual"))
        usage = replace(usage, **unknown)
    told = _by_sums(saved)
    missing = {
        name: getattr(told, name)
        for name in (*_PARTS, "virtual")
        if getattr(usage, name) is None
    }
    tells_files = saved.is_whole and not saved.is_named_by_base
    if status["anonymous"] is None and tells_files:
        status["anonymous"] = _anonymous(saved.table)
    return replace(usage, **missing, **status)


def _anonymous(table: Smaps) -> int | None:
    """Add up what no file is behind, as the kernel does for RssAnon; None: unknown."""
    if not table.usages:
        return None
    return add_known(
        usage.copies if vma.inode else usage.resident
        for vma, usage in zip(table.vmas, table.usages, strict=True)
        if not vma.is_shared and vma.path not in _OF_THE_KERNEL
    )


def _by_sums(saved: SavedProcess) -> ProcessUsage:
    """What smaps_rollup says, and status where that is silent."""
    sums, status = saved.sums, saved.status
    found = {
        ours: sum(sums[name] for name in theirs)
        if all(name in sums for name in theirs)
        else None
        for ours, theirs in _SUMS.items()
    }
    more = {"virtual": "VmSize", "resident": "VmRSS", "swapped": "VmSwap"}
    for ours, theirs in more.items():
        if found.get(ours) is None:
            found[ours] = status.bytes_of(theirs)
    if found["virtual"] is None:
        found["virtual"] = sums.get("Size")
    return ProcessUsage(**found)
