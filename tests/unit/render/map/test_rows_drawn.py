"""Rows of both maps around each width at which something more has room."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from memscope.model.kinds import Kind
from memscope.model.region import RegionUsage
from memscope.render.map.blocks import Block, make_block
from memscope.render.map.exact import Hole
from memscope.render.map.row import (
    Marks,
    block_line,
    block_name,
    block_row,
    hole_row,
    region_row,
    short_address,
)
from memscope.render.palette import Sort
from memscope.render.runs import Run
from tests.golden import check, sheet
from tests.tui.synthetic import EXE, LIBC, region

pytestmark = pytest.mark.unit

GOLDEN = Path(__file__).with_name("golden")
KIB, MIB = 1 << 10, 1 << 20
HEAP = region(0x55D2_0000_0000, MIB, Kind.HEAP, resident=MIB // 2)
LIBRARY = region(0x7F00_0000_0000, 16 * KIB, Kind.CODE, perms="r-xp", image=LIBC)
UNKNOWN = replace(HEAP, usage=RegionUsage())
FEW = region(0x7E00_0000_0000, MIB, Kind.ANON, resident=None)
MORE = region(0x7E10_0000_0000, 3 * MIB, Kind.ANON, resident=0)
PLAIN, BOTH = Marks(), Marks(changed=True, twin=True)


def test_rows_of_the_exact_map() -> None:
    rows = [
        (f"{name} in {width} cells", [region_row(one, width, EXE, marks)])
        for width in (28, 35, 36, 41, 42, 47, 48, 51, 52, 53, 61, 80)
        for name, one, marks in (
            ("heap", HEAP, PLAIN),
            ("library", LIBRARY, BOTH),
            ("unknown", UNKNOWN, PLAIN),
        )
    ]

    check(GOLDEN / "region-rows.txt", sheet(rows))


def test_rows_of_blocks() -> None:
    blocks = [
        make_block(Sort.HEAP, [[HEAP]], EXE),
        make_block(Sort.LIBRARY, [[LIBRARY]], EXE),
        make_block(Sort.ANON, [[FEW], [MORE]], EXE),
    ]
    rows = [
        (f"{one.sort} in {width} cells", [block_row(one, width, EXE, marks)])
        for width in (24, 29, 30, 43, 44, 60, 61, 80)
        for one, marks in zip(blocks, (PLAIN, BOTH, PLAIN), strict=True)
    ]
    further = block_line(blocks[0], (Run("said", "muted"), Run(" so")), 20)

    check(GOLDEN / "block-rows.txt", sheet([*rows, ("a further line", [further])]))


def test_rows_of_holes() -> None:
    hole = Hole(0, 1 << 45)

    rows = [
        (f"in {width} cells", [hole_row(hole, width)]) for width in (15, 22, 24, 50)
    ]

    check(GOLDEN / "hole-rows.txt", sheet(rows))


@pytest.mark.parametrize(
    ("address", "text"),
    [
        (0x1000, "000000001000"),
        (0xFFFF_FFFF_FFFF, "ffffffffffff"),
        (0x1_0000_0000_0000, "…00000000000"),
        (0xFFFF_FFFF_FF60_0000, "…fffff600000"),
    ],
)
def test_an_address_has_twelve_cells(address: int, text: str) -> None:
    assert short_address(address) == text


def many(sort: Sort, kind: Kind, count: int) -> Block:
    things = [[region(at << 20, KIB, kind, image=None)] for at in range(1, count + 1)]
    return make_block(sort, things, EXE)


@pytest.mark.parametrize(
    ("sort", "kind", "one", "two"),
    [
        (Sort.KERNEL, Kind.VDSO, "kernel", "kernel"),
        (Sort.FILE, Kind.FILE, "", "2 files"),
        (Sort.ANON, Kind.ANON, "anonymous", "2 anonymous"),
        (Sort.ARENA, Kind.ARENA, "malloc arena", "2 arenas"),
        (Sort.THREAD_STACK, Kind.THREAD_STACK, "thread stack", "2 stacks"),
        (Sort.RESERVED, Kind.RESERVED, "reserved", "2 reservations"),
        (Sort.UNKNOWN, Kind.UNKNOWN, "unknown", "2 regions"),
        (Sort.LIBRARY, Kind.CODE, "", "2 libraries"),
        (Sort.RODATA, Kind.RELRO, "read-only data", "2 regions"),
    ],
)
def test_a_block_of_one_has_its_name_and_of_several_their_number(
    sort: Sort, kind: Kind, one: str, two: str
) -> None:
    assert [block_name(many(sort, kind, count), EXE) for count in (1, 2)] == [one, two]
