"""Forged heaps: a walk ends, and says that it broke or what fits; lists have an end."""

from struct import pack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memscope.analyze.malloc import lists
from memscope.analyze.malloc.arena import Machine, occupancy
from memscope.analyze.malloc.segments import PieceSearch, segments_of
from memscope.analyze.malloc.walk import BlockRange, Walked, walk
from memscope.analyze.malloc.walked_arena import WalkedArena
from memscope.model.ranges import Ranges
from memscope.parse.glibc_arena import ArenaRecord, arenas_among, parse_arena
from memscope.parse.glibc_chunks import CHUNKS
from tests.fuzz.mutations import mutated
from tests.unit.analyze.malloc.memory import FakeMemory
from tests.unit.parse.malloc_bytes import (
    BASE,
    FREE,
    LIVE,
    OLD,
    blocks,
    chain,
    offsets,
    record,
)

pytestmark = pytest.mark.fuzz

FORM = CHUNKS[8]
WANTED = [(64, LIVE), (0x420, FREE), (32, LIVE), (0x200, FREE), (48, LIVE)] * 3
GOOD = blocks(*WANTED)
TOP = BASE + offsets(*WANTED)[-1]
MACHINE = Machine(Ranges([BASE], [BASE + len(GOOD)]), 0x1000, 0x1000)
RECORD = ArenaRecord(0x7F00, OLD, TOP, (), 0x7F00, len(GOOD), ())


def check(data: bytes, top: int = TOP) -> None:
    """Walk, and add up what was seen."""
    memory = FakeMemory({BASE: data})
    within = BlockRange(BASE, top, BASE + len(data), True)
    walked = walk(memory, within, FORM, is_main=True)
    seen = WalkedArena(RECORD, "", None, FORM, [walked], {}, {}, None, True)
    found = occupancy(seen, MACHINE, parts=7)

    if found.whole:
        size = sum(one.end - one.start for one in found.stretches)
        assert found.live is not None
        assert found.free is not None
        assert found.live + found.free == size
        assert sum(found.profile) == found.free
    else:
        assert found.why
        assert found.live is None


@given(mutated(GOOD))
def test_a_spoilt_heap(data: bytes) -> None:
    check(data)


@given(st.binary(max_size=600), st.integers(0, 600))
def test_any_bytes(data: bytes, top: int) -> None:
    check(data, BASE + top)


@given(st.lists(st.sampled_from([0, 1, 16, 17, 32, 33, 48, 2**63, 2**64 - 15, 0x421])))
def test_any_sizes(sizes: list[int]) -> None:
    check(b"".join(pack("=2Q", size & ~7, size) for size in sizes))


@given(mutated(GOOD), st.integers(0, 1 << 20))
def test_pieces_of_a_spoilt_heap(data: bytes, system: int) -> None:
    memory = FakeMemory({BASE: data})
    arena = ArenaRecord(0x7F00, OLD, TOP, (), 0x7F00, system, ())

    def walk_of(one: BlockRange) -> Walked:
        return walk(memory, one, FORM, is_main=True, is_patient=False)

    areas = [(BASE, BASE + len(data))]
    search = PieceSearch(
        areas, areas, memory.read, lambda low, high: iter([(low, high)]),
        walk_of, lambda: False, FORM, 0x1000,
    )  # fmt: skip
    segments_of(arena, search)


@given(mutated(record(0x7F00_0000_0C80, TOP, 0x21000, first=BASE)))
def test_a_spoilt_record(data: bytes) -> None:
    parse_arena(data, 0x7F00_0000_0C80, OLD)
    for found in arenas_among(data[: len(data) // 8 * 8], 0x7F00_0000_0C80):
        assert found.top
        assert len(found.lists) <= 127


@given(st.lists(st.integers(0, 3), min_size=1, max_size=4), st.booleans())
def test_lists_that_lead_anywhere_have_an_end(links: list[int], mixed: bool) -> None:
    places = [BASE + 0x1000 * number for number in range(4)]
    pieces = {
        at: chain(at, 0x40, places[link % len(links)], mixed=mixed, before=0)
        for at, link in zip(places, links, strict=False)
    }
    memory = FakeMemory(pieces)
    found = lists.fast(lambda: (BASE,), memory, memory.owns, FORM, lambda: False)

    assert found is None  # none of them ends
