"""HotSpot's table of fields: texts that end in one another, and its rows."""

import struct

import pytest

from memscope.parse.hotspot import STRIDE, field_place, text_places

pytestmark = pytest.mark.unit

AT = 0x1000


def row(type_at: int, name_at: int, offset: int, address: int) -> bytes:
    return struct.pack("=3Qi4x2Q", type_at, name_at, 0, 1, offset, address)


def test_a_text_may_be_the_end_of_another() -> None:
    data = b"G1Heap\0_G1Heap\0G1HeapX\0"

    assert text_places(data, AT, "G1Heap") == [AT, AT + 8]
    assert text_places(data, AT, "none") == []


def test_only_so_many_places_are_kept() -> None:
    assert len(text_places(b"ab\0" * 65, AT, "ab")) == 64


TABLE = row(16, 32, 8, 0) + row(16, 48, 24, 0xBEEF) + row(17, 48, 1, 2)


@pytest.mark.parametrize(
    ("types", "names", "place"),
    [
        ([16], [32], (8, 0)),
        ([16], [48], (24, 0xBEEF)),
        ([99, 17], [99, 48], (1, 2)),
        ([16], [99], None),
        ([], [32], None),
    ],
)
def test_a_field_is_found_by_both_of_its_names(
    types: list[int], names: list[int], place: tuple[int, int] | None
) -> None:
    assert field_place(TABLE, types, names) == place


@pytest.mark.parametrize(
    "table", [b"\0" * 8 + TABLE[:STRIDE], TABLE[: STRIDE - 1], TABLE[:16]]
)
def test_a_row_is_whole_and_in_its_place(table: bytes) -> None:
    assert STRIDE == 48
    assert field_place(table, [16], [32]) is None
