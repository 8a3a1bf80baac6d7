"""A main arena that is not in one piece."""

from collections.abc import Iterator

import pytest

from memscope.analyze.malloc.segments import PieceSearch, segments_of
from memscope.analyze.malloc.walk import BlockRange, Walked, walk
from memscope.parse.glibc_arena import ArenaRecord
from memscope.parse.glibc_chunks import CHUNKS
from tests.unit.analyze.malloc.memory import FakeMemory
from tests.unit.parse.malloc_bytes import BASE, FREE, LIVE, OLD, blocks

pytestmark = pytest.mark.unit

FORM = CHUNKS[8]
MAPPED = 0x7F00_0000_0000
FULL = blocks((0x400, LIVE), (0x7C0, FREE), (0x40, LIVE), top=None)[:-16] + (
    bytes(8) + (17).to_bytes(8, "little")
)
"""Ends as the main arena does where it cannot grow."""


def found_in(pieces: dict[int, bytes], top: int, system: int) -> list[Walked]:
    memory = FakeMemory(pieces)
    record = ArenaRecord(0x7F12, OLD, top, (), 0x7F12, system, ())

    def walk_of(one: BlockRange) -> Walked:
        return walk(memory, one, FORM, is_main=True, is_patient=False)

    ends = [(at, at + len(data)) for at, data in pieces.items()]
    brk, others = ends[:1], ends[1:]
    search = PieceSearch(
        brk, others, memory.read, whole, walk_of, lambda: False, FORM, 0x1000
    )
    return segments_of(record, search)


def whole(low: int, high: int) -> Iterator[tuple[int, int]]:
    yield low, high


def test_what_others_took_of_the_brk_area_is_left_out() -> None:
    theirs = b"\x03" * 0x3E0
    again = blocks((0x500, LIVE), top=0xB00)
    data = FULL + theirs + again
    assert len(data) == 0x2000
    top = BASE + len(FULL) + len(theirs) + 0x500

    found = found_in({BASE: data}, top, 0x2000)

    assert [one.range.start for one in found] == [BASE, top - 0x500]
    assert [one.why for one in found] == [None, None]


def test_a_mapping_instead_of_the_break_is_found() -> None:
    brk, mapped = FULL.ljust(0x1000, b"\0"), blocks((0x800, LIVE), top=0x1800)
    pieces = {BASE: brk, MAPPED - 0x3000: bytes(0x3000) + mapped}

    found = found_in(pieces, MAPPED + 0x800, 0x3000)

    assert [one.range.start for one in found] == [BASE, MAPPED]


def test_pieces_that_are_not_all_are_none() -> None:
    brk, mapped = FULL.ljust(0x1000, b"\0"), blocks((0x800, LIVE), top=0x1800)

    assert not found_in({BASE: brk, MAPPED: mapped}, MAPPED + 0x800, 0x103000)
    assert not found_in({BASE: b"\x55" * 0x1000}, BASE + 0x800, 0x1000)
