from struct import pack, pack_into, unpack_from

import pytest
from msgspec.structs import replace

from memscope.errors import ParseError
from memscope.model.abi import I386, X32, X86_64, Abi
from memscope.parse.elf import (
    HEADER_SIZE,
    SHF_ALLOC,
    SHF_WRITE,
    Elf,
    LoadHeader,
    Section,
    parse_abi,
    parse_elf,
)
from tests.unit.parse.elf_bytes import (
    ALIGNMENT,
    ALLOC,
    EXEC,
    NOBITS,
    PROGBITS,
    SECTION_SIZE,
    SECTIONS,
    SEGMENTS,
    WRITE,
    Sec,
    Seg,
    elf_bytes,
)

pytestmark = pytest.mark.unit

THREADS = Seg(
    kind=7, flags=4, offset=0x2D00, address=0x3D00, file_size=0x20, memory_size=0x120
)


def parse(data: bytes) -> Elf:
    return parse_elf(lambda offset, size: data[offset : offset + size])


@pytest.mark.parametrize("is_64", [True, False])
@pytest.mark.parametrize("order", ["<", ">"])
def test_every_word_size_and_byte_order_says_the_same(is_64: bool, order: str) -> None:
    elf = parse(elf_bytes(is_64=is_64, order=order))

    assert elf.entry == 0x1020
    assert elf.machine == 62
    assert elf.is_position_independent
    assert elf.relro == (0x3D00, 0x300)
    assert elf.loads == tuple(
        LoadHeader(one.offset, one.address, one.file_size, one.memory_size, one.flags)
        for one in SEGMENTS[:4]
    )
    assert [section.name for section in elf.sections] == [
        *(".interp", ".dynsym", ".init", ".text", ".rodata"),
        *(".init_array", ".got", ".data", ".bss"),
    ]
    assert elf.sections[-1] == Section(
        ".bss", 0x4040, 0x1020, SHF_ALLOC | SHF_WRITE, is_zero=True
    )


def test_the_template_of_thread_local_zeroes_takes_no_memory() -> None:
    data = elf_bytes()

    assert b".tbss\0" in data
    assert ".tbss" not in [section.name for section in parse(data).sections]


@pytest.mark.parametrize("is_64", [True, False])
def test_thread_local_variables_take_their_size_and_their_alignment(
    is_64: bool,
) -> None:
    none = parse(elf_bytes(is_64=is_64))
    some = parse(elf_bytes((*SEGMENTS, THREADS), is_64=is_64))

    assert none.thread_size == 0
    assert some.thread_size == 0x120 + ALIGNMENT


def test_an_image_ends_with_its_bss() -> None:
    elf = parse(elf_bytes())

    assert elf.end_from(0x7000, 0x1000) == 0x7000 + 0x3D00 + 0x1360
    assert replace(elf, loads=elf.loads[1:]).end_from(0x7000, 0x1000) is None


def test_sections_that_are_not_loaded_are_left_out() -> None:
    data = elf_bytes()

    assert b".comment\0" in data
    assert ".comment" not in [section.name for section in parse(data).sections]


def test_a_fixed_program_is_told_from_one_that_moves() -> None:
    assert not parse(elf_bytes(kind=2)).is_position_independent


def test_a_stripped_section_table_leaves_the_segments() -> None:
    elf = parse(elf_bytes(sections=()))

    assert elf.sections == ()
    assert len(elf.loads) == 4


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (0x28, (1 << 64) - 1),  # e_shoff: nowhere
        (0x28, 1 << 63),
        (0x28, 3),  # inside the header
    ],
)
def test_a_section_table_that_lies_nowhere_leaves_the_segments(
    at: int, value: int
) -> None:
    data = bytearray(elf_bytes())
    pack_into("<Q", data, at, value)

    elf = parse(bytes(data))

    assert elf.loads[1].address == 0x1000


@pytest.mark.parametrize("size", [0, 32, 65, 65535])
def test_section_headers_of_a_strange_size_are_not_read(size: int) -> None:
    data = bytearray(elf_bytes())
    pack_into("<H", data, 0x3A, size)

    assert parse(bytes(data)).sections == ()


@pytest.mark.parametrize("size", [0, 32, 57, 65535])
def test_program_headers_of_a_strange_size_are_refused(size: int) -> None:
    data = bytearray(elf_bytes())
    pack_into("<H", data, 0x36, size)

    with pytest.raises(ParseError):
        parse(bytes(data))


def test_never_more_is_read_than_headers_need() -> None:
    asked: list[int] = []
    data = bytearray(elf_bytes())
    names_header = len(data) - SECTION_SIZE[True]
    pack_into("<Q", data, names_header + 32, 1 << 40)  # a terabyte of names

    def read(offset: int, size: int) -> bytes:
        asked.append(size)
        return bytes(data[offset : offset + size])

    parse_elf(read)

    assert max(asked) <= 4 << 20


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x7fELF",
        b"#!/bin/sh\n" * 10,
        b"\x7fELF\x03\x01" + bytes(100),  # neither 32 nor 64 bit
        b"\x7fELF\x02\x03" + bytes(100),  # no byte order
        elf_bytes()[:60],  # cut off
        elf_bytes(kind=1),  # an object file is never mapped to run
        elf_bytes(kind=4),  # nor is a core dump
    ],
)
def test_what_cannot_be_running_is_refused(data: bytes) -> None:
    with pytest.raises(ParseError, match="elf"):
        parse(data)


def test_headers_beyond_the_first_page_are_found() -> None:
    far = bytearray(elf_bytes() + bytes(0x4000))
    table = far[64 : 64 + 56 * len(SEGMENTS)]
    far[0x4000 : 0x4000 + len(table)] = table
    pack_into("<Q", far, 0x20, 0x4000)
    far[64 : 64 + len(table)] = bytes(len(table))

    assert len(parse(bytes(far)).loads) == 4


def test_a_name_that_is_no_utf8_does_no_harm() -> None:
    data = elf_bytes(sections=(Sec(".text", ALLOC, 0x1000, 0x10, PROGBITS),))

    elf = parse(data.replace(b".text", b"\xff\xfe\x00xt"))

    assert elf.sections[0].name == "��"


def test_sections_come_in_order_of_address() -> None:
    elf = parse(elf_bytes(sections=tuple(reversed(SECTIONS))))

    addresses = [section.address for section in elf.sections]
    assert addresses == sorted(addresses)


@pytest.mark.parametrize(("beyond", "known"), [(-1, True), (0, False), (1, False)])
def test_the_section_of_names_is_one_of_the_sections(beyond: int, known: bool) -> None:
    data = bytearray(elf_bytes())
    (count,) = unpack_from("<H", data, 60)
    pack_into("<H", data, 62, count + beyond)

    assert bool(parse(bytes(data)).sections) is known


def test_a_name_of_a_section_has_256_bytes_at_most() -> None:
    (section,) = parse(elf_bytes(sections=(Sec("x" * 300, ALLOC, 0x300, 8),))).sections

    assert section.name == "x" * 256


@pytest.mark.parametrize(
    ("is_64", "order", "machine", "abi"),
    [
        (True, "<", 62, X86_64),
        (False, "<", 62, X32),
        (False, "<", 3, I386),
        (False, ">", 8, None),
    ],
)
def test_class_and_machine_are_an_abi(
    is_64: bool, order: str, machine: int, abi: Abi | None
) -> None:
    data = bytearray(elf_bytes(is_64=is_64, order=order))
    pack_into(f"{order}H", data, 18, machine)

    assert parse_abi(bytes(data[:HEADER_SIZE])) == abi


def test_what_is_no_elf_file_has_no_abi() -> None:
    with pytest.raises(ParseError):
        parse_abi(b"\x7fELF")


@pytest.mark.parametrize(
    "lie",
    [
        Sec(".text", ALLOC, 0x1020, 0x2E0),
        Sec(".odd", ALLOC | EXEC, 0x2000, 0x200),
        Sec(".rodata", ALLOC | EXEC, 0x1020, 0x2E0),
        Sec(".odd", ALLOC | WRITE, 0x2000, 0x200),
        Sec(".odd", ALLOC | WRITE, 0x4000, 0x40, NOBITS),
        Sec(".odd", ALLOC | WRITE, 0x4000, 0x41),
    ],
)
def test_a_section_table_that_contradicts_the_segments_is_none(lie: Sec) -> None:
    elf = parse(elf_bytes(sections=(*SECTIONS[:2], lie)))

    assert elf.sections == ()
    assert elf.has_false_sections


def test_a_section_may_be_less_than_its_segment_allows() -> None:
    odd = Sec(".constants", ALLOC, 0x1020, 0x2E0)
    elf = parse(elf_bytes(sections=(odd, Sec(".fixed", ALLOC, 0x4000, 0x40))))

    assert [one.name for one in elf.sections] == [".constants", ".fixed"]
    assert not elf.has_false_sections


def with_notes(notes: bytes, order: str = "<", *, far: bool = False) -> bytes:
    """Return a file with a segment of notes, in its first page or far behind."""
    at = 0x5000 if far else 0xE00
    one = Seg(4, 4, at, 0, file_size=len(notes), memory_size=len(notes))
    data = elf_bytes((*SEGMENTS, one), order=order)
    assert len(data) <= at
    return data.ljust(at, b"\0") + notes


def note(name: bytes, kind: int, content: bytes, order: str = "<") -> bytes:
    def padded(data: bytes) -> bytes:
        return data.ljust(len(data) + 3 & ~3, b"\0")

    head = pack(f"{order}III", len(name), len(content), kind)
    return head + padded(name) + padded(content)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("far", [False, True])
def test_a_build_id_is_found_among_other_notes(order: str, far: bool) -> None:
    build = bytes(range(20))
    notes = note(b"GNU\0", 1, b"abi", order) + note(b"Other\0\0", 3, b"12345", order)
    notes += note(b"GNU\0", 3, build, order)

    elf = parse(with_notes(notes, order, far=far))

    assert elf.build_id == build.hex()


@pytest.mark.parametrize(
    "notes",
    [
        b"",
        note(b"GNU\0", 1, b"abi"),
        note(b"GNU\0", 3, b""),
        note(b"GNU\0", 3, bytes(65)),
        note(b"GNU\0", 3, bytes(20))[:-4],
        pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, 3),
    ],
)
def test_without_a_note_that_makes_sense_a_build_has_no_name(notes: bytes) -> None:
    assert parse(with_notes(notes)).build_id == ""
