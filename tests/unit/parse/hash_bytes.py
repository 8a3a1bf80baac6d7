"""Writes ELF files that export symbols by a hash table, and have nothing else."""

from collections.abc import Sequence
from struct import pack

from memscope.parse.elf import Elf, LoadHeader
from memscope.parse.variable import gnu_hash
from tests.unit.parse.symbol_bytes import Sym

BASE = 0x10000
"""Link-time address of the file's first byte."""
STRTAB, SYMTAB, GNU_HASH = 5, 6, 0x6FFFFEF5


def exporting(
    *symbols: Sym, is_wide: bool = True, buckets: int = 1, first: int = 1
) -> bytes:
    """Return a file that exports the symbols.

    Args:
        symbols: In the order of their buckets.
        is_wide: 64 bits.
        buckets: As the table says; all but the first of a true one lead nowhere.
        first: Number of the first symbol that the table holds, as it says.
    """
    word, head_size, segment_size = ("Q", 64, 56) if is_wide else ("I", 52, 32)
    strings, rows = _symbols(symbols, is_wide)
    hashes = [gnu_hash(one.name.encode()) & ~1 for one in symbols]
    if hashes:
        hashes[-1] |= 1
    table = pack(f"<4I{word}", buckets, first, 1, 0, 0)
    table += pack(f"<{1 + len(hashes)}I", 1, *hashes)
    names_at = head_size + segment_size
    symbols_at = names_at + len(strings)
    table_at = symbols_at + len(rows)
    dynamic_at = table_at + len(table)
    dynamic = b"".join(
        pack(f"<2{word}", tag, BASE + at)
        for tag, at in (
            (STRTAB, names_at),
            (SYMTAB, symbols_at),
            (GNU_HASH, table_at),
        )
    )
    ident = (b"\x7fELF" + bytes([1 + is_wide, 1, 1])).ljust(16, b"\0")
    head = ident + pack(
        f"<HHI{word}{word}{word}I6H",
        *(3, 62, 1, 0, head_size, 0, 0, head_size, segment_size, 1, 0, 0, 0),
    )
    size = len(dynamic)
    if is_wide:
        segment = pack("<II6Q", 2, 4, dynamic_at, 0, 0, size, size, 8)
    else:
        segment = pack("<8I", 2, dynamic_at, 0, 0, size, size, 4, 4)
    return head + segment + strings + rows + table + dynamic


def headers_of(data: bytes) -> Elf:
    """Return headers that say that all of a file is loaded."""
    load = LoadHeader(0, BASE, len(data), len(data), 4)
    return Elf(True, 62, 0, (load,), None, ())


def _symbols(symbols: Sequence[Sym], is_wide: bool) -> tuple[bytes, bytes]:
    strings, rows = b"\0", bytes(24 if is_wide else 16)
    for one in symbols:
        info, name = one.binding << 4 | one.kind, len(strings)
        strings += one.name.encode() + b"\0"
        rows += (
            pack("<IBBHQQ", name, info, 0, one.section, one.value, one.size)
            if is_wide
            else pack("<IIIBBH", name, one.value, one.size, info, 0, one.section)
        )
    return strings, rows
