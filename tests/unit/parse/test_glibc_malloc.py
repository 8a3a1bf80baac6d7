"""What allocators write into the memory they hand out, and what only looks like it."""

import struct

import pytest

from memscope.parse.glibc_malloc import WINDOW, arenas_in_use, mapped_block
from memscope.parse.hotspot import STRIDE, field_place, text_places
from memscope.parse.python_pool import LAYOUTS, arena_index
from memscope.parse.v8_page import SIZE, page_size, read_only_page_size

pytestmark = pytest.mark.unit

NEW, OLD = LAYOUTS
AT = 0x7F00_0000_0000


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


def pool(
    *,
    layout: int = 0x4000,
    used: int = 3,
    free: int = 0,
    arena: int = 7,
    size_class: int = 4,
    offset: int = 48 + 80 * 3,
    last: int | None = None,
) -> bytes:
    size = (size_class + 1) * 16
    last = layout - size if last is None else last
    links = (AT + 0x100000, AT + 0x200000)
    return struct.pack("=I4x3Q4I", used, free, *links, arena, size_class, offset, last)


def test_a_pool_of_python_says_its_arena() -> None:
    assert arena_index(pool(), AT, NEW) == 7
    assert arena_index(pool(layout=0x1000), AT + 0x1000, OLD) == 7
    assert arena_index(pool(free=AT + 0x90), AT, NEW) == 7


@pytest.mark.parametrize(
    "data",
    [
        pool(last=0x4000 - 96),
        pool(offset=48 + 81),
        pool(size_class=40),
        pool(used=60_000),
        pool(free=AT + 0x5000),
        pool()[:47],
        bytes(48),
        b"\xff" * 48,
    ],
)
def test_other_bytes_are_no_pool(data: bytes) -> None:
    assert arena_index(data, AT, NEW) is None


def test_a_pool_begins_where_pools_begin() -> None:
    assert arena_index(pool(), AT + 0x1000, NEW) is None


def v8_page(**changed: int) -> bytes:
    words = {
        "w0": 0x40000, "w1": 0x12, "w2": 0x38BE9BF0, "w3": AT + 0x1148,
        "w4": AT + 0x40000, "w5": 0x3EEB8, "w6": 0, "w7": 0x1148, "w8": 0x38BCA088,
        "w9": 0x566A2F0, "w10": AT, "w11": 0x40000,
    } | changed  # fmt: skip
    return struct.pack("=12Q", *words.values()).ljust(SIZE, b"\0")


def test_a_page_of_v8_says_its_size() -> None:
    assert page_size(v8_page(), AT) == 0x40000


@pytest.mark.parametrize(
    "data",
    [
        v8_page(w0=0x40001),
        v8_page(w10=AT + 8),
        v8_page(w3=AT - 8, w4=AT - 4),
        v8_page(w4=AT + 0x50000),
        bytes(SIZE),
        b"\xff" * SIZE,
        v8_page()[:-1],
    ],
)
def test_other_bytes_are_no_page_of_v8(data: bytes) -> None:
    assert page_size(data, AT) is None


def test_a_read_only_page_needs_no_bounds_of_its_own() -> None:
    data = v8_page(w10=0, w11=0)

    assert page_size(data, AT) is None
    assert read_only_page_size(data, AT) == 0x40000


def test_the_machines_table_is_searched_by_its_texts() -> None:
    constants = b"\0CodeCache\0xCodeCache\0_low_bound\0"
    kinds = text_places(constants, 0x1000, "CodeCache")
    names = text_places(constants, 0x1000, "_low_bound")
    entry = struct.pack("=3Qi4x2Q", kinds[1], names[0], 0, 1, 0, 0xABCD)

    assert (kinds, names) == ([0x1001, 0x100C], [0x1016])
    assert field_place(bytes(STRIDE) + entry, kinds, names) == (0, 0xABCD)
    assert field_place(b"x" + entry, kinds, names) is None
    assert field_place(entry[:-1], kinds, names) is None
    assert field_place(entry, kinds, []) is None


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
