"""The ring of arenas that the C library keeps, and heaps that are not on it."""

import struct

import pytest

from memscope.analyze.anonymous.arena_ring import vouched_heaps
from memscope.parse.glibc_malloc import FORM_32, HEAP_MAX, HeapInfo

pytestmark = pytest.mark.unit

MAIN = 0x7F8000001000
FIRST = 64 * HEAP_MAX
SECOND = 65 * HEAP_MAX
NEXT = 2160
ARENA = FIRST + 0x30
HEAPS = {
    FIRST: HeapInfo(ARENA, 0, 0x2000, 0x3000),
    SECOND: HeapInfo(ARENA, FIRST, 0x2000, 0x3000),
}


class Memory(dict[int, int]):
    """Words by address."""

    def read(self, address: int, size: int) -> bytes:
        words = range(address, address + size, 8)
        return b"".join(struct.pack("=Q", self.get(one, 0)) for one in words)

    def vouched(self, heaps: dict[int, HeapInfo]) -> set[int]:
        return vouched_heaps(heaps, self.read, lambda one: one == MAIN)


def ring(*arenas: int) -> Memory:
    """Return the memory of a process with these arenas and one top chunk each."""
    memory = Memory()
    for one, after in zip(arenas, (*arenas[1:], arenas[0]), strict=True):
        memory[one + NEXT] = after
        memory[one + 96] = one + 0x1000
    return memory


def test_a_heap_on_the_ring_is_known_to_the_library() -> None:
    only = {FIRST: HEAPS[FIRST]}

    assert ring(MAIN, ARENA).vouched(only) == {FIRST}


def test_older_heaps_of_an_arena_are_found_from_its_top() -> None:
    memory = ring(MAIN, ARENA)
    memory[ARENA + 96] = SECOND + 0x1000

    assert memory.vouched(HEAPS) == {FIRST, SECOND}


def test_a_heap_that_the_arena_does_not_lead_to_is_forged() -> None:
    assert ring(MAIN, ARENA).vouched(HEAPS) == {FIRST}


@pytest.mark.parametrize("arenas", [(ARENA,), (ARENA, FIRST + 0x4000)])
def test_a_ring_of_ones_own_is_not_the_librarys(arenas: tuple[int, ...]) -> None:
    assert ring(*arenas).vouched(HEAPS) == set()


def test_a_pointer_into_the_ring_is_not_on_it() -> None:
    memory = ring(MAIN, SECOND + 0x4000)
    memory[ARENA + NEXT] = MAIN

    assert memory.vouched(HEAPS) == set()


def test_in_a_32_bit_program_the_ring_has_words_of_four_bytes() -> None:
    base, main = 0xF7300000, 0xF7F3F7C0
    arena = base + 0x18
    words = {arena + 1096: main, main + 1096: arena, arena + 56: base + 0x1908}

    def read(address: int, size: int) -> bytes:
        places = range(address, address + size, 4)
        return b"".join(struct.pack("=I", words.get(one, 0)) for one in places)

    heaps = {base: HeapInfo(arena, 0, 0x21000, 0x21000)}

    assert vouched_heaps(heaps, read, lambda one: one == main, FORM_32) == {base}
    assert vouched_heaps(heaps, read, lambda one: one == main) == set()
