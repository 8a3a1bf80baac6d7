"""Memory of allocators by their own records, and records that do not agree."""

import struct
from collections.abc import Sequence

import pytest

from memscope.analyze.anonymous.jemalloc import jemalloc_spans
from memscope.analyze.anonymous.mimalloc import SEGMENT, mimalloc_spans
from memscope.analyze.anonymous.musl_malloc import musl_spans
from memscope.analyze.anonymous.tcmalloc import tcmalloc_spans
from memscope.analyze.spans import Span
from memscope.model.kinds import Confidence
from memscope.model.region import Vma
from tests.unit.analyze.mapping import mapped

pytestmark = pytest.mark.unit


class Memory(dict[int, int]):
    """Words by address; all others are zero."""

    def read(self, addresses: Sequence[int], size: int) -> list[bytes | None]:
        return [
            b"".join(
                struct.pack("=Q", self.get(at, 0)) for at in range(one, one + size, 8)
            )
            for one in addresses
        ]


def everything(start: int, end: int) -> list[tuple[int, int]]:
    return [(start, end)]


def bounds(spans: list[Span]) -> list[tuple[int, int]]:
    assert {one.confidence for one in spans} <= {Confidence.LIKELY}
    return [(one.start, one.end) for one in spans]


GROUP, META = 0x7F0000000000, 0x7F1000001040
SECRET = 0xFEEDFACECAFEBEEF


def groups(*places: int) -> Memory:
    """Return groups of musl's malloc, two pages each."""
    memory = Memory({META & ~0xFFF: SECRET})
    for number, place in enumerate(places):
        record = META + 40 * number
        memory |= {place: record, record + 16: place, record + 32: 2 << 12}
    return memory


def test_groups_of_musl_in_a_row_are_told_by_their_records() -> None:
    vmas = mapped(f"{GROUP:x}-{GROUP + 0x6000:x} rw-p")

    found = musl_spans(vmas, groups(GROUP, GROUP + 0x2000).read, everything)

    assert bounds(found) == [
        (GROUP, GROUP + 0x2000),
        (GROUP + 0x2000, GROUP + 0x4000),
    ]


def test_strangers_between_groups_of_musl_hide_nothing_and_are_not_named() -> None:
    vmas = mapped(f"{GROUP:x}-{GROUP + 0x9000:x} rw-p")
    memory = groups(GROUP + 0x1000, GROUP + 0x5000)

    found = musl_spans(vmas, memory.read, everything)

    assert bounds(found) == [
        (GROUP + 0x1000, GROUP + 0x3000),
        (GROUP + 0x5000, GROUP + 0x7000),
    ]


def test_what_is_not_in_ram_is_no_group_of_musl() -> None:
    vmas = mapped(f"{GROUP:x}-{GROUP + 0x9000:x} rw-p")
    memory = groups(GROUP, GROUP + 0x5000)

    found = musl_spans(vmas, memory.read, lambda _, end: [(GROUP + 0x4000, end)])

    assert bounds(found) == [(GROUP + 0x5000, GROUP + 0x7000)]


@pytest.mark.parametrize("change", [{META + 16: GROUP + 16}, {META + 32: 9 << 12}])
def test_a_record_that_does_not_lead_back_is_none(change: dict[int, int]) -> None:
    vmas = mapped(f"{GROUP:x}-{GROUP + 0x6000:x} rw-p")

    assert musl_spans(vmas, Memory(groups(GROUP) | change).read, everything) == []


def test_a_record_without_the_secret_is_none() -> None:
    vmas = mapped(f"{GROUP:x}-{GROUP + 0x6000:x} rw-p")

    assert (
        musl_spans(vmas, Memory(groups(GROUP) | {META & ~0xFFF: 0}).read, everything)
        == []
    )


BASE = 0x40000 * SEGMENT
PLACE = 216


def segments(*cookies: int) -> tuple[list[Vma], Memory]:
    """Return segments of mimalloc in a row with these random numbers."""
    memory = Memory()
    for number, cookie in enumerate(cookies):
        base = BASE + number * SEGMENT
        memory[base + PLACE] = base ^ cookie
    end = BASE + len(cookies) * SEGMENT
    return mapped(f"{BASE:x}-{end:x} rw-p"), memory


def test_segments_of_mimalloc_have_one_random_number() -> None:
    vmas, memory = segments(SECRET, SECRET, SECRET + 1)

    found = mimalloc_spans(vmas, memory.read)

    assert [one.start for one in found] == [BASE, BASE + SEGMENT]


@pytest.mark.parametrize("cookies", [(SECRET,), (SECRET, SECRET + 1), (7, 7)])
def test_a_number_that_is_not_shared_or_not_random_is_no_cookie(
    cookies: tuple[int, ...],
) -> None:
    vmas, memory = segments(*cookies)

    assert mimalloc_spans(vmas, memory.read) == []


ROOT, LEAF, RECORD = 0x7F2000000000, 0x7F3000000040, 0x7F4000000080
START, END = 0x7F5000100000, 0x7F5000200000


def extents(start: int, end: int) -> tuple[list[tuple[int, bytes]], Memory]:
    """Return jemalloc's variables and tables with one extent."""
    memory = Memory({RECORD + 8: start, RECORD + 16: end - start})
    memory[ROOT + 8 * (start >> 30)] = LEAF
    for page in (start, end - 0x1000):
        memory[LEAF + 8 * (page >> 12 & 0x3FFFF)] = RECORD | 5 << 48 | 1
    word = ROOT + 8 * (start >> 30)
    return [(word - 8, struct.pack("=2Q", 0, LEAF))], memory


def test_a_mapping_of_jemalloc_begins_and_ends_with_extents() -> None:
    variables, memory = extents(START, END)
    vmas = mapped(f"{START:x}-{END:x} rw-p", f"{END + 0x9000:x}-{END + 0xA000:x} rw-p")

    assert bounds(jemalloc_spans(vmas, variables, memory.read)) == [(START, END)]


def test_beyond_its_extents_nothing_is_jemallocs() -> None:
    variables, memory = extents(START, END)
    vmas = mapped(f"{START:x}-{END + 0x5000:x} rw-p")

    assert bounds(jemalloc_spans(vmas, variables, memory.read)) == [(START, END)]


@pytest.mark.parametrize("start", [START + 0x1000, START - 0x1000])
def test_an_extent_that_does_not_fit_the_mapping_is_none(start: int) -> None:
    variables, memory = extents(START, END)
    memory[RECORD + 8] = start
    vmas = mapped(f"{START:x}-{END:x} rw-p")

    assert jemalloc_spans(vmas, variables, memory.read) == []


BLOCK = START - 0x40000000
"""Of jemalloc itself, two huge pages."""


def block(size: int, left: int, left_size: int) -> Memory:
    """Return a block that jemalloc keeps for itself, and the extents behind it."""
    _, memory = extents(START, END)
    behind = BLOCK + size
    record, leaf = RECORD + 0x80, LEAF + 0x400000
    memory |= {BLOCK: size, BLOCK + 24: left, BLOCK + 32: left_size}
    memory |= {record + 8: behind, record + 16: 0x3000}
    memory[ROOT + 8 * (behind >> 30)] = leaf
    for page in (behind, behind + 0x2000):
        memory[leaf + 8 * (page >> 12 & 0x3FFFF)] = record | 5 << 48 | 1
    return memory


@pytest.mark.parametrize(
    ("size", "left", "left_size", "end"),
    [
        (4 << 20, 0x3F0000, 0x10000, BLOCK + (4 << 20) + 0x3000),
        (4 << 20, 4 << 20, 0, BLOCK + (4 << 20) + 0x3000),
        (4 << 20, 0x3F0000, 0x20000, None),
        ((4 << 20) + 0x1000, 0x3F0000, 0x11000, None),
        (16 << 20, 0x3F0000, 0xC10000, None),
    ],
)
def test_what_jemalloc_keeps_for_itself_is_its_own(
    size: int, left: int, left_size: int, end: int | None
) -> None:
    variables, _ = extents(START, END)
    memory = block(size, BLOCK + left, left_size)
    vmas = mapped(f"{BLOCK:x}-{BLOCK + 0x500000:x} rw-p", f"{START:x}-{END:x} rw-p")

    found = bounds(jemalloc_spans(vmas, variables, memory.read))

    assert found == [*([] if end is None else [(BLOCK, end)]), (START, END)]


HEAP = 0x55D000000000


def test_the_heap_is_tcmallocs_where_its_variables_lead_there() -> None:
    vmas = mapped(f"{HEAP:x}-{HEAP + 0x9000:x} rw-p 0 0 [heap]")
    lists = struct.pack("=8Q", *range(HEAP + 8, HEAP + 72, 8))

    found = tcmalloc_spans(vmas, [(0x1000, lists)], HEAP + 0x1000, HEAP + 0x8000)

    assert found == []
    found = tcmalloc_spans(vmas, [(0x1000, lists)], HEAP, HEAP + 0x8000)
    assert bounds(found) == [(HEAP, HEAP + 0x8000)]
    assert tcmalloc_spans(vmas, [(0x1000, lists)], HEAP, None) == []
    assert tcmalloc_spans(vmas, [(0x1000, lists[:-8])], HEAP, HEAP + 0x8000) == []
