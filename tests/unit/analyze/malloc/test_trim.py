"""What a trim gives back."""

import pytest

from memscope.analyze.malloc.trim import free_ranges, returnable, top_returnable
from memscope.model.ranges import Ranges
from memscope.parse.glibc_chunks import CHUNKS

pytestmark = pytest.mark.unit

FORM = CHUNKS[8]
ALL = Ranges([0], [1 << 40])
PAGE = 0x1000


@pytest.mark.parametrize(
    ("start", "end", "bytes_"),
    [
        (0x10000, 0x11000, 0),  # its header is in that page
        (0x10000, 0x12000, 0x1000),
        (0x0FFD0, 0x11000, 0x1000),  # exactly the header before
        (0x0FFE0, 0x11000, 0),
        (0x10000, 0x12FF0, 0x1000),
        (0x10010, 0x20010, 0xF000),
    ],
)
def test_whole_pages_behind_the_header_go(start: int, end: int, bytes_: int) -> None:
    assert returnable([(start, end)], ALL, FORM, PAGE) == bytes_


def test_only_what_is_in_ram_counts() -> None:
    there = Ranges([0x11000, 0x18000], [0x12000, 0x19000])

    assert returnable([(0x10000, 0x18000)], there, FORM, PAGE) == 0x1000


def test_fast_blocks_are_joined_with_their_neighbours_first() -> None:
    blocks = [0x1000, 0x4000], [0x800, 0x100]
    fast = [(0x1800, 0x40), (0x3FC0, 0x40), (0x9000, 0x40)]

    assert list(free_ranges(*blocks, fast, 0)) == [
        (0x1000, 0x1840), (0x3FC0, 0x4100), (0x9000, 0x9040)
    ]  # fmt: skip
    assert list(free_ranges(*blocks, fast, 0x800)) == [(0x1000, 0x1840)]
    assert list(free_ranges(*blocks, [], 0x200)) == [(0x1000, 0x1800)]


@pytest.mark.parametrize(
    ("top", "bytes_"),
    [(0x10000, 0xF000), (0x0FFDF, 0x10000), (0x1FFF0, 0), (0x1F000, 0)],
)
def test_the_top_keeps_the_rest_of_a_page(top: int, bytes_: int) -> None:
    assert top_returnable(top, 0x20000, ALL, FORM, PAGE) == bytes_
