"""Go's heap and tables by the runtime's own records, and records that do not agree."""

import pytest
from msgspec.structs import replace

from memscope.analyze.anonymous.go_tables import GoHeap, find_go_heap, go_heap_spans
from memscope.analyze.anonymous.runtimes import go_variables
from memscope.analyze.spans import Span
from memscope.model.kinds import Confidence, Kind
from memscope.model.region import Vma
from memscope.parse import go_runtime
from tests.unit.analyze.go_memory import (
    ARENA_RECORD,
    BITMAP,
    CAPACITIES,
    HEAP,
    INDEX,
    KEPT,
    NEWEST,
    RECORD,
    SUMMARIES,
    USED,
    VARIABLES,
    Memory,
    go_map,
    go_memory,
)

pytestmark = pytest.mark.unit
TAIL = RECORD + go_runtime.TAIL


def found(memory: Memory, vmas: list[Vma] | None = None) -> GoHeap | None:
    return find_go_heap(vmas or go_map(), [VARIABLES], memory.read, memory.pieces)


def test_the_page_allocator_leads_to_the_heap_and_all_tables() -> None:
    heap = found(go_memory())

    assert heap is not None
    assert heap.arenas == ((HEAP, HEAP + go_runtime.ARENA),)
    assert set(heap.tables) == {
        *zip(
            SUMMARIES,
            (at + 8 * size for at, size in zip(SUMMARIES, CAPACITIES, strict=True)),
            strict=True,
        ),
        (INDEX, INDEX + (32 << 20)),
        (BITMAP, BITMAP + (1 << 20)),
        (ARENA_RECORD, ARENA_RECORD + 0x11000),
        (KEPT, KEPT + 0x40000),
        (KEPT + 0x40000, KEPT + 0x80000),
    }


@pytest.mark.parametrize(
    "change",
    [
        {RECORD + 16: CAPACITIES[0] + 1},
        {RECORD + 8: CAPACITIES[0] + 1},
        {RECORD: SUMMARIES[0] + 8},
        {RECORD: HEAP - 0x20000},
        {TAIL + 8: 7},
        {TAIL + 32: 0},
        {TAIL + 48: USED + 0x1000},
        {KEPT + 0x40010: HEAP + USED + 0x1000},
        {TAIL + 0x100: 0},
        {TAIL + 0x100: HEAP},
    ],
)
def test_a_record_that_does_not_agree_tells_nothing(change: dict[int, int]) -> None:
    assert found(Memory(go_memory() | change)) is None


def test_memory_at_gos_usual_address_that_is_in_no_arena_is_not_gos() -> None:
    stranger = HEAP + 4 * go_runtime.ARENA
    vmas = go_map(f"{stranger:x}-{stranger + 0x4000000:x} rw-p")

    heap = found(go_memory(), vmas)

    assert heap is not None
    spans = go_heap_spans(vmas, heap)
    assert not [one for one in spans if one.start <= stranger < one.end]
    assert {one.confidence for one in spans} == {Confidence.LIKELY}
    heap_spans = [(one.kind, one.label) for one in spans if one.start >> 32 == 0xC0]
    assert heap_spans == [
        (Kind.ANON, "Go heap"),
        (Kind.RESERVED, "reserved for the Go heap"),
    ]
    assert {one.label for one in spans} - {label for _, label in heap_spans} == {
        "tables of Go's runtime",
        "reserved for the tables of Go's runtime",
    }


def test_a_file_in_the_place_of_a_table_refutes_the_record() -> None:
    vmas = [
        replace(one, inode=7, path="/tmp/x") if one.start == INDEX else one
        for one in go_map()
    ]

    assert found(go_memory(), vmas) is None


def test_a_list_of_chunks_that_does_not_end_at_the_oldest_is_not_followed() -> None:
    heap = found(Memory(go_memory() | {NEWEST: 0}))

    assert heap is not None
    assert (KEPT + 0x40000, KEPT + 0x80000) in heap.tables
    assert (KEPT, KEPT + 0x40000) not in heap.tables


def test_the_record_of_an_arena_whose_spans_are_elsewhere_is_left_alone() -> None:
    heap = found(Memory(go_memory() | {KEPT + 0x100 + 24: HEAP + 0x8000}))

    assert heap is not None
    assert not [one for one in heap.tables if one[0] == ARENA_RECORD]


def test_only_images_that_gos_tools_made_have_variables_of_its_runtime() -> None:
    def span(image: str, kind: Kind, evidence: str) -> Span:
        return Span(0x1000, 0x2000, kind, None, image, "", (evidence,))

    elf = [
        span("/bin/go", Kind.DATA, "elf-section:.go.buildinfo,.data"),
        span("/bin/go", Kind.BSS, "elf-section:.bss"),
        span("/bin/go", Kind.CODE, "elf-section:.text"),
        span("/lib/libc.so", Kind.DATA, "elf-section:.data"),
    ]

    assert go_variables(elf) == [(0x1000, 0x2000)] * 2
    assert go_variables(elf[3:]) == []
