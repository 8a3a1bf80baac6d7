"""How many lines each block gets: all one, the telling ones two, large ones more."""

import pytest
from msgspec.structs import replace

from memscope.analyze.space.hole import Hole
from memscope.model.kinds import Kind
from memscope.model.region import Region
from memscope.render.map.blocks import Block, make_block
from memscope.render.map.heights import heights, is_guard
from memscope.render.palette import Sort
from tests.tui.synthetic import region

pytestmark = pytest.mark.unit

KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30
HOLE = Hole(0, 1 << 46)


def block(sort: Sort, kind: Kind, size: int = 4 * KIB, members: int = 1) -> Block:
    things = [[region(at << 40, size, kind)] for at in range(1, members + 1)]
    return make_block(sort, things, None)


STACK = block(Sort.STACK, Kind.STACK)
GUARD = block(Sort.THREAD_STACK, Kind.GUARD)
CODE = block(Sort.CODE, Kind.CODE)
HUGE = block(Sort.ANON, Kind.ANON, GIB)
KERNEL = block(Sort.KERNEL, Kind.VDSO, GIB)


@pytest.mark.parametrize(
    ("items", "available", "lines"),
    [
        ([], 10, []),
        ([STACK, CODE], 3, [2, 1]),
        ([STACK, CODE], 2, [1, 1]),
        ([STACK, CODE], 1, [1, 1]),
        ([GUARD, HOLE, KERNEL], 9, [1, 1, 1]),
        ([block(Sort.HEAP, Kind.HEAP)], 2, [2]),
        ([block(Sort.THREAD_STACK, Kind.THREAD_STACK, members=2)], 1, [1]),
        ([CODE, CODE], 4, [2, 2]),
        ([CODE], 20, [6]),
        ([HUGE, CODE], 4, [3, 1]),
        ([HUGE, CODE], 30, [6, 6]),
        ([HUGE, HOLE, block(Sort.ANON, Kind.ANON, MIB)], 8, [5, 1, 2]),
    ],
)
def test_lines_are_shared_out(
    items: list[Block | Hole], available: int, lines: list[int]
) -> None:
    assert heights(items, available) == lines


def test_only_one_guard_alone_is_a_guard() -> None:
    stack: Region = replace(STACK.main, kind=Kind.THREAD_STACK)
    two = make_block(Sort.THREAD_STACK, [[GUARD.main], [stack]], None)

    assert [is_guard(one) for one in (GUARD, STACK, HOLE, two)] == [
        True,
        False,
        False,
        False,
    ]
