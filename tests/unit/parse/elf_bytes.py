"""Writes small ELF files, 32 or 64 bit, in either byte order, header by header."""

from dataclasses import dataclass
from struct import pack, pack_into

WRITE, ALLOC, EXEC, TLS = 1, 2, 4, 0x400
PROGBITS, NOBITS = 1, 8
LOAD, INTERP, RELRO = 1, 3, 0x6474E552
R, RX, RW = 4, 5, 6
ALIGNMENT = 0x1000
"""Of every segment."""
HEADER_SIZE = {True: 64, False: 52}
SEGMENT_SIZE = {True: 56, False: 32}
SECTION_SIZE = {True: 64, False: 40}


@dataclass(frozen=True, slots=True)
class Seg:
    kind: int
    flags: int
    offset: int
    address: int
    file_size: int
    memory_size: int


@dataclass(frozen=True, slots=True)
class Sec:
    name: str
    flags: int
    address: int
    size: int
    kind: int = PROGBITS


SEGMENTS = (
    Seg(LOAD, R, 0, 0, 0x800, 0x800),
    Seg(LOAD, RX, 0x1000, 0x1000, 0x300, 0x300),
    Seg(LOAD, R, 0x2000, 0x2000, 0x200, 0x200),
    Seg(LOAD, RW, 0x2D00, 0x3D00, 0x340, 0x1360),
    Seg(RELRO, R, 0x2D00, 0x3D00, 0x300, 0x300),
    Seg(INTERP, R, 0x300, 0x300, 0x1C, 0x1C),
)
SECTIONS = (
    Sec(".interp", ALLOC, 0x300, 0x1C),
    Sec(".dynsym", ALLOC, 0x400, 0x100),
    Sec(".init", ALLOC | EXEC, 0x1000, 0x20),
    Sec(".text", ALLOC | EXEC, 0x1020, 0x2E0),
    Sec(".rodata", ALLOC, 0x2000, 0x200),
    Sec(".tbss", ALLOC | WRITE | TLS, 0x3D00, 0x40, NOBITS),
    Sec(".init_array", ALLOC | WRITE, 0x3D00, 0x10),
    Sec(".got", ALLOC | WRITE, 0x3D10, 0x2F0),
    Sec(".data", ALLOC | WRITE, 0x4000, 0x40),
    Sec(".bss", ALLOC | WRITE, 0x4040, 0x1020, NOBITS),
    Sec(".comment", 0, 0, 0x30),
)
"""What a linker of today writes for a small program, in short."""


def elf_bytes(
    segments: tuple[Seg, ...] = SEGMENTS,
    sections: tuple[Sec, ...] = SECTIONS,
    *,
    is_64: bool = True,
    order: str = "<",
    kind: int = 3,
    machine: int = 62,
    entry: int = 0x1020,
) -> bytes:
    """Return a file with these headers; the bytes they speak about are left out."""
    names, name_at = _names(sections)
    ph_at = HEADER_SIZE[is_64]
    names_at = ph_at + SEGMENT_SIZE[is_64] * len(segments)
    sh_at = names_at + len(names)
    count = len(sections) + 2 if sections else 0
    data = bytearray(sh_at + SECTION_SIZE[is_64] * count)
    ident = b"\x7fELF" + bytes([2 if is_64 else 1, 1 if order == "<" else 2, 1])
    word = "Q" if is_64 else "I"
    data[: len(ident)] = ident
    pack_into(
        f"{order}HHI{word}{word}{word}IHHHHHH",
        *(data, 16, kind, machine, 1, entry, ph_at, sh_at if count else 0, 0, ph_at),
        *(SEGMENT_SIZE[is_64], len(segments), SECTION_SIZE[is_64], count),
        max(count - 1, 0),
    )
    parts = [_segment(one, is_64, order) for one in segments]
    data[ph_at:names_at] = b"".join(parts)
    data[names_at:sh_at] = names
    if count:
        table = [bytes(SECTION_SIZE[is_64])]
        table += [_section(one, name_at[one.name], is_64, order) for one in sections]
        strings = Sec(".shstrtab", 0, 0, len(names))
        at = name_at[".shstrtab"]
        table.append(_section(strings, at, is_64, order, offset=names_at))
        data[sh_at:] = b"".join(table)
    return bytes(data)


def _names(sections: tuple[Sec, ...]) -> tuple[bytes, dict[str, int]]:
    data, at = b"\0", {}
    for name in [*(one.name for one in sections), ".shstrtab"]:
        at[name] = len(data)
        data += name.encode() + b"\0"
    return data, at


def _segment(seg: Seg, is_64: bool, order: str) -> bytes:
    sizes = (seg.file_size, seg.memory_size)
    if is_64:
        head = (seg.kind, seg.flags, seg.offset, seg.address, seg.address)
        return pack(f"{order}IIQQQQQQ", *head, *sizes, ALIGNMENT)
    head32 = (seg.kind, seg.offset, seg.address, seg.address)
    return pack(f"{order}IIIIIIII", *head32, *sizes, seg.flags, ALIGNMENT)


def _section(
    sec: Sec, name_at: int, is_64: bool, order: str, *, offset: int = 0
) -> bytes:
    form = "IIQQQQIIQQ" if is_64 else "IIIIIIIIII"
    kind = 3 if sec.name == ".shstrtab" else sec.kind
    head = (name_at, kind, sec.flags, sec.address, offset, sec.size)
    return pack(order + form, *head, 0, 0, 1, 0)
