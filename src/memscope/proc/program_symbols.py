"""Symbols of a mapped file, by name: is there one, and where.

Most files have none of the names in their tables of strings, which is seen a thousand
times as fast as by reading the symbols. Nothing in a file is trusted, sizes are
bounded.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from struct import Struct as Layout
from typing import NamedTuple

from memscope.errors import ParseError, ProcError
from memscope.model.region import Vma
from memscope.parse.elf import parse_elf
from memscope.proc.file_status import FileStatus, status_of
from memscope.proc.fs import ProcDir
from memscope.proc.images import FileKey, mapped_status, open_mapped

_HEADER = Layout("<40xQ10x3H")
"""Elf64_Ehdr: e_shoff, then e_shentsize, e_shnum and e_shstrndx."""
_SECTION = Layout("<2I4Q2I2Q")
"""Elf64_Shdr."""
_SYMBOL = Layout("<I2xH16x")
"""Elf64_Sym: st_name, st_shndx; 0 of what another file has to define."""
_SYMBOL_TABLES = (2, 11)
"""SHT_SYMTAB, SHT_DYNSYM."""
_MOST_SECTIONS, _MOST_BYTES = 4096, 16 << 20
_ELF64 = b"\x7fELF\x02\x01"


_Asked = tuple[FileKey, frozenset[str]]
_NAMES: dict[_Asked, tuple[FileStatus, frozenset[str]]] = {}
"""What this process of ours has read of files; others run the same programs."""


@dataclass(slots=True)
class ProgramSymbols:
    """Answers for mapped files; keeps what it found while the file is the same."""

    _names: dict[_Asked, tuple[FileStatus, frozenset[str]]] = field(
        default_factory=lambda: _NAMES
    )
    _places: dict[tuple[FileKey, str], tuple[FileStatus, int | None]] = field(
        default_factory=dict
    )

    def names_in(
        self, directory: ProcDir, vma: Vma, wanted: Iterable[str]
    ) -> frozenset[str]:
        """Return those of the wanted names that the file defines.

        Args:
            directory: Of the process.
            vma: A mapping of the file.
            wanted: Mostly the same ones.
        """
        key = (vma.device, vma.inode), frozenset(wanted)
        known = self._names.get(key)
        if known is not None and mapped_status(directory, vma, known[0]) == known[0]:
            return known[1]
        fd = _opened(directory, vma)
        if fd is None:
            return frozenset()
        try:
            status = status_of(fd)
            names = _defined(fd, wanted)
        except OSError:
            return frozenset()
        finally:
            os.close(fd)
        self._names[key] = status, names
        return names

    def address_of(self, directory: ProcDir, vma: Vma, name: str) -> int | None:
        """Return where a process has a symbol of a file; None: it has none.

        Args:
            directory: Of the process.
            vma: The mapping of the file's begin.
            name: Of the symbol.
        """
        key = ((vma.device, vma.inode), name)
        fd = _opened(directory, vma)
        if fd is None:
            return None
        with os.fdopen(fd, "rb") as file:
            try:
                status = status_of(fd)
                known = self._places.get(key)
                if known is None or known[0] != status:
                    # Costs a tenth of a short command's time; few processes need it.
                    from memscope.parse.symbols import read_symbols

                    exported = read_symbols(file, exported=True).named(name)
                    symbol = exported or read_symbols(file).named(name)
                    place = symbol.address - _first(fd) if symbol else None
                    known = self._places[key] = status, place
            except (OSError, ParseError):
                return None
        return None if known[1] is None else vma.start + known[1]


def _first(fd: int) -> int:
    """Return the link-time address of the page that the file's begin is mapped to."""
    elf = parse_elf(lambda offset, size: os.pread(fd, size, offset))
    load = next((one for one in elf.loads if not one.offset), None)
    if load is None:
        raise ParseError("elf", 0, b"")
    return load.address - load.address % 0x1000


def _opened(directory: ProcDir, vma: Vma) -> int | None:
    try:
        return open_mapped(directory, vma)
    except (OSError, ProcError):
        return None


def _defined(fd: int, wanted: Iterable[str]) -> frozenset[str]:
    """Return the names that a file defines, not those that it merely asks for."""
    header = os.pread(fd, 64, 0)
    if len(header) < 64 or header[:6] != _ELF64:
        return frozenset()
    at, size, count, _ = _HEADER.unpack_from(header)
    if size != _SECTION.size or count > _MOST_SECTIONS or at >> 62:
        return frozenset()
    sections = _sections(os.pread(fd, size * count, at))
    found: set[str] = set()
    for one in sections:
        if one.kind in _SYMBOL_TABLES and one.link < len(sections):
            names = _places_of(wanted, _content(fd, sections[one.link]))
            if names:
                found |= _defined_in(_content(fd, one), names)
    return frozenset(found)


class _SectionRow(NamedTuple):
    """What is of use of a section header: type, place in the file, related section."""

    kind: int
    offset: int
    size: int
    link: int


def _sections(table: bytes) -> list[_SectionRow]:
    rows = _SECTION.iter_unpack(table[: len(table) - len(table) % _SECTION.size])
    return [_SectionRow(row[1], row[4], row[5], row[6]) for row in rows]


def _content(fd: int, section: _SectionRow) -> bytes:
    if section.size > _MOST_BYTES or section.offset >> 62:
        return b""
    return os.pread(fd, section.size, section.offset)


def _places_of(wanted: Iterable[str], text: bytes) -> dict[int, str]:
    """Return where names stand in a table of strings; most tables have none.

    Linkers let one name be the end of another one.
    """
    places: dict[int, str] = {}
    for name in wanted:
        at = text.find(bytes_of := name.encode() + b"\0")
        while at >= 0:
            places[at] = name
            at = text.find(bytes_of, at + 1)
    return places


def _defined_in(table: bytes, names: dict[int, str]) -> set[str]:
    """Return the names of symbols that are in one of the file's sections."""
    whole = table[: len(table) - len(table) % _SYMBOL.size]
    return {
        names[place]
        for place, section in _SYMBOL.iter_unpack(whole)
        if place in names and section
    }
