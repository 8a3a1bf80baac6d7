"""What is alive in arenas of CPython's objects."""

from collections.abc import Mapping, Sequence

import pytest

from memscope.analyze.anonymous.python_blocks import (
    NO_POOL,
    NOT_IN_RAM,
    OUT_OF_TIME,
    python_occupancy,
)
from memscope.model.occupancy import Occupancy
from tests.unit.parse.runtime_bytes import pool

pytestmark = pytest.mark.unit

AT, ARENA, POOL, SIZE = 0x7F0000000000, 1 << 20, 0x4000, 48


def look(memory: Mapping[int, bytes], end: int = AT + ARENA) -> tuple[Occupancy, ...]:
    def read(addresses: Sequence[int], size: int) -> list[bytes | None]:
        return [memory.get(at, b"")[:size] or None for at in addresses]

    return python_occupancy([(AT, end)], read)


def test_blocks_in_use_are_counted_by_size() -> None:
    fives = pool(used=3, size_class=4)
    empty = pool(used=0, size_class=4)
    (found,) = look({AT: fives, AT + POOL: empty, AT + 9 * POOL: bytes(SIZE)})

    assert found.whole
    assert (found.live, found.live_blocks) == (240, 3)
    assert found.free == 64 * (POOL - SIZE) - 240
    (group,) = found.classes
    assert (group.size, group.live, group.free) == (80, 3, 2 * 204 - 3)


def test_arenas_in_a_row_are_told_apart() -> None:
    found = look({AT: pool(used=1), AT + ARENA: pool(used=2)}, AT + 2 * ARENA)

    assert [one.live_blocks for one in found] == [1, 2]
    assert [one.arena for one in found] == [AT, AT + ARENA]


def test_older_versions_have_smaller_arenas() -> None:
    first = pool(layout=0x1000, used=5)

    found = look(dict.fromkeys(range(AT, AT + ARENA, ARENA // 4), first))

    assert [one.live_blocks for one in found] == [5, 5, 5, 5]


def test_of_a_pool_that_is_on_swap_nothing_is_concluded() -> None:
    first = pool(used=3, size_class=4)

    def read(addresses: Sequence[int], size: int) -> list[bytes | None]:
        return [first[:size] if at == AT else None for at in addresses]

    (found,) = python_occupancy(
        [(AT, AT + ARENA)], read, hides=lambda start, end: start <= AT + POOL < end
    )

    assert (found.whole, found.why, found.live) == (False, NOT_IN_RAM, None)


def test_a_header_that_is_none_breaks_the_arena() -> None:
    (found,) = look({AT: pool(), AT + POOL: b"\x07" * SIZE})

    assert (found.whole, found.why, found.live) == (False, NO_POOL, None)


@pytest.mark.parametrize("begin", [None, bytes(SIZE), b"\xff" * SIZE])
def test_memory_that_does_not_begin_with_a_pool_is_no_arena(
    begin: bytes | None,
) -> None:
    assert look({} if begin is None else {AT: begin}) == ()


def test_when_the_time_is_up_an_arena_is_not_told() -> None:
    def read(addresses: Sequence[int], size: int) -> list[bytes | None]:
        return [pool()[:size] for _ in addresses]

    (found,) = python_occupancy([(AT, AT + ARENA)], read, lambda: True)

    assert (found.whole, found.why) == (False, OUT_OF_TIME)
