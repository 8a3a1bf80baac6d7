"""What is searched and what is not adds up to what was asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from memscope.analyze.find.ground import ground_of, is_left_alone
from memscope.model.find import Reach
from memscope.model.kinds import Kind
from memscope.model.ranges import Ranges
from memscope.model.region import Backing
from memscope.parse.pagemap import Pages
from tests.unit.analyze.pages import BASE, SIZE
from tests.unit.analyze.regions import region

pytestmark = pytest.mark.unit

NOTHING = Ranges()


def at(*pages: tuple[int, int]) -> Ranges:
    return Ranges(
        [BASE + low * SIZE for low, _ in pages],
        [BASE + high * SIZE for _, high in pages],
    )


def test_only_what_is_in_ram_is_read() -> None:
    regions = [
        region(Kind.HEAP, BASE, 6),
        region(Kind.CODE, BASE + 6 * SIZE, 4, inode=7),
    ]
    pages = Pages(
        resident=at((1, 2), (7, 8)),
        zero=at((0, 1)),
        swapped=at((2, 3)),
        guards=at((3, 4)),
        unread=at((5, 6)),
    )

    found = ground_of(regions, pages, None, NOTHING)

    assert found.stretches == (
        (BASE, BASE + SIZE, True),
        (BASE + SIZE, BASE + 2 * SIZE, False),
        (BASE + 7 * SIZE, BASE + 8 * SIZE, False),
    )
    assert found.extent == Reach(
        mapped=10 * SIZE,
        present=2 * SIZE,
        zeros=SIZE,
        untouched=2 * SIZE,
        elsewhere=3 * SIZE,
        swapped=SIZE,
        unknown=SIZE,
    )


def test_the_kernel_and_devices_are_left_alone() -> None:
    plain = region(Kind.FILE, BASE, inode=3)

    assert is_left_alone(region(Kind.VVAR))
    assert is_left_alone(replace(plain, backing=Backing.KERNEL))
    assert is_left_alone(replace(plain, flags=("rd", "io")))
    assert not is_left_alone(replace(plain, flags=("rd", "mr")))


def test_our_own_buffer_is_cut_out() -> None:
    ours = Ranges([BASE + 100], [BASE + 200])
    pages = Pages(resident=at((0, 1)))

    found = ground_of([region(Kind.HEAP)], pages, None, ours)

    assert [(low - BASE, high - BASE) for low, high, _ in found.stretches] == [
        (0, 100),
        (200, SIZE),
    ]
    assert found.extent.ours == 100


ranges = st.lists(st.integers(0, 40), unique=True, max_size=12).map(
    lambda cuts: at(*zip(sorted(cuts)[::2], sorted(cuts)[1::2], strict=False))
)


@given(resident=ranges, within=st.none() | ranges, ours=ranges)
def test_the_parts_add_up(
    resident: Ranges, within: Ranges | None, ours: Ranges
) -> None:
    regions = [region(Kind.HEAP, BASE, 10), region(Kind.VVAR, BASE + 20 * SIZE, 10)]

    found = ground_of(regions, Pages(resident=resident), within, ours)

    extent = found.extent
    parts = [getattr(extent, name) for name in Reach.__struct_fields__[1:]]
    assert sum(parts) == extent.mapped
    assert sum(high - low for low, high, _ in found.stretches) == extent.present
