"""Where an ELF file has one variable, by a handful of small reads.

What other files may use is found by the hash table (DT_GNU_HASH) that the loader finds
it by; a program that exports nothing may still have its table of symbols. Nothing in a
file is trusted: whatever leads astray, too far or in a circle ends the search.
"""

from collections.abc import Sequence
from struct import Struct as Layout

from msgspec import Struct

from memscope.parse.elf import LoadHeader, Read

_PT_DYNAMIC = 2
_DT_STRTAB, _DT_SYMTAB, _DT_GNU_HASH = 5, 6, 0x6FFFFEF5
_SHT_SYMTAB, _OBJECT = 2, 1
_MOST_HEADERS, _MOST_DYNAMIC, _MOST_SECTIONS = 512, 512, 4096
_MOST_CHAIN = 256
"""Symbols of one bucket of the hash table, at most."""
_MOST_TABLE = 4 << 20
"""Bytes of a table of symbols that is searched, and of its names."""


class _Class(Struct, frozen=True, gc=False):
    """How records of 32-bit and of 64-bit files are laid out (man 5 elf)."""

    word: int
    header: Layout
    program_header: Layout
    dynamic: Layout
    section: Layout
    symbol: Layout


_32 = _Class(
    4,
    Layout("<28x2I6x4H"),
    Layout("<2I24x"),
    Layout("<2I"),
    Layout("<4x I 8x 3I 12x".replace(" ", "")),
    Layout("<2I4xB3x"),
)
_64 = _Class(
    8,
    Layout("<32x2Q6x4H"),
    Layout("<I4xQ40x"),
    Layout("<2Q"),
    Layout("<4xI16x2QI20x"),
    Layout("<IB3xQ8x"),
)


class _File(Struct, frozen=True, gc=False):
    """A file, its layout, and what its header says."""

    read: Read
    kind: _Class
    loads: Sequence[LoadHeader]
    header: tuple[int, ...]

    def at(self, address: int, size: int) -> bytes:
        """Return bytes of the file by the address that they are loaded to."""
        for load in self.loads:
            if load.address <= address < load.address + load.file_size:
                return self.read(address - load.address + load.offset, size)
        return b""
