from pathlib import Path
from struct import pack

import pytest

from memscope.parse.auxv import (
    AT_BASE,
    AT_ENTRY,
    AT_PHDR,
    AT_PHNUM,
    AT_SYSINFO_EHDR,
    parse_auxv,
    word_size,
)
from memscope.parse.maps import parse_maps
from tests.data.captured import having, name_of

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("capture", having("auxv", "maps"), ids=name_of)
def test_its_addresses_lie_where_the_map_says(capture: Path) -> None:
    auxv = parse_auxv((capture / "auxv").read_bytes())
    vmas = parse_maps((capture / "maps").read_bytes())

    def path_at(address: int) -> str:
        (found,) = (vma.path for vma in vmas if address in vma)
        return found.rsplit("/", 1)[-1]

    assert path_at(auxv[AT_SYSINFO_EHDR]) == "[vdso]"
    assert path_at(auxv[AT_ENTRY]) == path_at(auxv[AT_PHDR])
    assert 4 <= auxv[AT_PHNUM] <= 20
    if auxv[AT_BASE]:
        assert path_at(auxv[AT_BASE]).startswith("ld-linux")


def test_the_end_mark_ends_it() -> None:
    data = pack("=6Q", AT_ENTRY, 0x1000, 0, 0, AT_BASE, 7)

    assert parse_auxv(data) == {AT_ENTRY: 0x1000}


@pytest.mark.parametrize("data", [b"", b"\x09" + bytes(14), bytes(16)])
def test_what_holds_no_pair_is_empty(data: bytes) -> None:
    assert parse_auxv(data) == {}


def test_a_32_bit_program_has_words_of_four_bytes() -> None:
    pairs = (4, 32, AT_PHDR, 0x8048034, AT_ENTRY, 0x8048100, AT_BASE, 0xF7F0, 0, 0)
    data = pack("=10I", *pairs)

    assert word_size(data) == 4
    assert parse_auxv(data)[AT_ENTRY] == 0x8048100


def test_where_nothing_tells_the_size_of_a_word_it_is_not_taken_for_32_bits() -> None:
    data = pack("=8I", AT_PHDR, 0x8048034, AT_ENTRY, 0x8048100, AT_BASE, 0xF7F0, 0, 0)

    assert word_size(data) is None
    assert AT_ENTRY not in parse_auxv(data)


@pytest.mark.parametrize("capture", having("auxv"), ids=name_of)
def test_64_bit_programs_were_captured(capture: Path) -> None:
    assert word_size((capture / "auxv").read_bytes()) == 8


def test_the_numbers_are_those_of_elf_h() -> None:
    numbers = (AT_PHDR, AT_PHNUM, AT_BASE, AT_ENTRY, AT_SYSINFO_EHDR)

    assert numbers == (3, 5, 7, 9, 33)
