"""Addresses as people write them, found in regions and files.

Hexadecimal, with or without 0x, as in /proc/PID/maps and everything that memscope
prints. Digits alone may also be decimal, as Python's id() prints an address: they are
read so when nothing is mapped at the hexadecimal reading and something is at the
decimal one.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from memscope.errors import UsageProblem
from memscope.i18n import _
from memscope.model.kinds import Kind
from memscope.model.place import Neighbour
from memscope.model.region import Region
from memscope.parse.elf import Elf, LoadHeader, Section

_HEX = re.compile(r"(?:0[xX])?([0-9a-fA-F]+)")
_DIGITS = re.compile(r"[0-9]+")
_LIMIT = 1 << 64


@dataclass(frozen=True, slots=True)
class WrittenAddress:
    """What a written address may mean.

    Attributes:
        readings: One or two addresses, the hexadecimal reading first.
    """

    readings: tuple[int, ...]

    def choose(self, is_mapped: Callable[[int], bool]) -> int:
        """Return the reading at which something is mapped, else the first one."""
        return next(filter(is_mapped, self.readings), self.readings[0])


def parse_address(text: str, user_bits: int) -> WrittenAddress:
    """Read an address.

    Args:
        text: As written by a person.
        user_bits: Width of the addresses that programs can have here; 47 on most
            x86_64 machines. The kernel has as many at the other end.

    Raises:
        UsageProblem: No address at all, or one that no program can have.
    """
    written = text.strip()
    if not (found := _HEX.fullmatch(written)):
        raise UsageProblem(
            _("not an address: {text}").format(text=repr(text)),
            hint=_("Write it in hexadecimal: 0x7f3a00001000 or 7f3a00001000."),
        )
    readings = [int(found[1], 16)]
    # int() of a very long decimal number is slow, and refused; it is no address.
    if _DIGITS.fullmatch(written) and len(written) <= 20:
        readings.append(int(written))
    possible = tuple(
        one for one in dict.fromkeys(readings) if _is_canonical(one, user_bits)
    )
    if not possible:
        raise UsageProblem(_why_impossible(readings[0]))
    return WrittenAddress(possible)


def _is_canonical(address: int, user_bits: int) -> bool:
    size = 1 << user_bits
    return address < size or _LIMIT - size <= address < _LIMIT


def _why_impossible(address: int) -> str:
    if address >= _LIMIT:
        return _("not an address: more than 64 bits")
    text = _("0x{address:x} is no address of this machine: it is not canonical")
    return text.format(address=address)


@dataclass(frozen=True, slots=True)
class RegionIndex:
    """The regions of one process, for many questions.

    Attributes:
        regions: In order of address.
    """

    regions: Sequence[Region]
    _starts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._starts.extend(region.start for region in self.regions)

    def position(self, address: int) -> int:
        """Return the index of the last region that begins at or below; -1: none."""
        return bisect_right(self._starts, address) - 1

    def at(self, address: int) -> Region | None:
        """Return the region that holds an address."""
        position = self.position(address)
        if position >= 0 and address < self.regions[position].end:
            return self.regions[position]
        return None

    def around(self, address: int) -> tuple[Neighbour | None, Neighbour | None]:
        """Return the neighbours below and above, and the holes between."""
        position = self.position(address)
        low = high = address
        lower = position
        if (own := self.at(address)) is not None:
            low, high = own.start, own.end
            lower -= 1
        below = self.regions[lower] if lower >= 0 else None
        upper = position + 1
        above = self.regions[upper] if upper < len(self.regions) else None
        return (
            Neighbour(below, low - below.end) if below else None,
            Neighbour(above, above.start - high) if above else None,
        )


@dataclass(frozen=True, slots=True)
class MappedImage:
    """One mapping of an ELF file, which may well be mapped twice.

    Attributes:
        path: As the kernel prints it.
        regions: Its regions in order of address, the anonymous end of .bss included.
    """

    path: str
    regions: tuple[Region, ...]

    @property
    def file_regions(self) -> list[Region]:
        """The regions that show bytes of the file, in the places its headers say."""
        return [
            region
            for region in self.regions
            if region.inode and region.kind is not Kind.RESERVED
        ]


def mapped_images(regions: Iterable[Region]) -> list[MappedImage]:
    """Group the regions of images; a file that is mapped twice makes two groups."""
    groups: dict[str, list[list[Region]]] = {}
    for region in regions:
        if region.image is None:
            continue
        known = groups.setdefault(region.image, [])
        if not known or _begins_anew(known[-1], region):
            known.append([])
        known[-1].append(region)
    return [
        MappedImage(path, tuple(group))
        for path, many in groups.items()
        for group in many
    ]


def _begins_anew(group: list[Region], region: Region) -> bool:
    """Addresses go up and so do offsets, until the file is mapped once more."""
    last = next((one for one in reversed(group) if one.inode), None)
    return last is not None and bool(region.inode) and region.offset < last.offset


def load_bias(elf: Elf, image: MappedImage, page_size: int) -> int | None:
    """Return what was added to link-time addresses; None when nothing fits all.

    Args:
        elf: Headers of the file.
        image: One mapping of it.
        page_size: Bytes.
    """
    rows = image.file_regions
    if not rows:
        return None
    for load in elf.loads:
        bias = rows[0].start - rows[0].offset + load.offset - load.address
        if bias % page_size or bias < 0 or (bias and not elf.is_position_independent):
            continue
        if all(_is_explained(elf, row, bias, page_size) for row in rows):
            return bias
    return None


def _is_explained(elf: Elf, row: Region, bias: int, page_size: int) -> bool:
    return any(_explains(load, row, bias, page_size) for load in elf.loads)


def _explains(load: LoadHeader, row: Region, bias: int, page_size: int) -> bool:
    low = bias + load.address
    low -= low % page_size
    end = bias + load.address + load.file_size
    shift = load.offset - load.offset % page_size - low
    return low <= row.start < end + -end % page_size and (
        row.offset == row.start + shift
    )


def section_at(elf: Elf, address: int) -> Section | None:
    """Return the section that holds a link-time address."""
    for section in elf.sections:
        if section.address <= address < section.address + section.size:
            return section
    return None
