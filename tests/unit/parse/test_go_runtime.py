"""Records of Go's runtime, and bytes that are none."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memscope.parse.go_runtime import (
    ARENA,
    SIZE,
    PageAllocator,
    arena_record_end,
    parse_page_allocator,
    parse_ranges,
    places,
    scavenger_index,
    span_lists,
)

pytestmark = pytest.mark.unit
ROOMS = [1 << 14 + 3 * level for level in range(5)]
START, TOTAL = 0xC000000000, 0x800000
FIRST = (START + (1 << 47)) >> 22
INDEX, SPANS = 0x7F0000000000, 0x7F0000100000


def record(*rest: int, offset: int = 1 << 47) -> PageAllocator:
    head = struct.pack(
        "<15Q", *(one for room in ROOMS for one in (INDEX, room // 2, room))
    )
    first = (START + offset) >> 22
    words = (0, first, first + 2, 0x7F00000008, 1, 16, TOTAL, *rest, 0, 0, 0)
    found = parse_page_allocator(head, struct.pack(f"<{len(words)}Q", *words))
    assert found is not None
    return found


def test_five_slices_of_a_tree_bound_their_reservations() -> None:
    found = record()

    assert found.summaries == tuple((INDEX, INDEX + 8 * room) for room in ROOMS)
    assert found.bounds == (FIRST, FIRST + 2)


@pytest.mark.parametrize("offset", [1 << 47, 0])
def test_ranges_that_add_up_tell_how_addresses_are_indexed(offset: int) -> None:
    data = struct.pack("<2Q", START, START + TOTAL)

    found = parse_ranges(data, record(offset=offset))

    assert found == ([(START, START + TOTAL)], offset)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (START, START + TOTAL + 0x1000),
        (START + TOTAL, START),
        (START + (4 << 20), START + (4 << 20) + TOTAL),
    ],
)
def test_ranges_that_do_not_add_up_are_none(start: int, end: int) -> None:
    assert parse_ranges(struct.pack("<2Q", start, end), record()) is None


def test_slices_behind_it_are_known_by_their_sizes() -> None:
    found = record(1, INDEX, 1 << 26, 1 << 26, SPANS, 5, 1 << 13)

    assert scavenger_index(found) == (INDEX, INDEX + (512 << 20))
    assert (SPANS, 5, SPANS + 0x10000) in list(span_lists(found))
    assert scavenger_index(record(INDEX, 1, 1 << 26)) is None


@pytest.mark.parametrize(("used", "is_one"), [(ARENA, 1), (0, 0), (0x3000, 0), (1, 0)])
def test_an_arenas_record_ends_with_how_much_of_it_was_used(
    used: int, is_one: int
) -> None:
    assert bool(arena_record_end(struct.pack("<2Q", 0, used))) == bool(is_one)


@given(st.binary(max_size=600))
def test_any_bytes_are_read_or_are_none(data: bytes) -> None:
    list(places(data))
    if len(data) >= SIZE + 56:
        parse_page_allocator(data[:SIZE], data[SIZE:])
