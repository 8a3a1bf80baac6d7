"""The map of one process as SVG, element by element."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from memscope.model.kinds import Kind
from memscope.model.region import ProcessUsage
from memscope.render.html.map_svg import FEW, map_picture, page_map
from memscope.render.html.svg import snapshot_svg
from tests.golden import check, elements
from tests.tui.synthetic import EXE, KIB, LIBC, MIB, process, region, snapshot

pytestmark = pytest.mark.unit

GOLDEN = Path(__file__).with_name("golden")
SMALL = replace(
    process(),
    regions=(
        region(0x40_0000, 16 * KIB, Kind.CODE, resident=4 * KIB, image=EXE),
        region(0x1000_0000, MIB, Kind.HEAP, resident=MIB // 2),
        region(0x7F00_0000_0000, 64 * KIB, Kind.CODE, resident=1, image=LIBC),
        region(0x7FFF_0000_0000, 132 * KIB, Kind.STACK, resident=264 * KIB),
        region(0xFFFF_FFFF_FF60_0000, 4 * KIB, Kind.VSYSCALL, resident=None),
    ),
)


def test_a_map_that_is_part_of_a_page() -> None:
    markup = page_map(SMALL, has_links=True)

    check(GOLDEN / "map.svg", elements(markup))


def test_a_map_alone_links_nowhere() -> None:
    assert "data-row" not in map_picture(SMALL).markup


def test_what_is_not_known_of_a_process_is_not_said() -> None:
    unknown = replace(SMALL, usage=ProcessUsage())

    assert "resident" in map_picture(SMALL).markup
    assert "resident" not in map_picture(unknown).markup


def test_of_many_parts_small_ones_are_put_together() -> None:
    busy = process(threads=20)
    counts = [
        map_picture(busy, most=most).markup.count('class="block"')
        for most in (200, FEW, 1)
    ]

    assert counts == sorted(counts, reverse=True)
    assert counts[1] < counts[0]
    assert map_picture(busy, most=1).markup == map_picture(busy, most=2).markup


def test_a_file_with_maps_side_by_side() -> None:
    check(GOLDEN / "side-by-side.svg", elements(snapshot_svg(snapshot(*[SMALL] * 2))))


@pytest.mark.parametrize(
    ("count", "width", "rows"), [(0, 448, 0), (1, 448, 1), (4, 1756, 1), (5, 1756, 2)]
)
def test_four_maps_stand_in_a_row(count: int, width: int, rows: int) -> None:
    empty = replace(SMALL, regions=())
    each = map_picture(empty).height + 36

    picture = snapshot_svg(snapshot(*[empty] * count))

    height = 24 + each * rows - (36 if rows else 0) + 22 + 24
    assert f'width="{width}" height="{height:g}" viewBox' in picture
