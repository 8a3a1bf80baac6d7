"""Regions with what their allocators hold in them."""

import pytest
from msgspec.structs import replace

from memscope.analyze.occupied import occupied
from memscope.model import labels
from memscope.model.address import Address
from memscope.model.kinds import Kind
from memscope.model.occupancy import Occupancy, Stretch
from memscope.model.process import Process
from memscope.model.region import ProcessUsage
from tests.unit.analyze.regions import region

pytestmark = pytest.mark.unit

HEAP = region(Kind.HEAP, 0x5500_0000_0000, 8, path="[heap]", label="heap")
ARENA = region(Kind.ARENA, 0x7F00_0000_0000, 8, label=labels.ARENA)
LARGE = region(Kind.ANON, 0x7F10_0000_0000, 64, label=labels.LARGE_BLOCK)
OTHER = region(Kind.ANON, 0x7F20_0000_0000, 8, label=labels.ANONYMOUS)
PROCESS = Process(
    *(4242, 1, 5, "orders", None, (), "S", None),
    ProcessUsage(),
    threads=(),
    regions=(HEAP, ARENA, LARGE, OTHER),
)


def walked(start: int, size: int, live: int, *, whole: bool = True) -> Occupancy:
    stretch = Stretch(Address(start), Address(start + size), live, size - live)
    return Occupancy(
        allocator="glibc",
        arena=Address(start),
        name="",
        stretches=(stretch, stretch),
        whole=whole,
    )


def test_what_was_walked_and_large_blocks_say_what_is_in_use() -> None:
    arenas = (walked(ARENA.start + 0x8D0, 0x4000, 0x1000),)
    heap, arena, large, other = occupied(PROCESS, arenas).regions

    assert (arena.usage.live, arena.usage.free) == (0x2000, 0x6000)
    assert (large.usage.live, large.usage.free) == (LARGE.size, 0)
    assert heap.usage.live is heap.usage.free is other.usage.live is None


def test_what_broke_says_nothing() -> None:
    arenas = (walked(ARENA.start, 0x4000, 0x1000, whole=False),)

    assert occupied(PROCESS, arenas).regions[1] == ARENA


def test_what_lies_in_no_region_is_nobodys() -> None:
    assert occupied(PROCESS, (walked(0x1000, 0x1000, 0),)).regions[0] == HEAP
    assert occupied(replace(PROCESS, regions=()), (walked(0x1000, 1, 0),)).regions == ()
