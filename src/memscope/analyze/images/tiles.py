"""Which bytes of an ELF file are code, constants, data and bss.

The answer comes from the file's own sections (or, without them, its segments), not
from permissions: a linker may put constants into executable pages, and the last page
of `.data` is the first of `.bss`.
"""

from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter

from msgspec import Struct

from memscope.model.evidence import ELF_SECTION, ELF_SEGMENT, with_detail
from memscope.model.kinds import Kind
from memscope.parse.elf import (
    PF_W,
    PF_X,
    SHF_EXECINSTR,
    SHF_WRITE,
    Elf,
    LoadHeader,
    Section,
)


class Tile(Struct, frozen=True, gc=False):
    """A range of link-time addresses with one kind."""

    start: int
    end: int
    kind: Kind
    evidence: str


class MappedPart(Struct, frozen=True, gc=False):
    """The pages of a segment that the loader maps from the file.

    Attributes:
        start: Link-time address of the first page.
        end: Link-time address after the last one.
        shift: What to subtract from an address to get the position in the file.
        is_code: It can be executed.
        is_writable: It can be written to.
    """

    start: int
    end: int
    shift: int
    is_code: bool
    is_writable: bool


class Image(Struct, frozen=True, gc=False, eq=False):
    """An ELF file as it is mapped by some process; equal only to itself.

    Attributes:
        path: As the kernel prints it.
        is_position_independent: It may be mapped wherever there is room.
        entry: Link-time address where the program begins.
        parts: What is mapped from the file, in order of address.
        tiles: What lies where, in link-time addresses; in order, none overlapping.
        is_doubtful: The file's section table contradicts its program headers.
    """

    path: str
    is_position_independent: bool
    entry: int
    parts: tuple[MappedPart, ...]
    tiles: tuple[Tile, ...]
    is_doubtful: bool = False


def make_image(path: str, elf: Elf, page_size: int) -> Image:
    """Work out the tiles of a file once; they hold for every process that maps it."""
    tiles: list[Tile] = []
    for load in elf.loads:
        low = page_down(load.address, page_size)
        high = page_up(load.address + load.memory_size, page_size)
        if tiles and low < tiles[-1].end:
            low = tiles[-1].end
        if low < high:
            tiles += _tiles_of_load(elf, load, low, high)
    parts = tuple(_mapped_part(load, page_size) for load in elf.loads)
    return Image(
        path,
        elf.is_position_independent,
        elf.entry,
        parts,
        tuple(tiles),
        elf.has_false_sections,
    )


def _mapped_part(load: LoadHeader, page_size: int) -> MappedPart:
    start = page_down(load.address, page_size)
    return MappedPart(
        start,
        page_up(load.address + load.file_size, page_size),
        start - page_down(load.offset, page_size),
        bool(load.flags & PF_X),
        bool(load.flags & PF_W),
    )


def _tiles_of_load(elf: Elf, load: LoadHeader, low: int, high: int) -> list[Tile]:
    """Tile [low, high) without holes: padding belongs to what stands before it."""
    inside = [
        section
        for section in elf.sections
        if load.address <= section.address < load.address + load.memory_size
    ]
    parts = _section_parts(elf, inside) if inside else _segment_parts(elf, load)
    tiles: list[Tile] = []
    for kind, group in groupby(parts, key=itemgetter(1)):
        same = list(group)
        start = low
        if tiles:
            last = tiles[-1]
            # A broken file may send us backwards, or beyond the end.
            start = min(max(same[0][0], last.start), high)
            tiles[-1] = Tile(last.start, start, last.kind, last.evidence)
        tiles.append(Tile(start, high, kind, _evidence(name for _, _, name in same)))
    return [tile for tile in tiles if tile.start < tile.end]


def _evidence(sections: Iterable[str]) -> str:
    """Name every section: `elf-section:.init,.text`; there may be no name at all."""
    names = ",".join(dict.fromkeys(filter(None, sections)))
    return with_detail(ELF_SECTION, names) if names else ELF_SEGMENT


def _section_parts(
    elf: Elf, sections: Iterable[Section]
) -> list[tuple[int, Kind, str]]:
    relro_start, relro_end = _relro(elf)
    parts = []
    for section in sections:
        kind = _kind_of_section(section)
        start, end = section.address, section.address + section.size
        is_writable = section.flags & SHF_WRITE and kind is not Kind.CODE
        if not is_writable or not relro_start <= start < relro_end:
            parts.append((start, kind, section.name))
            continue
        parts.append((start, Kind.RELRO, section.name))
        if end > relro_end:  # .got.plt often straddles the border
            parts.append((relro_end, Kind.DATA, section.name))
    return parts


def _relro(elf: Elf) -> tuple[int, int]:
    start, size = elf.relro or (0, 0)
    return start, start + size


def _kind_of_section(section: Section) -> Kind:
    if section.flags & SHF_EXECINSTR:
        return Kind.CODE
    if section.is_zero:
        return Kind.BSS
    return Kind.DATA if section.flags & SHF_WRITE else Kind.RODATA


def _segment_parts(elf: Elf, load: LoadHeader) -> list[tuple[int, Kind, str]]:
    """What the program header alone tells, for files without a section table."""
    if load.flags & PF_X:
        return [(load.address, Kind.CODE, "")]
    if not load.flags & PF_W:
        return [(load.address, Kind.RODATA, "")]
    relro_start, relro_end = _relro(elf)
    data, bss = load.address, load.address + load.file_size
    parts = []
    if relro_start <= data < relro_end:
        parts.append((data, Kind.RELRO, ""))
        data = relro_end
    if data < bss:
        parts.append((data, Kind.DATA, ""))
    if load.memory_size > load.file_size:
        parts.append((bss, Kind.BSS, ""))
    return parts


def page_down(address: int, page: int) -> int:
    """Return the start of the page that holds the address."""
    return address - address % page


def page_up(address: int, page: int) -> int:
    """Return the first page boundary that is not below the address."""
    return page_down(address + page - 1, page)
