"""What malloc writes into the memory it hands out, and what only looks like it."""

import struct

import pytest
from msgspec.structs import replace

from memscope.parse.glibc_malloc import (
    FORM_32,
    HEAP_MAX,
    WINDOW,
    HeapInfo,
    arenas_in_use,
    mapped_block,
    parse_heap_info,
    words_of_top,
)

pytestmark = pytest.mark.unit


def chunk(skipped: int, size: int) -> bytes:
    return struct.pack("=2Q", skipped, size)


def test_a_large_block_says_its_size() -> None:
    assert mapped_block(chunk(0, 0x41000 | 2), 0x100000) == 0x41000


@pytest.mark.parametrize(
    "header",
    [
        chunk(0, 0x41000),  # not by mmap
        chunk(0, 0x41000 | 3),  # another flag as well
        chunk(0, 0x41010 | 2),  # no whole pages
        chunk(16, 0x41000 | 2),  # something before it
        chunk(0, 0x101000 | 2),  # more than there is
        chunk(0, 0x1000 | 2),  # malloc would have used its heap
        chunk(0, 0),
        b"\0" * 15,
    ],
)
def test_other_bytes_are_no_large_block(header: bytes) -> None:
    assert mapped_block(header, 0x100000) is None


@pytest.mark.parametrize(
    ("words", "size"),
    [
        ((0, 0, 8, 0x200FF8 | 2), 0x201000),
        ((0, 0x201000 | 2, 0, 0), 0x201000),  # before glibc 2.26
        ((0, 0, 8, 0x201000 | 2), None),
        ((0, 1, 8, 0x200FF8 | 2), None),
        ((0, 0, 0, 0x200FF8 | 2), None),
    ],
)
def test_a_large_block_of_a_32_bit_program(words: tuple[int], size: int | None) -> None:
    assert mapped_block(struct.pack("=4I", *words), 0x300000, FORM_32) == size


def test_a_heap_of_a_32_bit_program_has_1_mib() -> None:
    base = 0xF7300000
    data = struct.pack("=8I", base + 0x18, 0, 0x21000, 0x21000, 0x1000, 0, 0, 0)

    heap = parse_heap_info(data, FORM_32)

    assert heap == HeapInfo(base + 0x18, 0, 0x21000, 0x21000)
    assert heap.is_of(base, FORM_32.heap_max)
    assert not heap.is_of(base)
    assert words_of_top(data * 4, FORM_32)[:3] == (base + 0x18, 0, 0x21000)


BASE = 0x7F00_0000_0000
FIRST = HeapInfo(BASE + 0x30, 0, 0x2000, 0x3000)
LATER = HeapInfo(BASE - HEAP_MAX + 0x30, BASE - HEAP_MAX, 0x2000, 0x3000)


@pytest.mark.parametrize(
    "heap",
    [
        FIRST,
        LATER,
        replace(FIRST, arena=BASE + 8),
        replace(FIRST, arena=BASE + 256),
        replace(FIRST, size=1),
        replace(FIRST, size=0x3000),
        replace(FIRST, writable=HEAP_MAX),
    ],
)
def test_a_heap_may_say_so(heap: HeapInfo) -> None:
    assert heap.is_of(BASE)


@pytest.mark.parametrize(
    "heap",
    [
        replace(FIRST, arena=BASE),
        replace(FIRST, arena=BASE + 12),
        replace(FIRST, arena=BASE + 264),
        replace(FIRST, size=0),
        replace(FIRST, size=0x3001),
        replace(FIRST, writable=0x3800),
        replace(FIRST, writable=HEAP_MAX + 0x1000),
        replace(FIRST, previous=BASE - HEAP_MAX),
        replace(LATER, previous=0),
        replace(LATER, previous=BASE - HEAP_MAX + 8),
    ],
)
def test_a_heap_cannot_say_so(heap: HeapInfo) -> None:
    assert not heap.is_of(BASE)


ARENA, OTHER = 0x7F0000000030, 0x7F0004000030


def block(**words: int) -> bytes:
    data = bytearray(WINDOW)
    for place, word in words.items():
        struct.pack_into("=Q", data, int(place[1:]), word)
    return bytes(data)


def test_a_thread_points_at_its_arena_at_the_same_distance_as_all_others() -> None:
    blocks = {1: block(w960=ARENA), 2: block(w960=OTHER), 3: block(w960=0x55)}

    assert arenas_in_use(blocks, [ARENA, OTHER]) == {1: ARENA, 2: OTHER}


def test_a_stray_copy_of_the_pointer_is_outvoted() -> None:
    blocks = {1: block(w960=ARENA, w800=OTHER), 2: block(w960=OTHER)}

    assert arenas_in_use(blocks, [ARENA, OTHER]) == {1: ARENA, 2: OTHER}


def test_two_distances_that_explain_as_much_prove_nothing() -> None:
    assert arenas_in_use({1: block(w960=ARENA, w800=OTHER)}, [ARENA, OTHER]) is None


def test_nobody_may_point_at_an_arena() -> None:
    assert arenas_in_use({1: block(), 2: b"short"}, [ARENA]) == {}


def test_in_a_32_bit_program_pointers_at_arenas_have_four_bytes() -> None:
    data = bytearray(WINDOW)
    struct.pack_into("=I", data, 964, 0xF7300018)

    found = arenas_in_use({1: bytes(data)}, [0xF7300018], FORM_32)

    assert found == {1: 0xF7300018}
