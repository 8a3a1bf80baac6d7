"""What lies where in an ELF file, in link-time addresses."""

import pytest

from memscope.analyze.images.tiles import Image, MappedPart, make_image
from memscope.model.kinds import Kind
from memscope.parse.elf import Elf, parse_elf
from tests.unit.parse.elf_bytes import (
    ALLOC,
    EXEC,
    LOAD,
    NOBITS,
    RELRO,
    RW,
    RX,
    SECTIONS,
    SEGMENTS,
    WRITE,
    R,
    Sec,
    Seg,
    elf_bytes,
)

pytestmark = pytest.mark.unit

PAGE = 4096


def elf_of(
    segments: tuple[Seg, ...] = SEGMENTS, sections: tuple[Sec, ...] = SECTIONS
) -> Elf:
    data = elf_bytes(segments, sections)
    return parse_elf(lambda offset, size: data[offset : offset + size])


def image_of(
    segments: tuple[Seg, ...] = SEGMENTS, sections: tuple[Sec, ...] = SECTIONS
) -> Image:
    return make_image("/usr/bin/prog", elf_of(segments, sections), PAGE)


def kinds(image: Image) -> list[tuple[int, int, Kind]]:
    return [(tile.start, tile.end, tile.kind) for tile in image.tiles]


def test_sections_say_what_lies_where() -> None:
    assert kinds(image_of()) == [
        (0x0, 0x1000, Kind.RODATA),
        (0x1000, 0x2000, Kind.CODE),
        (0x2000, 0x3000, Kind.RODATA),
        (0x3000, 0x4000, Kind.RELRO),
        (0x4000, 0x4040, Kind.DATA),
        (0x4040, 0x6000, Kind.BSS),
    ]


def test_a_part_says_what_is_mapped_and_whether_it_can_be_executed() -> None:
    assert image_of().parts == (
        MappedPart(0x0, 0x1000, 0, is_code=False, is_writable=False),
        MappedPart(0x1000, 0x2000, 0, is_code=True, is_writable=False),
        MappedPart(0x2000, 0x3000, 0, is_code=False, is_writable=False),
        MappedPart(0x3000, 0x5000, 0x1000, is_code=False, is_writable=True),
    )


def test_the_evidence_names_every_section_once() -> None:
    evidence = [tile.evidence for tile in image_of().tiles]

    assert evidence == [
        "elf-section:.interp,.dynsym",
        "elf-section:.init,.text",
        "elf-section:.rodata",
        "elf-section:.init_array,.got",
        "elf-section:.data",
        "elf-section:.bss",
    ]


def test_a_section_whose_name_ends_like_another_is_named_too() -> None:
    sections = (
        Sec(".rela.hash", ALLOC, 0x100, 0x10),
        Sec(".hash", ALLOC, 0x200, 0x10),
    )

    (tile,) = image_of((Seg(LOAD, R, 0, 0, 0x800, 0x800),), sections).tiles

    assert tile.evidence == "elf-section:.rela.hash,.hash"


def test_without_sections_the_segments_speak() -> None:
    image = image_of(sections=())

    assert kinds(image) == [
        (0x0, 0x1000, Kind.RODATA),
        (0x1000, 0x2000, Kind.CODE),
        (0x2000, 0x3000, Kind.RODATA),
        (0x3000, 0x4000, Kind.RELRO),
        (0x4000, 0x4040, Kind.DATA),
        (0x4040, 0x6000, Kind.BSS),
    ]
    assert {tile.evidence for tile in image.tiles} == {"elf-segment"}


def test_constants_in_an_executable_segment_are_constants() -> None:
    segments = (Seg(LOAD, RX, 0, 0, 0x900, 0x900),)
    sections = (
        Sec(".dynsym", ALLOC, 0x100, 0x100),
        Sec(".text", ALLOC | EXEC, 0x400, 0x200),
        Sec(".rodata", ALLOC, 0x700, 0x100),
    )

    assert kinds(image_of(segments, sections)) == [
        (0x0, 0x400, Kind.RODATA),
        (0x400, 0x700, Kind.CODE),
        (0x700, 0x1000, Kind.RODATA),
    ]


def test_a_section_may_straddle_the_end_of_relro() -> None:
    segments = (
        Seg(LOAD, RW, 0xDC0, 0x3DC0, 0x2A0, 0x2A0),
        Seg(RELRO, R, 0xDC0, 0x3DC0, 0x240, 0x240),
    )
    sections = (
        Sec(".dynamic", ALLOC | WRITE, 0x3DC0, 0x200),
        Sec(".got.plt", ALLOC | WRITE, 0x3FC0, 0x80),
        Sec(".data", ALLOC | WRITE, 0x4040, 0x20),
    )

    image = image_of(segments, sections)

    assert kinds(image) == [
        (0x3000, 0x4000, Kind.RELRO),
        (0x4000, 0x5000, Kind.DATA),
    ]
    assert image.tiles[1].evidence == "elf-section:.got.plt,.data"


def test_padding_that_a_linker_makes_read_only_is_not_bss() -> None:
    segments = (
        Seg(LOAD, RW, 0xE00, 0x3E00, 0x100, 0x200),
        Seg(RELRO, R, 0xE00, 0x3E00, 0x100, 0x200),
    )
    sections = (
        Sec(".dynamic", ALLOC | WRITE, 0x3E00, 0x100),
        Sec(".relro_padding", ALLOC | WRITE, 0x3F00, 0x100, NOBITS),
    )

    assert kinds(image_of(segments, sections)) == [(0x3000, 0x4000, Kind.RELRO)]


def test_zero_pages_alone_make_a_bss() -> None:
    segments = (Seg(LOAD, RW, 0, 0x10000, 0, 0x2100),)

    assert kinds(image_of(segments, ())) == [(0x10000, 0x13000, Kind.BSS)]


@pytest.mark.parametrize(
    "sections",
    [
        (Sec(".data", ALLOC | WRITE, 0x4000, 1 << 60), *SECTIONS[:4]),
        (Sec(".text", ALLOC | EXEC, 0x4F00, 0x20), *SECTIONS),
        tuple(
            Sec(f".s{n}", ALLOC | (WRITE if n % 2 else EXEC), 0x3D00 + n, 4096)
            for n in range(50)
        ),
    ],
)
def test_tiles_of_a_broken_file_stay_in_order(sections: tuple[Sec, ...]) -> None:
    image = image_of(sections=sections)

    ends = [0, *(tile.end for tile in image.tiles)]
    for tile, before in zip(image.tiles, ends, strict=False):
        assert before <= tile.start < tile.end


def test_segments_that_overlap_are_cut_at_the_first_ones_end() -> None:
    segments = (
        Seg(LOAD, RX, 0, 0x1000, 0x3000, 0x3000),
        Seg(LOAD, RW, 0, 0x2000, 0x1000, 0x1000),
        Seg(LOAD, R, 0, 0x3500, 0x1000, 0x1000),
    )

    assert kinds(image_of(segments, ())) == [
        (0x1000, 0x4000, Kind.CODE),
        (0x4000, 0x5000, Kind.RODATA),
    ]
