"""From classified pieces to measured regions, and their sum."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from operator import attrgetter
from types import MappingProxyType

from msgspec import UNSET

from memscope.analyze.classify import Piece
from memscope.analyze.meanings import DELETED, Meaning, file_name, is_file_name
from memscope.analyze.spans import Span
from memscope.analyze.totals import add_known, known_share
from memscope.model.address import Address
from memscope.model.region import UNKNOWN_USAGE, ProcessUsage, Region, RegionUsage, Vma
from memscope.parse.pagemap import Pages
from memscope.parse.smaps import Smaps
from memscope.proc.backing import FileFacts
from memscope.proc.fs import ProcDir
from memscope.proc.images import is_deleted
from memscope.proc.machine import has_swap

_File = tuple[str, int, str]
"""Device, inode and path."""
NOT_ASKED = FileFacts(None)
Aliases = Mapping[int, tuple[Address, ...]]
"""Starts of regions that show the same bytes, by the start of each."""


def regions_of(
    directory: ProcDir,
    table: Smaps,
    pieces: list[Piece],
    pages: Pages | None,
    before: Sequence[Region] = (),
    *,
    usages: Sequence[RegionUsage] | None = None,
    aliases: Aliases = MappingProxyType({}),
    behind: Sequence[FileFacts] = (),
) -> tuple[Region, ...]:
    """Measure the pieces; with smaps by its numbers, without it by the pages.

    Args:
        directory: Of the process.
        table: Its map.
        pieces: The map, cut and classified; or neighbours in it that are whole VMAs.
        pages: Which pages are in RAM; None when that is unknown.
        before: Regions that the same pieces gave in the last look; those of which
            the usage did not change are used again.
        usages: What was measured of each piece; None: only `pages` say something.
        aliases: Where else the bytes of regions are shown, by their start.
        behind: What is behind each mapping of the table; () when it was not asked.
    """
    if usages is None:
        usages = usages_of_pages(table.vmas, pieces, pages)
    flags = _flags(table, pieces)
    gone = _deleted_files(directory, _vmas_of(table, pieces))
    if not before:
        return tuple(
            region_of(table, piece, usage, words, gone, aliases, behind, bounds)
            for piece, usage, words, bounds in zip(
                pieces, usages, flags, _bounds_of(pieces), strict=True
            )
        )
    return tuple(
        region
        if region.usage == usage
        and region.flags == words
        and (not behind or _is_behind(region, behind[piece.vma]))
        else region_of(table, piece, usage, words, gone, aliases, behind)
        for region, piece, usage, words in zip(
            before, pieces, usages, flags, strict=True
        )
    )


def region_of(
    table: Smaps,
    piece: Piece,
    usage: RegionUsage,
    flags: tuple[str, ...] | None,
    gone: set[_File],
    aliases: Aliases,
    behind: Sequence[FileFacts],
    bounds: tuple[Address, Address] | None = None,
) -> Region:
    """Return the region that a piece is.

    Args:
        table: The map.
        piece: A part of it.
        usage: What was measured of the piece.
        words: Its VmFlags; None: they were not read.
        gone: Files without a name.
        aliases: Where else the bytes of regions are shown, by their start.
        behind: What is behind each mapping of the table; () when it was not asked.
        bounds: Of the piece; None: to be made.
    """
    vma, meaning = table.vmas[piece.vma], piece.meaning
    kind = meaning.kind
    facts = behind[piece.vma] if behind else NOT_ASKED
    # Numbers are compared before they are addresses: that takes half the time.
    is_whole = piece.start == vma.start and piece.end == vma.end
    bounds = bounds or (Address(piece.start), Address(piece.end))
    return Region(
        *bounds,
        vma.perms,
        vma.offset + piece.start - vma.start if vma.inode else vma.offset,
        vma.device,
        vma.inode,
        vma.path,
        bounds if is_whole else (Address(vma.start), Address(vma.end)),
        kind.if_shared if vma.perms[3] == "s" else kind.if_private,
        kind,
        meaning.thread,
        meaning.image,
        _label(meaning, gone) if gone else meaning.label,
        meaning.evidence,
        meaning.confidence,
        usage,
        flags,
        bool(gone) and _file_of(vma) in gone,
        facts.backing,
        facts.allocated,
        None,
        aliases.get(piece.start, ()) if aliases else (),
        table.kernel[piece.vma] if table.kernel else UNSET,
    )


def _bounds_of(pieces: Sequence[Piece]) -> Iterator[tuple[Address, Address]]:
    """Yield start and end of each; where one follows another, one address is both."""
    end = Address(0)
    for piece in pieces:
        start = end if piece.start == end else Address(piece.start)
        end = Address(piece.end)
        yield start, end


def _is_behind(region: Region, facts: FileFacts) -> bool:
    return (region.backing, region.allocated) == (facts.backing, facts.allocated)


def _label(meaning: Meaning | Span, gone: set[_File]) -> str:
    """Return what it is called; that its file is gone is told beside it."""
    if not meaning.label.endswith(DELETED):
        return meaning.label
    bare = meaning.label.removesuffix(DELETED)
    names = [file_name(path).removesuffix(DELETED) for _device, _inode, path in gone]
    return bare if any(map(bare.endswith, names)) else meaning.label


def _flags(table: Smaps, pieces: list[Piece]) -> Iterable[tuple[str, ...] | None]:
    if not table.flags:
        return repeat(None, len(pieces))
    return [table.flags[piece.vma] for piece in pieces]


def _vmas_of(table: Smaps, pieces: Sequence[Piece]) -> Sequence[Vma]:
    """Return the VMAs that these pieces, which are neighbours, make up."""
    if not pieces:
        return []
    return table.vmas[pieces[0].vma : pieces[-1].vma + 1]


def _deleted_files(directory: ProcDir, vmas: Sequence[Vma]) -> set[_File]:
    """Return the files without a name; each is looked for once."""
    suspects = {
        _file_of(vma): vma
        for vma in vmas
        if vma.inode and vma.path.endswith(DELETED) and is_file_name(vma.path)
    }
    return {file for file, vma in suspects.items() if is_deleted(directory, vma)}


def _file_of(vma: Vma) -> _File:
    return vma.device, vma.inode, vma.path


def usages_of_pages(
    vmas: Sequence[Vma], pieces: Sequence[Piece], pages: Pages | None
) -> list[RegionUsage]:
    """Say what is in RAM and on swap of each piece; nothing more is known by pages."""
    if pages is None:
        return [UNKNOWN_USAGE] * len(pieces)
    usages = _usages_of_pages(pages, [(piece.start, piece.end) for piece in pieces])
    if has_swap():
        for at, piece in enumerate(pieces):
            # What is on swap of shared memory is not in our page table.
            if is_shared(vmas[piece.vma]):
                usages[at] = RegionUsage(resident=usages[at].resident)
    return usages


def is_shared(vma: Vma) -> bool:
    """Tell whether a mapping is MAP_SHARED, quickly."""
    return vma.perms[3] == "s"


_start_of = attrgetter("start")
_end_of = attrgetter("end")


def _usages_of_pages(
    pages: Pages, ranges: Sequence[tuple[int, int]]
) -> list[RegionUsage]:
    pairs = list(
        zip(pages.resident_in_each(ranges), pages.swapped_in_each(ranges), strict=True)
    )
    # Thousands of mappings have a handful of sizes among them.
    known = {
        pair: RegionUsage(resident=pair[0], swapped=pair[1]) for pair in set(pairs)
    }
    return [known[pair] for pair in pairs]


SUMS = {
    "resident": "resident",
    "proportional": "proportional",
    "unique": "private",
    "swapped": "swapped",
    "huge": "huge",
    "lazy_free": "lazy_free",
    "anon_huge": "anon_huge",
    "ksm": "ksm",
}
"""What is summed up for a process, and of which number of a region."""


def usage_of(
    table: Smaps,
    wholes: Sequence[RegionUsage],
    regions: tuple[Region, ...],
    swapped: int | None,
) -> ProcessUsage:
    """Sum up; vsyscall is listed by the kernel but is no memory of the process."""
    vmas = table.vmas
    if vmas and vmas[-1].path == "[vsyscall]":
        vmas = vmas[:-1]
    virtual = sum(map(_end_of, vmas)) - sum(map(_start_of, vmas))
    if not table.usages:
        return ProcessUsage(
            virtual=virtual,
            resident=add_known(region.usage.resident for region in regions),
            swapped=swapped,
        )
    return ProcessUsage(
        virtual=virtual,
        **sums_of(wholes),
        proportional_known=_known_share(regions),
    )


def _known_share(regions: Sequence[Region]) -> int:
    """Sum up shares; mostly all of them are known."""
    shares = add_known(map(_share_of, regions))
    return known_share(map(_usage_of, regions)) if shares is None else shares


_usage_of = attrgetter("usage")
_share_of = attrgetter("usage.proportional")
_MANY = 1000


def sums_of(usages: Sequence[RegionUsage]) -> dict[str, int | None]:
    """Sum up what is summed up for a process.

    Thousands of mappings have a handful of usages among them, which are then the very
    same objects.
    """
    if len(usages) < _MANY:
        return {
            name: add_known(map(attrgetter(field), usages))
            for name, field in SUMS.items()
        }
    counts = Counter(map(id, usages))
    by_id = dict(zip(map(id, usages), usages, strict=True))
    return {
        name: add_known(
            _times(getattr(by_id[one], field), n) for one, n in counts.items()
        )
        for name, field in SUMS.items()
    }


def _times(number: int | None, count: int) -> int | None:
    return None if number is None else number * count
