"""What jemalloc has in use and keeps, by the records of its extents."""

import struct
from collections.abc import Sequence

import pytest

from memscope.analyze.anonymous.jemalloc_extents import (
    NO_EXTENT,
    UNKNOWN_LAYOUT,
    jemalloc_occupancy,
)
from memscope.model.occupancy import Occupancy
from memscope.model.ranges import Ranges
from tests.unit.analyze.anonymous.test_marked_memory import Memory
from tests.unit.analyze.mapping import mapped

pytestmark = pytest.mark.unit

START, PAGE = 0x7F0000000000, 0x1000
ROOT, LEAF, RECORD = 0x7E0000000000, 0x7E1000000000, 0x7E2000000000
LIVE, DIRTY, MUZZY, RETAINED = range(4)
_NO_CLASS, _LARGE, _SMALL = 232, 60, 3

Extents = Sequence[tuple[int, int]]
"""Pages and state of each, one behind the other."""


def word(state: int, *, is_new: bool = True, is_shared: bool = False) -> int:
    """Return the first word of a record, of arena 5."""
    size_class = _NO_CLASS if state else _SMALL if is_shared else _LARGE
    at, width = (17, 3) if is_new else (16, 2)
    return 5 | is_shared << 12 | state << at | size_class << at + width


def look(
    extents: Extents, *, is_new: bool = True, resident: Ranges | None = None
) -> Occupancy | None:
    memory = Memory({ROOT + 8 * (START >> 30): LEAF})
    at = START
    for number, (pages, state) in enumerate(extents):
        record, size = RECORD + 0x80 * number, pages * PAGE
        memory |= {record + 8: at, record + 16: size}
        memory[record] = word(state, is_new=is_new, is_shared=pages == 7)
        for edge in (at, at + size - PAGE):
            memory[LEAF + 8 * (edge >> 12 & 0x3FFFF)] = record | 5 << 48 | 1
        at += size
    place = ROOT + 8 * (START >> 30)
    return jemalloc_occupancy(
        mapped(f"{START:x}-{at:x} rw-p"),
        [(START, at)],
        [(place - 8, struct.pack("=2Q", 0, LEAF))],
        memory.read,
        Ranges([START], [at]) if resident is None else resident,
    )


MANY: Extents = [(4, LIVE), (7, LIVE), (10, DIRTY), (3, MUZZY), (20, RETAINED)]


@pytest.mark.parametrize("is_new", [True, False])
def test_extents_are_summed_up_by_state_in_both_layouts(is_new: bool) -> None:
    found = look(MANY, is_new=is_new)

    assert found is not None
    assert found.whole
    assert (found.live, found.free) == (11 * PAGE, 13 * PAGE)
    assert found.returnable == 13 * PAGE
    (stretch,) = found.stretches
    assert (stretch.start, stretch.end) == (START, START + 44 * PAGE)


def test_what_a_purge_gives_back_is_what_is_in_ram() -> None:
    dirty = START + 11 * PAGE
    resident = Ranges([START, dirty], [START + PAGE, dirty + 2 * PAGE])

    found = look(MANY, resident=resident)

    assert found is not None
    assert found.returnable == 2 * PAGE


def test_records_that_fit_no_layout_are_not_guessed_at() -> None:
    found = look([(4, LIVE), (9, 7)])

    assert found is not None
    assert (found.whole, found.why) == (False, UNKNOWN_LAYOUT)


def test_memory_in_no_extent_breaks_the_walk() -> None:
    table = Memory({ROOT + 8 * (START >> 30): LEAF, RECORD: word(LIVE)})
    table |= {RECORD + 8: START, RECORD + 16: PAGE}
    table[LEAF + 8 * (START >> 12 & 0x3FFFF)] = RECORD | 1
    place = ROOT + 8 * (START >> 30)

    found = jemalloc_occupancy(
        mapped(f"{START:x}-{START + 2 * PAGE:x} rw-p"),
        [(START, START + 2 * PAGE)],
        [(place - 8, struct.pack("=2Q", 0, LEAF))],
        table.read,
        Ranges([START], [START + 2 * PAGE]),
    )

    assert found is not None
    assert found.why == NO_EXTENT


def test_without_its_table_nothing_is_said() -> None:
    vmas = mapped(f"{START:x}-{START + PAGE:x} rw-p")

    assert jemalloc_occupancy(vmas, [], [], Memory().read, Ranges()) is None
