"""Symbol tables of ELF files: which name lies at an address (man 5 elf).

The sections are found by pyelftools; the table itself, which may hold a million
entries, is taken apart by columns. Sizes are bounded: a file is not to be trusted.
"""

from array import array
from collections.abc import Sequence
from sys import byteorder
from typing import IO, Literal

from elftools.common.exceptions import ELFError
from elftools.elf.elffile import ELFFile
from elftools.elf.sections import Section, SymbolTableSection

from memscope.errors import ParseError
from memscope.parse.symbol_table import FUNC, IFUNC, NOTYPE, OBJECT, SymbolTable

_MOST_ENTRIES = 2_000_000
_MOST_TEXT = 256 << 20
_MOST_SECTIONS = 20_000
_WANTED = frozenset((NOTYPE, OBJECT, FUNC, IFUNC))
_TABLES = ("SHT_SYMTAB", "SHT_DYNSYM")
_TABLE_TYPES = (2, 11)
"""The same two as the file has them."""
_RESERVED = 0xFF00
"""Section numbers from here on are no sections: absolute values, common blocks."""

# What pyelftools raises on a file that lies about itself, besides its own errors.
_LIES = (
    *(ELFError, ValueError, OverflowError, LookupError),
    *(TypeError, AttributeError, AssertionError),
)


def read_symbols(file: IO[bytes], *, exported: bool = False) -> SymbolTable:
    """Read the best symbol table of an ELF file; an empty one when it has none.

    Args:
        file: Positioned anywhere; it must be seekable.
        exported: Only what other files may use; that table is smaller.

    Raises:
        ParseError: It is no ELF file, its headers make no sense, or a table is
            larger than we are ready to read.
    """
    try:
        elf = ELFFile(file)
        tables = _symbol_sections(elf, file)
        for kind in _TABLES[exported:]:
            if kind in tables:
                found = _read_table(elf, file, tables[kind])
                if len(found):
                    return found
    except _LIES as error:
        raise ParseError("symbols", 0, str(error).encode()) from None
    return SymbolTable()


def _symbol_sections(elf: ELFFile, file: IO[bytes]) -> dict[str, SymbolTableSection]:
    """Return the sections by type; no other section matters, however broken."""
    count, size = elf.num_sections(), elf["e_shentsize"]
    if count > _MOST_SECTIONS:
        raise ELFError("too many sections")
    file.seek(elf["e_shoff"])
    headers = file.read(count * size)
    order: Literal["little", "big"] = "little" if elf.little_endian else "big"
    found = {}
    for number in range(count):
        kind = headers[number * size + 4 : number * size + 8]
        if int.from_bytes(kind, order) in _TABLE_TYPES:
            section = elf.get_section(number)
            if isinstance(section, SymbolTableSection):
                found[section["sh_type"]] = section
    return found


def _read_table(
    elf: ELFFile, file: IO[bytes], section: SymbolTableSection
) -> SymbolTable:
    entry = 24 if elf.elfclass == 64 else 16
    strings = section.stringtable
    if section["sh_size"] > _MOST_ENTRIES * entry or strings["sh_size"] > _MOST_TEXT:
        raise ELFError("the symbol table is too large")
    table = _bytes_of(file, section)
    table = table[: len(table) - len(table) % entry]
    columns = _columns_64 if entry == 24 else _columns_32
    order = "little" if elf.little_endian else "big"
    is_complete = section["sh_type"] == "SHT_SYMTAB"
    return _sorted(columns(table, order), _bytes_of(file, strings), is_complete)


def _bytes_of(file: IO[bytes], section: Section) -> bytes:
    """Read a section; one that claims to reach past the file's end is cut off."""
    if section["sh_type"] == "SHT_NOBITS":
        return b""
    file.seek(section["sh_offset"])
    return file.read(section["sh_size"])


_Columns = tuple[Sequence[int], Sequence[int], Sequence[int], bytes, Sequence[int]]
"""Values, sizes, places of the names, infos, section numbers."""


def _columns_64(table: bytes, order: str) -> _Columns:
    """Elf64_Sym: name 4 bytes, info 1, other 1, section 2, value 8, size 8."""
    wide, narrow = _array("Q", table, order), _array("I", table, order)
    sections = _array("H", table, order)
    return wide[1::3], wide[2::3], narrow[0::6], table[4::24], sections[3::12]


def _columns_32(table: bytes, order: str) -> _Columns:
    """Elf32_Sym: name 4 bytes, value 4, size 4, info 1, other 1, section 2."""
    narrow, sections = _array("I", table, order), _array("H", table, order)
    return narrow[1::4], narrow[2::4], narrow[0::4], table[12::16], sections[7::8]


def _array(code: str, data: bytes, order: str) -> "array[int]":
    found = array(code, data)
    if order != byteorder:
        found.byteswap()
    return found


def _sorted(columns: _Columns, text: bytes, is_complete: bool) -> SymbolTable:
    """Keep the symbols that name a place in memory, in order of address."""
    values, sizes, names, infos, sections = columns
    wanted = [
        index
        for index, (info, section, name) in enumerate(
            zip(infos, sections, names, strict=True)
        )
        if name and section and section < _RESERVED and info & 15 in _WANTED
    ]
    wanted.sort(key=values.__getitem__)
    return SymbolTable(
        array("Q", map(values.__getitem__, wanted)),
        array("Q", map(sizes.__getitem__, wanted)),
        array("Q", map(names.__getitem__, wanted)),
        bytes(map(infos.__getitem__, wanted)),
        text,
        is_complete,
    )
