"""The header of a page of V8's heap: each number at the edge of what is believed."""

import struct

import pytest

from memscope.parse.v8_page import ALIGNMENT, SIZE, page_size, read_only_page_size

pytestmark = pytest.mark.unit

AT, LENGTH = 0x7F00_0004_0000, 0x40000


def header(
    size: int = LENGTH,
    area: tuple[int, int] = (AT + 0x100, AT + LENGTH),
    own: tuple[int, int] = (AT, LENGTH),
    *,
    area_at: int = 2,
    own_at: int = 7,
) -> bytes:
    words = [0] * 16
    words[0] = size
    words[area_at : area_at + 2] = area
    words[own_at : own_at + 2] = own
    return struct.pack("=16Q", *words)


@pytest.mark.parametrize("own_at", [8, 14])
@pytest.mark.parametrize("area_at", [2, 6])
@pytest.mark.parametrize("area", [(AT + 1, AT + LENGTH), (AT + 0x4000, AT + 0x4001)])
def test_a_page_repeats_its_bounds(
    own_at: int, area_at: int, area: tuple[int, int]
) -> None:
    data = header(area=area, area_at=area_at, own_at=own_at)

    assert page_size(data, AT) == LENGTH


@pytest.mark.parametrize("own", [(AT + 1, LENGTH), (AT, LENGTH + 1), (0, 0)])
def test_other_bounds_are_those_of_a_page_that_never_changes_at_best(
    own: tuple[int, int],
) -> None:
    data = header(own=own)

    assert page_size(data, AT) is None
    assert read_only_page_size(data, AT) == LENGTH


@pytest.mark.parametrize("size", [0x2000, 1 << 32])
def test_sizes_that_are_believed(size: int) -> None:
    area = (AT + 0x100, AT + 0x200)

    assert page_size(header(size, area, (AT, size)), AT) == size


@pytest.mark.parametrize(
    "data",
    [
        header()[:-1],
        bytes(SIZE),
        b"\xff" * SIZE,
        header(size=0x1000),
        header(size=LENGTH + 1),
        header(size=(1 << 32) + 0x1000),
        header(area=(AT, AT + LENGTH)),
        header(area=(AT + 0x4001, AT + LENGTH)),
        header(area=(AT + 0x100, AT + 0x100)),
        header(area=(AT + 0x100, AT + LENGTH + 1)),
        header(area_at=1, area=(AT + 0x100, 0)),
    ],
)
def test_what_is_no_header(data: bytes) -> None:
    assert read_only_page_size(data, AT) is None
    assert page_size(data, AT) is None


def test_the_sizes_are_those_of_the_engine() -> None:
    assert (SIZE, ALIGNMENT) == (128, 256 << 10)
