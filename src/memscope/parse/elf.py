"""Headers of an ELF file: segments and sections (man 5 elf).

Only headers are read, by a handful of small reads, because a process maps dozens of
files and a live view looks at each of them. Nothing in a file is trusted: counts and
sizes are bounded, and a header that points outside the file is an error.
"""

from collections.abc import Callable, Iterable, Sequence
from struct import Struct as Layout
from struct import error as StructError

from msgspec import Struct

from memscope.errors import ParseError
from memscope.model.abi import ABIS, Abi

Read = Callable[[int, int], bytes]
"""Returns up to `size` bytes from `offset` of the file: `read(offset, size)`."""

PF_X, PF_W, PF_R = 1, 2, 4
SHF_WRITE, SHF_ALLOC, SHF_EXECINSTR, SHF_TLS = 1, 2, 4, 0x400
SHT_NOBITS = 8
ET_EXEC, ET_DYN = 2, 3

_PT_LOAD, _PT_NOTE, _PT_TLS, _PT_GNU_RELRO = 1, 4, 7, 0x6474E552
_NT_GNU_BUILD_ID = 3
_MAX_NOTES, _MAX_BUILD_ID = 1 << 16, 64
_MAX_SEGMENTS = 512
_MAX_SECTIONS = 20_000
_MAX_NAMES = 4 << 20


class LoadHeader(Struct, frozen=True, gc=False):
    """A PT_LOAD program header: bytes of the file that become memory.

    Attributes:
        offset: Position in the file.
        address: Link-time address.
        file_size: Bytes that come from the file.
        memory_size: Bytes in memory; the rest is zero (.bss).
        flags: PF_R, PF_W, PF_X.
    """

    offset: int
    address: int
    file_size: int
    memory_size: int
    flags: int


class Section(Struct, frozen=True, gc=False):
    """A section that takes memory in a running program (SHF_ALLOC).

    Attributes:
        name: Such as `.text`.
        address: Link-time address.
        size: Bytes.
        flags: SHF_WRITE, SHF_EXECINSTR, SHF_TLS.
        is_zero: SHT_NOBITS: no bytes in the file (.bss, .tbss).
    """

    name: str
    address: int
    size: int
    flags: int
    is_zero: bool


class Elf(Struct, frozen=True, gc=False):
    """What the headers say.

    Attributes:
        is_position_independent: ET_DYN: mapped wherever there is room.
        machine: e_machine; 62 is x86_64, 183 is aarch64.
        entry: Link-time address where the program begins.
        loads: In order of address.
        relro: (address, size) that becomes read-only after relocation, or None.
        sections: In order of address; () for a file stripped of its section table, or
            with one that contradicts the segments.
        has_false_sections: It has such a one.
        thread_size: Bytes that its thread-local variables take of each thread, with
            all that their alignment may waste.
        build_id: What the linker called this very build, in hex; "": it has no name.
    """

    is_position_independent: bool
    machine: int
    entry: int
    loads: tuple[LoadHeader, ...]
    relro: tuple[int, int] | None
    sections: tuple[Section, ...]
    has_false_sections: bool = False
    thread_size: int = 0
    build_id: str = ""

    def end_from(self, start: int, page_size: int) -> int | None:
        """Return where .bss ends, or what is last in memory; None: nobody can say.

        Args:
            start: Where the begin of the file was put.
            page_size: Bytes.
        """
        begin = next((one for one in self.loads if not one.offset), None)
        if begin is None:
            return None
        bias = start - begin.address // page_size * page_size
        return bias + max(one.address + one.memory_size for one in self.loads)


HEADER_SIZE = 64
"""Bytes of the header that begins a file; of 32 bits it has twelve less."""
_BY_HEADER = {(one.elf_class, one.elf_machine): one for one in ABIS.values()}


def parse_abi(start: bytes) -> Abi | None:
    """Return the ABI that a file was made for; None: one that we do not know.

    Args:
        start: The first bytes of the file.

    Raises:
        ParseError: Not an ELF file.
    """
    if len(start) < 20 or start[:4] != b"\x7fELF":
        raise ParseError("elf", 0, start[:16])
    (machine,) = Layout("<H" if start[5] == 1 else ">H").unpack_from(start, 18)
    return _BY_HEADER.get((start[4], machine))


def parse_elf(read: Read) -> Elf:
    """Parse the headers of the file behind `read`.

    Raises:
        ParseError: Not an ELF file, or its headers make no sense.
    """
    start = read(0, 4096)
    if len(start) < 52 or start[:4] != b"\x7fELF":
        raise ParseError("elf", 0, start[:16])
    order = {1: "<", 2: ">"}.get(start[5])
    if order is None or start[4] not in (1, 2):
        raise ParseError("elf", 0, start[:16])
    try:
        return _parse(read, start, order, is_64=start[4] == 2)
    except (StructError, UnicodeDecodeError, IndexError):
        raise ParseError("elf", 0, start[:16]) from None


def _parse(read: Read, start: bytes, order: str, *, is_64: bool) -> Elf:
    word = "Q" if is_64 else "I"
    header = Layout(f"{order}16xHHI{word}{word}{word}IHHHHHH").unpack_from(start)
    (
        kind,
        machine,
        _,
        entry,
        ph_at,
        sh_at,
        _,
        _,
        ph_size,
        ph_n,
        sh_size,
        sh_n,
        sh_str,
    ) = header
    if kind not in (ET_EXEC, ET_DYN) or ph_n > _MAX_SEGMENTS:
        raise ParseError("elf", 0, start[:16])
    segments = _segments(read, start, order, is_64, ph_at, ph_size, ph_n)
    loads = tuple(sorted((s[1] for s in segments if s[0] == _PT_LOAD), key=_address))
    relro = next((s[1] for s in segments if s[0] == _PT_GNU_RELRO), None)
    threads = (s[1].memory_size + s[2] for s in segments if s[0] == _PT_TLS)
    notes = [s[1] for s in segments if s[0] == _PT_NOTE]
    sections = _sections(read, order, is_64, sh_at, sh_size, sh_n, sh_str)
    is_true = _agree(sections, loads)
    return Elf(
        is_position_independent=kind == ET_DYN,
        machine=machine,
        entry=entry,
        loads=loads,
        relro=(relro.address, relro.memory_size) if relro else None,
        sections=sections if is_true else (),
        has_false_sections=not is_true,
        thread_size=next(threads, 0),
        build_id=_build_id(read, start, order, notes),
    )


def _address(item: LoadHeader | Section) -> int:
    return item.address


def _segments(
    read: Read, start: bytes, order: str, is_64: bool, at: int, size: int, count: int
) -> list[tuple[int, LoadHeader, int]]:
    """Return type, header and alignment of each segment."""
    layout = Layout(order + ("IIQQQQQQ" if is_64 else "IIIIIIII"))
    if count and size != layout.size:
        raise ParseError("elf", 0, start[:16])
    data = start[at : at + size * count]
    if len(data) < size * count:
        data = read(at, size * count)
    found = []
    for index in range(count):
        row = layout.unpack_from(data, index * size)
        if is_64:
            kind, flags, offset, address, _, file_size, memory_size, align = row
        else:
            kind, offset, address, _, file_size, memory_size, flags, align = row
        header = LoadHeader(offset, address, file_size, memory_size, flags)
        found.append((kind, header, align))
    return found


def _build_id(
    read: Read, start: bytes, order: str, segments: Sequence[LoadHeader]
) -> str:
    """Return the build-id that a note holds; mostly it lies in the first page."""
    for one in segments:
        size = min(one.file_size, _MAX_NOTES)
        data = start[one.offset : one.offset + size]
        if len(data) < size:
            data = read(one.offset, size)
        found = _named_in(data, order)
        if found:
            return found
    return ""


def _named_in(notes: bytes, order: str) -> str:
    """Notes follow one another; name and content are padded to four bytes."""
    at, header = 0, Layout(order + "III")
    while at + header.size <= len(notes):
        name_size, size, kind = header.unpack_from(notes, at)
        begin = at + header.size + (name_size + 3 & ~3)
        name = notes[at + header.size : at + header.size + name_size]
        found = notes[begin : begin + size]
        if (name, kind) == (b"GNU\0", _NT_GNU_BUILD_ID):
            is_whole = 0 < size <= _MAX_BUILD_ID and len(found) == size
            return found.hex() if is_whole else ""
        at = begin + (size + 3 & ~3)
    return ""


def _sections(
    read: Read, order: str, is_64: bool, at: int, size: int, count: int, names_in: int
) -> tuple[Section, ...]:
    """Read the section table; a file without one, or with a broken one, has none."""
    layout = Layout(order + ("IIQQQQIIQQ" if is_64 else "IIIIIIIIII"))
    if not at or size != layout.size or names_in >= count or count > _MAX_SECTIONS:
        return ()
    table = read(at, size * count)
    if len(table) < size * count:
        return ()
    rows = [layout.unpack_from(table, index * size) for index in range(count)]
    names_at, names_size = rows[names_in][4:6]
    if names_size > _MAX_NAMES:
        return ()
    names = read(names_at, names_size)
    sections = []
    for name_at, kind, flags, address, _, length, *_ in rows:
        if flags & SHF_ALLOC and length and not _is_tls_template(kind, flags):
            zero = kind == SHT_NOBITS
            name = _name(names, name_at)
            sections.append(Section(name, address, length, flags, zero))
    return tuple(sorted(sections, key=_address))


def _is_tls_template(kind: int, flags: int) -> bool:
    """.tbss takes no memory: its address overlaps the section after it."""
    return kind == SHT_NOBITS and bool(flags & SHF_TLS)


def _name(names: bytes, at: int) -> str:
    end = names.find(b"\0", at)
    return names[at : end if end >= 0 else len(names)][:256].decode("utf-8", "replace")


_ALWAYS_CODE = frozenset((".text", ".init", ".fini", ".plt"))
_NEVER_CODE = frozenset((".rodata", ".data", ".bss"))


def _agree(sections: Iterable[Section], loads: Sequence[LoadHeader]) -> bool:
    """Tell whether each section may be what it says where the segments put it.

    The loader never looks at sections: with a table that says anything the program
    still runs.
    """
    return all(_agrees(one, load) for one in sections if (load := _home(one, loads)))


def _home(section: Section, loads: Sequence[LoadHeader]) -> LoadHeader | None:
    for load in loads:
        if load.address <= section.address < load.address + load.memory_size:
            return load
    return None


def _agrees(section: Section, load: LoadHeader) -> bool:
    is_code, in_file = section.flags & SHF_EXECINSTR, load.address + load.file_size
    if section.name in (_NEVER_CODE if is_code else _ALWAYS_CODE):
        return False
    if is_code and not load.flags & PF_X:
        return False
    if section.flags & SHF_WRITE and not load.flags & PF_W:
        return False
    if section.is_zero:
        return section.address >= in_file
    return section.address + section.size <= in_file
