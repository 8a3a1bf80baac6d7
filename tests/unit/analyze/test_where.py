from itertools import pairwise

import pytest

from memscope.analyze.where import (
    MappedImage,
    RegionIndex,
    load_bias,
    mapped_images,
    section_at,
)
from memscope.model.address import Address
from memscope.model.kinds import Kind, Segment
from memscope.model.region import Region
from memscope.parse.elf import Elf, parse_elf
from tests.unit.parse.elf_bytes import elf_bytes

pytestmark = pytest.mark.unit

PAGE = 0x1000
LIBRARY = "/lib/libx.so"


def region(
    start: int,
    end: int,
    offset: int = 0,
    *,
    image: str | None = None,
    inode: int = 0,
    kind: Kind = Kind.ANON,
) -> Region:
    span = Address(start), Address(end)
    return Region(
        *(*span, "rw-p", offset, "fd:01", inode, image or "", span),
        *(Segment.HEAP, kind),
        image=image,
    )


def elf() -> Elf:
    data = elf_bytes()
    return parse_elf(lambda offset, size: data[offset : offset + size])


def mapping(bias: int) -> list[Region]:
    """The four segments that `elf_bytes` describes, .bss's anonymous end included."""
    rows = [(0, 0x1000, 0), (0x1000, 0x2000, 0x1000), (0x2000, 0x3000, 0x2000)]
    rows += [(0x3000, 0x4000, 0x2000), (0x4000, 0x5000, 0x3000)]
    return [
        *(
            region(bias + low, bias + high, offset, image=LIBRARY, inode=7)
            for low, high, offset in rows
        ),
        region(bias + 0x5000, bias + 0x6000, image=LIBRARY, kind=Kind.BSS),
    ]


INDEX = RegionIndex(
    [region(0x1000, 0x2000), region(0x2000, 0x3000), region(0x8000, 0x9000)]
)


@pytest.mark.parametrize(
    ("address", "start"),
    [(0x1000, 0x1000), (0x1FFF, 0x1000), (0x2000, 0x2000), (0x8FFF, 0x8000)],
)
def test_the_region_that_holds_an_address_is_found(address: int, start: int) -> None:
    found = INDEX.at(address)

    assert found is not None
    assert found.start == start


@pytest.mark.parametrize("address", [0, 0xFFF, 0x3000, 0x7FFF, 0x9000, 1 << 63])
def test_an_address_between_regions_is_in_none(address: int) -> None:
    assert INDEX.at(address) is None


def holes(address: int) -> list[tuple[int, int] | None]:
    return [
        (one.region.start, one.hole) if one else None for one in INDEX.around(address)
    ]


def test_neighbours_come_with_the_holes_between() -> None:
    assert holes(0x2500) == [(0x1000, 0), (0x8000, 0x5000)]
    assert holes(0x1000) == [None, (0x2000, 0)]
    assert holes(0x8000) == [(0x2000, 0x5000), None]


def test_an_unmapped_address_says_how_far_its_neighbours_are() -> None:
    assert holes(0x5000) == [(0x2000, 0x2000), (0x8000, 0x3000)]
    assert holes(0x10) == [None, (0x1000, 0xFF0)]
    assert holes(0x9000) == [(0x8000, 0), None]
    assert RegionIndex([]).around(5) == (None, None)


@pytest.mark.parametrize("bias", [0x5550_0000_0000, 0x7F00_0000_0000])
def test_the_bias_explains_every_mapping_of_the_file(bias: int) -> None:
    (image,) = mapped_images(mapping(bias))

    assert load_bias(elf(), image, PAGE) == bias


def test_a_file_that_is_mapped_twice_has_two_biases() -> None:
    one, other = 0x7F00_0000_0000, 0x7F00_0010_0000
    images = mapped_images([*mapping(one), *mapping(other)])

    assert [load_bias(elf(), image, PAGE) for image in images] == [one, other]
    assert [len(image.regions) for image in images] == [6, 6]


def test_mappings_that_do_not_fit_the_file_have_no_bias() -> None:
    rows = mapping(0x7F00_0000_0000)
    rows[1] = region(rows[1].start, rows[1].end, 0x9000, image=LIBRARY, inode=7)

    assert load_bias(elf(), MappedImage(LIBRARY, tuple(rows)), PAGE) is None
    assert load_bias(elf(), MappedImage(LIBRARY, (rows[-1],)), PAGE) is None


def test_regions_without_a_file_or_of_data_files_belong_to_no_image() -> None:
    assert (
        mapped_images([region(0x1000, 0x2000), region(0x2000, 0x3000, inode=9)]) == []
    )


def test_the_section_at_an_address_is_found() -> None:
    names = [section_at(elf(), one) for one in (0x1020, 0x12FF, 0x4040, 0x3F00, 0x900)]

    assert [one and one.name for one in names] == [
        ".text",
        ".text",
        ".bss",
        ".got",
        None,
    ]
    assert all(one.address <= two.address for one, two in pairwise(elf().sections))
