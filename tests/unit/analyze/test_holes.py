"""What is free between mappings, below the end that mmap knows."""

import pytest
from msgspec.structs import replace

from memscope.analyze.holes import Holes, holes_of
from memscope.model.kinds import Kind
from memscope.model.process import Process
from memscope.model.region import ProcessUsage, Region
from tests.unit.analyze.regions import region

pytestmark = pytest.mark.unit

MIB, GIB = 1 << 20, 1 << 30
TOP = (1 << 47) - 4096


def process(abi: str | None, *regions: Region) -> Process:
    return Process(
        *(1, 0, 5, "x", None, (), "S", None),
        ProcessUsage(),
        threads=(),
        regions=regions,
        abi=abi,
    )


def at(start: int, end: int, kind: Kind = Kind.ANON) -> Region:
    return region(kind, start, end=end)


def test_the_largest_piece_and_the_sum() -> None:
    one = process(
        "x86_64",
        at(0x400000, 0x500000),
        at(0x500000, 0x600000),
        at(TOP - GIB, TOP - GIB + MIB),
        at(0xFFFF_FFFF_FF60_0000, 0xFFFF_FFFF_FF60_1000, Kind.VSYSCALL),
    )

    found = holes_of(one, "x86_64")

    low = 0x400000 - 0x10000
    middle = TOP - GIB - 0x600000
    high = GIB - MIB
    assert found == Holes(3, low + middle + high, 0x600000, TOP - GIB)
    assert found.largest == middle


def test_the_kernel_keeps_a_distance_below_the_stack() -> None:
    stack = at(TOP - 2 * MIB, TOP, Kind.STACK)

    found = holes_of(process("x86_64", stack), "x86_64")

    assert found is not None
    assert found.end == TOP - 3 * MIB


@pytest.mark.parametrize(
    ("abi", "machine", "end"),
    [
        ("i386", "x86_64", 0xFFFF_E000),
        ("i386", "i686", 0xC000_0000),
        ("arm", "aarch64", 0xFFFF_0000),
        ("arm", "armv7l", 0xBF00_0000),
    ],
)
def test_32_bit_programs_have_less(abi: str, machine: str, end: int) -> None:
    found = holes_of(process(abi, at(0x10000, 0x20000)), machine)

    assert found == Holes(1, end - 0x20000, 0x20000, end)


@pytest.mark.parametrize(("top", "bits"), [(1 << 38, 39), (1 << 40, 42), (1 << 47, 48)])
def test_how_much_aarch64_has_is_seen_from_what_is_mapped(top: int, bits: int) -> None:
    found = holes_of(process("aarch64", at(top - MIB, top)), "aarch64")

    assert found is not None
    assert found.size == (1 << bits) - 0x10000 - MIB


def test_where_the_end_is_not_known_nothing_is_said() -> None:
    one = at(0x10000, 0x20000)

    assert holes_of(process(None, one), "x86_64") is None
    assert holes_of(process("x86_64"), "x86_64") is None
    assert holes_of(process("riscv64", one), "riscv64") is None


def test_where_nothing_is_free_there_is_no_hole() -> None:
    everything = replace(at(0, 4096), end=at(0, 1 << 32).end)

    found = holes_of(process("i386", everything), "x86_64")

    assert found is not None
    assert (found.count, found.size, found.largest) == (0, 0, 0)
