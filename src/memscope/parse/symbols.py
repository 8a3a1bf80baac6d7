"""Symbol tables of ELF files, read and kept in columns.

The sections are found by pyelftools; the table itself, which may hold a million
entries, is taken apart by columns. Sizes are bounded: a file is not to be trusted.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from sys import byteorder
from typing import IO, TYPE_CHECKING, Literal

from memscope.errors import ParseError
from memscope.model.place import Symbol, SymbolKind

if TYPE_CHECKING:  # pyelftools takes 2 MiB, and most screens never ask for a symbol
    from elftools.elf.elffile import ELFFile
    from elftools.elf.sections import Section, SymbolTableSection

NAME_LENGTH = 512
"""Bytes of a name, at most."""
_STEPS_BACK = 32
"""Symbols to look at, at most, for one that reaches as far as an address."""

NOTYPE, OBJECT, FUNC, IFUNC = 0, 1, 2, 10
"""Types of symbols, as the file numbers them."""
_KINDS = {OBJECT: SymbolKind.OBJECT, FUNC: SymbolKind.FUNCTION}
_KINDS[IFUNC] = SymbolKind.FUNCTION
_GLOBAL = 1


@dataclass(frozen=True, slots=True)
class SymbolTable:
    """The defined symbols of one file, in order of address.

    Attributes:
        starts: Link-time addresses, ascending.
        sizes: Bytes of each.
        names: Position of each name in `text`.
        infos: Type and binding of each, as the file has them.
        text: All names, each ended by a NUL.
        is_complete: From .symtab; otherwise from .dynsym, which has only what other
            files may use.
    """

    starts: Sequence[int] = ()
    sizes: Sequence[int] = ()
    names: Sequence[int] = ()
    infos: bytes = b""
    text: bytes = b""
    is_complete: bool = True

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def weight(self) -> int:
        """Bytes of memory it takes, about."""
        return len(self.text) + 25 * len(self.starts)

    def covering(self, address: int) -> Symbol | None:
        """Return the innermost symbol that covers a link-time address."""
        last = bisect_right(self.starts, address) - 1
        for index in range(last, max(last - _STEPS_BACK, -1), -1):
            start, size = self.starts[index], self.sizes[index]
            if address < start + size or (not size and address == start):
                return self._best(start, covering=address)
        return None

    def below(self, address: int) -> Symbol | None:
        """Return the nearest symbol that begins at or below a link-time address."""
        last = bisect_right(self.starts, address) - 1
        return self._best(self.starts[last]) if last >= 0 else None

    def named(self, name: str) -> Symbol | None:
        """Return the symbol of that name; a slow question, for once in a while."""
        needle = name.encode("utf-8", "surrogateescape") + b"\0"
        at = self.text.find(needle)
        while at >= 0:
            # Linkers let one name be the end of another one.
            if at in self.names:
                return self.symbol(list(self.names).index(at))
            at = self.text.find(needle, at + 1)
        return None

    def between(self, start: int, end: int, most: int) -> list[Symbol]:
        """Return the symbols that begin in [start, end), at most `most`."""
        first = bisect_left(self.starts, start)
        last = min(bisect_left(self.starts, end), first + most)
        return [self.symbol(index) for index in range(first, last)]

    def _best(self, start: int, covering: int | None = None) -> Symbol:
        """Of several names for one address, return the one people would expect."""
        first = bisect_left(self.starts, start)
        last = bisect_right(self.starts, start)
        candidates = [
            index
            for index in range(first, last)
            if covering is None or covering < start + max(self.sizes[index], 1)
        ]
        return self.symbol(min(candidates, key=self._rank))

    def _rank(self, index: int) -> tuple[bool, int, bool, int, str]:
        info = self.infos[index]
        name = self._name(index)
        underscores = len(name) - len(name.lstrip("_"))
        is_label = info & 15 not in _KINDS
        return is_label, underscores, info >> 4 != _GLOBAL, len(name), name

    def symbol(self, index: int) -> Symbol:
        """Return the symbol of a number, in order of address."""
        kind = _KINDS.get(self.infos[index] & 15, SymbolKind.OTHER)
        return Symbol(self._name(index), self.starts[index], self.sizes[index], kind)

    def _name(self, index: int) -> str:
        at = self.names[index]
        end = self.text.find(b"\0", at, at + NAME_LENGTH)
        end = at + NAME_LENGTH if end < 0 else end
        return self.text[at:end].decode("utf-8", "surrogateescape")


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
    *(ValueError, OverflowError, LookupError),
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
    from elftools.common.exceptions import ELFError
    from elftools.elf.elffile import ELFFile

    try:
        elf = ELFFile(file)
        tables = _symbol_sections(elf, file)
        for kind in _TABLES[exported:]:
            if kind in tables:
                found = _read_table(elf, file, tables[kind])
                if len(found):
                    return found
    except (ELFError, *_LIES) as error:
        raise ParseError("symbols", 0, str(error).encode()) from None
    return SymbolTable()


def _symbol_sections(
    elf: "ELFFile", file: IO[bytes]
) -> dict[str, "SymbolTableSection"]:
    """Return the sections by type; no other section matters, however broken."""
    from elftools.elf.sections import SymbolTableSection

    count, size = elf.num_sections(), elf["e_shentsize"]
    if count > _MOST_SECTIONS:
        raise ValueError("too many sections")
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
    elf: "ELFFile", file: IO[bytes], section: "SymbolTableSection"
) -> SymbolTable:
    entry = 24 if elf.elfclass == 64 else 16
    strings = section.stringtable
    if section["sh_size"] > _MOST_ENTRIES * entry or strings["sh_size"] > _MOST_TEXT:
        raise ValueError("the symbol table is too large")
    table = _bytes_of(file, section)
    table = table[: len(table) - len(table) % entry]
    columns = _columns_64 if entry == 24 else _columns_32
    order = "little" if elf.little_endian else "big"
    is_complete = section["sh_type"] == "SHT_SYMTAB"
    return _sorted(columns(table, order), _bytes_of(file, strings), is_complete)


def _bytes_of(file: IO[bytes], section: "Section") -> bytes:
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
