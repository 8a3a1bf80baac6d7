"""A row of headers is followed as far as it goes, and not one byte further."""

import struct
from collections.abc import Sequence

import pytest

from memscope.analyze.anonymous.malloc_blocks import BlockWalk
from memscope.analyze.anonymous.runtimes import go_spans, java_spans, runtimes_of
from memscope.analyze.anonymous.v8_pages import v8_spans
from memscope.analyze.spans import Span
from memscope.model.kinds import Confidence, Kind
from tests.unit.analyze.mapping import mapped
from tests.unit.parse.runtime_bytes import pool, v8_page

pytestmark = pytest.mark.unit

START, PAGE, ARENA = 0x7F00_0000_0000, 0x1000, 0x100000


class Memory:
    """Bytes at some addresses; all else is not in RAM."""

    def __init__(self) -> None:
        self.pages: dict[int, bytes] = {}
        self.asked: list[int] = []

    def read(self, addresses: Sequence[int], size: int) -> list[bytes | None]:
        self.asked += addresses
        found = [self.pages.get(address) for address in addresses]
        return [one and one[:size].ljust(size, b"\0") for one in found]

    def block(self, at: int, size: int) -> int:
        self.pages[START + at] = struct.pack("=2Q", 0, size | 2)
        return at + size

    def arena(self, at: int, number: int) -> int:
        """Write first and last pool of an arena that begins at any page."""
        first = -(-(START + at) // 0x4000) * 0x4000
        last = START + at + ARENA - 0x4000
        for place in {first, last - last % 0x4000}:
            self.pages[place] = pool(arena=number)
        return at + ARENA

    def walk(
        self, *, glibc: bool = True, python: bool = True, budget: int = 4096
    ) -> BlockWalk:
        return BlockWalk(
            self.read,
            self.present,
            has_glibc=glibc,
            has_python=python,
            budget=budget,
        )

    @staticmethod
    def present(start: int, end: int) -> list[tuple[int, int]]:
        return [(start, end)]


def shape(spans: list[Span]) -> list[tuple[int, int, str]]:
    return [(one.start - START, one.end - START, one.label) for one in spans]


def test_blocks_in_a_row_are_told_apart() -> None:
    memory = Memory()
    end = memory.block(memory.block(0, 0x41000), 0x200000)

    found = memory.walk().over(START, START + end)

    assert shape(found) == [
        (0, 0x41000, "large malloc block"),
        (0x41000, 0x241000, "large malloc block"),
    ]


def test_arenas_in_a_row_are_one_span_and_blocks_between_part_them() -> None:
    memory = Memory()
    at = memory.arena(memory.arena(0, 1), 2)
    at = memory.block(at, 0x44000)
    end = memory.arena(at, 3)

    found = memory.walk().over(START, START + end)

    assert shape(found) == [
        (0, 2 * ARENA, "Python's objects"),
        (2 * ARENA, 2 * ARENA + 0x44000, "large malloc block"),
        (2 * ARENA + 0x44000, end, "Python's objects"),
    ]


def test_a_block_alone_after_unknown_memory_is_a_guess() -> None:
    memory = Memory()
    at = memory.block(memory.block(0, 0x41000) + PAGE, 0x41000)

    first, second = memory.walk(python=False).over(START, START + 0x100000)

    assert (second.start, second.end) == (START + 0x42000, START + at)
    assert (first.confidence, second.confidence) == (
        Confidence.LIKELY,
        Confidence.GUESS,
    )


@pytest.mark.parametrize("more", [0, 0x41000], ids=["the end", "another block"])
def test_blocks_that_lead_to_something_are_likely(more: int) -> None:
    memory = Memory()
    end = memory.block(PAGE, 0x41000)
    if more:
        end = memory.block(end, more)

    found = memory.walk(python=False).over(START, START + end)

    assert found[-1].end == START + end
    assert {one.confidence for one in found} == {Confidence.LIKELY}


def test_a_stranger_does_not_end_the_search() -> None:
    memory = Memory()
    at = 0
    for number in range(3):
        at = memory.block(at + 3 * PAGE, 0x41000)
        at = memory.arena(-(-at // 0x4000) * 0x4000 + 0x8000, number)

    found = memory.walk().over(START, START + at + PAGE)

    assert [one.label for one in found] == [
        "large malloc block",
        "Python's objects",
    ] * 3


@pytest.mark.parametrize("pages", [1, 2, 3, 5])
def test_a_stranger_beside_an_arena_is_never_called_pythons(pages: int) -> None:
    memory = Memory()
    low = pages * PAGE
    high = memory.arena(low, 1)
    end = memory.arena(high + PAGE, 2)

    found = memory.walk().over(START, START + end)

    assert found
    for one in found:
        begin, stop = one.start - START, one.end - START
        assert low <= begin < stop <= high or high + PAGE <= begin < stop <= end


def test_of_an_arena_that_is_not_full_only_what_pools_prove_is_named() -> None:
    memory = Memory()
    for at in (0, 0x4000, 0xC000):
        memory.pages[START + at] = pool(arena=1)

    ((low, high, _),) = shape(memory.walk().over(START, START + 4 * ARENA))

    assert (low, high) == (0, 0x10000)


def test_pages_that_are_not_in_ram_cost_nothing() -> None:
    memory = Memory()
    far = 1 << 36
    memory.block(far, 0x41000)
    walk = memory.walk(python=False)
    walk.present = lambda _start, end: [(START + far, end)]

    (found,) = walk.over(START, START + far + 0x41000)

    assert found.start == START + far
    assert len(memory.asked) < 10


def test_an_arena_after_unknown_memory_is_found_again() -> None:
    memory = Memory()
    memory.arena(0x8000, 5)

    found = memory.walk().over(START, START + 0x8000 + ARENA)

    assert shape(found) == [(0x8000, 0x8000 + ARENA, "Python's objects")]


def test_after_unknown_memory_the_edges_of_an_arena_may_be_missing() -> None:
    memory = Memory()
    memory.arena(0x5000, 5)

    ((low, high, label),) = shape(memory.walk().over(START, START + 0x5000 + ARENA))

    assert label == "Python's objects"
    assert 0x5000 <= low < 0x9000
    assert 0x1000 + ARENA <= high <= 0x5000 + ARENA


def test_without_the_runtime_its_headers_mean_nothing() -> None:
    memory = Memory()
    memory.arena(0, 1)
    other = Memory()
    other.block(0, 0x41000)

    assert memory.walk(python=False).over(START, START + ARENA) == []
    assert other.walk(glibc=False).over(START, START + ARENA) == []


def test_an_arena_that_would_not_fit_is_not_believed() -> None:
    memory = Memory()
    memory.arena(0, 1)

    assert memory.walk().over(START, START + ARENA - PAGE) == []


def test_looking_has_a_budget() -> None:
    memory = Memory()

    memory.walk(budget=100).over(START, START + (1 << 40))

    assert len(memory.asked) <= 100 + 64


def test_strangers_have_a_budget_of_their_own_and_rows_go_on_without_it() -> None:
    memory = Memory()
    end = memory.block(memory.block(memory.block(0, 0x41000), 0x41000), 0x41000)
    memory.block(end + 8 * PAGE, 0x41000)
    walk = memory.walk(python=False)
    walk.strays = 5

    found = walk.over(START, START + end + 0x100000)

    assert [one.end - START for one in found][-1] == end
    assert walk.strays <= 0


def test_pages_of_v8_are_walked_one_by_one() -> None:
    memory = Memory()
    at = START
    for size in (0x40000, 0x40000):
        memory.pages[at] = v8_page(w3=at + 0x1148, w4=at + size, w10=at, w11=size)
        at += size
    vmas = mapped(f"{START:x}-{at + 0x40000:x} rw-p")

    found = v8_spans(vmas, memory.read)

    assert [(one.start, one.end) for one in found] == [
        (START, START + 0x40000),
        (START + 0x40000, START + 0x80000),
    ]


def test_a_page_of_code_reaches_over_three_mappings() -> None:
    memory = Memory()
    memory.pages[START] = v8_page()
    vmas = mapped(
        f"{START:x}-{START + 0x2000:x} rw-p",
        f"{START + 0x2000:x}-{START + 0x3000:x} ---p",
        f"{START + 0x3000:x}-{START + 0x3F000:x} rwxp",
        f"{START + 0x3F000:x}-{START + 0x80000:x} ---p",
    )

    found = v8_spans(vmas, memory.read)

    assert [(one.kind, one.start - START) for one in found] == [
        (Kind.ANON, 0),
        (Kind.JIT, 0x3000),
    ]


def test_gos_heap_is_where_go_asks_for_it() -> None:
    vmas = mapped(
        "400000-401000 r-xp 0 7 /bin/x",
        "c000000000-c000400000 rw-p",
        "c000400000-c004000000 ---p",
        "7f0000000000-7f0000100000 rw-p",
    )

    assert [(one.kind, one.label) for one in go_spans(vmas)] == [
        (Kind.ANON, "Go heap"),
        (Kind.RESERVED, "reserved for the Go heap"),
    ]


def test_the_java_machines_bounds_name_only_what_has_no_file() -> None:
    vmas = mapped(
        "f0000000-ff000000 rw-p",
        "ff000000-ff800000 rw-p 0 7 /lib/classes.jsa",
        "ff800000-100000000 ---p",
        "7f0000000000-7f0000010000 rwxp",
        "7f0000010000-7f0000020000 rw-p",
    )

    found = java_spans(
        vmas, (0xF0000000, 0x100000000), (0x7F0000000000, 0x7F0000020000)
    )

    assert [(one.start, one.kind) for one in found] == [
        (0xF0000000, Kind.ANON),
        (0xFF800000, Kind.RESERVED),
        (0x7F0000000000, Kind.JIT),
    ]
    assert java_spans(vmas, None, None) == []


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/usr/lib/x86_64-linux-gnu/libc.so.6", (True, False)),
        ("/lib/libc-2.31.so", (True, False)),
        ("/lib/ld-musl-x86_64.so.1", (False, False)),
        ("/usr/bin/python3.11", (False, True)),
        ("/usr/lib/libpython3.12.so.1.0", (False, True)),
        ("/usr/bin/not-python", (False, False)),
    ],
)
def test_runtimes_are_known_by_their_files(
    path: str, expected: tuple[bool, bool]
) -> None:
    found = runtimes_of(mapped(f"1000-2000 r-xp 0 7 {path}"), [])

    assert (found.has_glibc, found.has_python) == expected
    assert not found.has_go


def test_runtimes_are_known_by_their_sections() -> None:
    def spans(evidence: str) -> list[Span]:
        return [Span(0x1000, 0x2000, Kind.DATA, evidence=(evidence,))]

    assert runtimes_of([], spans("elf-section:.go.buildinfo,.data")).has_go
    assert runtimes_of([], spans("elf-section:.data,__libc_IO_vtables")).has_glibc
    assert not runtimes_of([], spans("elf-section:.data")).has_go


@pytest.mark.parametrize(("budget", "blocks"), [(0, 0), (1, 1), (2, 2), (9, 2)])
def test_each_block_costs_one_look(budget: int, blocks: int) -> None:
    memory = Memory()
    end = memory.block(memory.block(0, 0x41000), 0x41000)

    found = memory.walk(budget=budget, python=False).over(START, START + end)

    assert len(found) == blocks
