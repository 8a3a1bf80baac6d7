"""What lies between two addresses: most bytes, the share touched, what is unknown."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from memscope.analyze.space.terrain import NOTHING, sort_of, terrain_of
from memscope.model.kinds import Kind
from memscope.model.region import RegionUsage
from tests.tui.synthetic import EXE, LIBC, image, region
from tests.unit.analyze.space.spaces import MIB, by_kind, space, with_regions

pytestmark = pytest.mark.unit
LOW, HIGH = 0x10_0000, 0x40_0000


def test_what_has_most_bytes_in_ram_gives_the_colour() -> None:
    terrain = terrain_of(
        with_regions(
            [
                region(LOW, MIB, Kind.ARENA, resident=8192),
                region(LOW + MIB, 60 * MIB, Kind.RESERVED, resident=0),
            ]
        ),
        by_kind,
    )

    found = terrain.content(terrain.start, terrain.end)
    assert found.colour == "arena"
    assert found.mapped == 61 * MIB
    assert found.resident == 8192
    assert terrain.content(LOW + 2 * MIB, LOW + 3 * MIB).colour == "reserved"


def test_part_of_a_region_has_its_share() -> None:
    terrain = terrain_of(space((Kind.HEAP, MIB, 0), resident=MIB // 2), by_kind)

    found = terrain.content(LOW, LOW + MIB // 4)
    assert (found.mapped, found.resident) == (MIB // 4, MIB // 8)
    assert found.touched == 0.5


def test_a_hole_has_nothing_and_what_is_outside_neither() -> None:
    terrain = terrain_of(space((Kind.HEAP, MIB, 0), (Kind.STACK, MIB, MIB)), by_kind)

    assert terrain.content(LOW + MIB, LOW + 2 * MIB) == NOTHING
    assert terrain.content(0, LOW) == NOTHING
    assert NOTHING.touched is None


def test_unknown_is_not_zero() -> None:
    known = region(LOW, MIB, Kind.HEAP, resident=0)
    unknown = replace(known, usage=RegionUsage())
    for one, touched in ((known, 0.0), (unknown, None)):
        terrain = terrain_of(with_regions([one]), by_kind)
        assert terrain.content(LOW, LOW + MIB).touched == touched


def test_neighbours_of_one_sort_are_one_expanse() -> None:
    regions = [*image(LOW, EXE, 4096), *image(HIGH, LIBC, 4096)]
    stack = region(HIGH + MIB, MIB, Kind.THREAD_STACK)
    guard = region(HIGH + MIB - 4096, 4096, Kind.GUARD)
    terrain = terrain_of(with_regions([*regions, guard, stack]), by_kind)

    found = terrain.stretches(4096, LOW, 1000)
    sorts = [one.sort for one in found]
    assert sorts == ["program", "", "library", "", "thread-stack"]
    assert found[-1].size == MIB + 4096
    assert sort_of(regions[0], EXE) == "program"


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([Kind.ANON, Kind.STACK]),
            st.integers(1, 50).map(lambda n: n * 4096),
            st.integers(0, 5).map(lambda n: n * 4096),
        ),
        min_size=1,
        max_size=30,
    ),
    st.integers(0, 1 << 20),
)
def test_two_halves_make_the_whole(rows: list[tuple[Kind, int, int]], at: int) -> None:
    terrain = terrain_of(space(*rows, resident=4096), by_kind)
    low, high = terrain.start, terrain.end
    middle = min(low + at, high)

    one, two = terrain.content(low, middle), terrain.content(middle, high)
    assert one.mapped + two.mapped == terrain.mapped
    assert terrain.content(low, high).mapped == terrain.mapped
    resident = (one.resident or 0) + (two.resident or 0)
    assert resident == pytest.approx(4096 * len(rows))
