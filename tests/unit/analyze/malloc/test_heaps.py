"""Where the blocks of an arena lie."""

from struct import pack

import pytest

from memscope.analyze.malloc.heaps import brk_range, heap_ranges, heaps_of
from memscope.analyze.malloc.walk import BlockRange
from memscope.parse.glibc_arena import ArenaForm, ArenaRecord, parse_arena
from memscope.parse.glibc_chunks import CHUNKS
from memscope.parse.glibc_malloc import FORM_64
from tests.unit.analyze.malloc.memory import FakeMemory
from tests.unit.parse.malloc_bytes import BASE, NEW, OLD, blocks, record

pytestmark = pytest.mark.unit

FORM = CHUNKS[8]
FIRST, SECOND = 0x7F00_0000_0000, 0x7F00_1000_0000


def heap(arena: int, previous: int, size: int) -> bytes:
    return pack("=4Q", arena, previous, size, size) + bytes(32)


def two_heaps(header: int, form: ArenaForm, system: int) -> tuple[FakeMemory, int]:
    arena = FIRST + header
    first = bytearray(heap(arena, 0, 0x3000).ljust(0x3000, b"\0"))
    written = record(arena, SECOND + 0x1000, system, form=form)
    first[header : header + len(written)] = written
    return FakeMemory({FIRST: bytes(first), SECOND: heap(arena, FIRST, 0x5000)}), arena


def parsed(memory: FakeMemory, arena: int, form: ArenaForm) -> ArenaRecord:
    found = parse_arena(memory.read(arena, form.size), arena, form)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("header", "form", "first"), [(32, OLD, 0x8C0), (48, OLD, 0x8D0), (48, NEW, 0x870)]
)
def test_every_heap_has_a_range(header: int, form: ArenaForm, first: int) -> None:
    memory, arena = two_heaps(header, form, 0x8000)
    found = parsed(memory, arena, form)

    heaps = heaps_of(found, memory.read, FORM_64)

    assert list(heaps) == [SECOND, FIRST]
    assert heap_ranges(found, heaps, FORM) == [
        BlockRange(FIRST + first, FIRST + 0x3000, FIRST + 0x3000, False),
        BlockRange(SECOND + header, SECOND + 0x1000, SECOND + 0x5000, True),
    ]


def test_heaps_that_are_not_all_are_none() -> None:
    memory, arena = two_heaps(48, OLD, 0x9000)
    found = parsed(memory, arena, OLD)

    assert heap_ranges(found, heaps_of(found, memory.read, FORM_64), FORM) == []


def test_a_heap_of_another_arena_leads_nowhere() -> None:
    memory, arena = two_heaps(48, OLD, 0x8000)
    found = parsed(memory, arena, OLD)
    memory.put(SECOND, pack("=Q", arena + 16))

    assert heaps_of(found, memory.read, FORM_64) == {}


def test_heaps_that_lead_in_a_circle_are_none() -> None:
    memory, arena = two_heaps(48, OLD, 0x8000)
    found = parsed(memory, arena, OLD)
    memory.put(SECOND + 8, pack("=Q", SECOND))

    assert heaps_of(found, memory.read, FORM_64) == {}


def test_the_main_arena_begins_as_far_below_its_end_as_it_has_bytes() -> None:
    top = BASE + 0x1F000
    memory = FakeMemory({top: blocks(top=0x2000)})
    found = ArenaRecord(0x7F12, OLD, top, (), 0x7F12, 0x21000 - 8, ())

    one = brk_range(found, memory.read, FORM, lambda at: at >= BASE)

    assert one == BlockRange(BASE + 0x10, top, BASE + 0x21000, True)
    assert brk_range(found, memory.read, FORM, lambda at: at > BASE + 0x10) is None
