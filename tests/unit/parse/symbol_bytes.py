"""Writes ELF files that have symbol tables, and little else."""

from collections.abc import Sequence
from dataclasses import dataclass
from struct import pack

NOTYPE, OBJECT, FUNC, SECTION, FILE, TLS, IFUNC = 0, 1, 2, 3, 4, 6, 10
LOCAL, GLOBAL, WEAK = 0, 1, 2
SYMTAB, STRTAB, DYNSYM = 2, 3, 11


@dataclass(frozen=True, slots=True)
class Sym:
    name: str
    value: int
    size: int = 16
    kind: int = FUNC
    binding: int = GLOBAL
    section: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    kind: int
    symbols: tuple[Sym, ...]
    claimed_size: int | None = None
    claimed_strings: int | None = None


def file_with(
    *tables: Table, is_64: bool = True, order: str = "<", more_sections: int = 0
) -> bytes:
    """Return an ELF file with these symbol tables, each with its strings behind it."""
    head_size, section_size = (64, 64) if is_64 else (52, 40)
    word = "Q" if is_64 else "I"
    body = b"\0.x\0"
    sections = [(0, 0, 0, 0, 0, 0)]
    for table in tables:
        data, strings = _table(table.symbols, is_64, order)
        at = head_size + len(body)
        body += data + strings
        number = len(sections)
        size = len(data) if table.claimed_size is None else table.claimed_size
        length = (
            len(strings) if table.claimed_strings is None else table.claimed_strings
        )
        sections.append((1, table.kind, at, size, number + 1, 24 if is_64 else 16))
        sections.append((1, STRTAB, at + len(data), length, 0, 0))
    sections.append((1, STRTAB, head_size, 4, 0, 0))
    sh_at = head_size + len(body)
    count = len(sections) + more_sections
    ident = b"\x7fELF" + bytes([2 if is_64 else 1, 1 if order == "<" else 2, 1])
    head = ident.ljust(16, b"\0") + pack(
        f"{order}HHI{word}{word}{word}IHHHHHH",
        *(3, 62, 1, 0, 0, sh_at, 0, head_size, 0, 0, section_size, count),
        len(sections) - 1,
    )
    form = f"{order}II{word}{word}{word}{word}II{word}{word}"
    rows = [
        pack(form, name, kind, 0, 0, at, size, link, 0, 1, entry)
        for name, kind, at, size, link, entry in sections
    ]
    return head + body + b"".join(rows)


def _table(symbols: Sequence[Sym], is_64: bool, order: str) -> tuple[bytes, bytes]:
    strings = b"\0"
    rows = [bytes(24 if is_64 else 16)]
    for one in symbols:
        info = one.binding << 4 | one.kind
        name = len(strings) if one.name else 0
        strings += one.name.encode("utf-8", "surrogateescape") + b"\0"
        if is_64:
            values = (name, info, 0, one.section, one.value, one.size)
            rows.append(pack(f"{order}IBBHQQ", *values))
        else:
            values = (name, one.value, one.size, info, 0, one.section)
            rows.append(pack(f"{order}IIIBBH", *values))
    return b"".join(rows), strings
