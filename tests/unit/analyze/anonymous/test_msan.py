"""Shadow memory of MemorySanitizer by its own table, and tables that do not fit."""

import struct
from collections.abc import Sequence

import pytest

from memscope.analyze.anonymous.msan import msan_spans
from memscope.model.kinds import Confidence, Kind
from tests.unit.analyze.mapping import mapped

pytestmark = pytest.mark.unit
TABLE, NAMES = 0x555500000000, 0x555500001000
TOP = 1 << 47
ROWS = (
    (0, 0x10000000000, b"app-1"),
    (0x10000000000, 0x100000000000, b"shadow-2"),
    (0x100000000000, 0x110000000000, b"invalid"),
    (0x110000000000, 0x200000000000, b"origin-2"),
    (0x200000000000, TOP, b"app-3"),
)
MAP = (
    "10000000000-20000000000 rw-p",
    "20000000000-100000000000 rw-p",
    "100000000000-110000000000 ---p",
    "110000000000-200000000000 rw-p",
    "200000000000-200000001000 rw-p",
)


class Table(dict[int, bytes]):
    """Rows and names by address."""

    def __init__(self, rows: Sequence[tuple[int, int, bytes]] = ROWS) -> None:
        super().__init__()
        for number, (low, high, name) in enumerate(rows):
            place = NAMES + 16 * number
            self[TABLE + 32 * number] = struct.pack("<4Q", low, high, 0, place)
            self[place] = name.ljust(16, b"\0")

    def read(self, addresses: Sequence[int], size: int) -> list[bytes | None]:
        return [self[one][:size] if one in self else None for one in addresses]


def test_the_table_tells_shadow_origins_and_gaps() -> None:
    spans = msan_spans(mapped(*MAP), TABLE, Table().read)

    assert [(one.start, one.kind) for one in spans] == [
        (0x10000000000, Kind.SHADOW),
        (0x20000000000, Kind.SHADOW),
        (0x100000000000, Kind.RESERVED),
        (0x110000000000, Kind.SHADOW),
    ]
    assert {one.confidence for one in spans} == {Confidence.LIKELY}


def test_origins_that_nobody_keeps_are_a_gap() -> None:
    rows = [line.replace("200000000000 rw-p", "200000000000 ---p") for line in MAP]

    spans = msan_spans(mapped(*rows), TABLE, Table().read)

    assert (spans[-1].start, spans[-1].kind) == (0x110000000000, Kind.RESERVED)


@pytest.mark.parametrize(
    "rows",
    [
        ROWS[1:],
        ROWS[:4],
        (*ROWS[:2], *ROWS[3:]),
        tuple((low, high, b"app") for low, high, _ in ROWS),
        (),
    ],
)
def test_a_table_with_a_hole_or_other_names_is_none(
    rows: Sequence[tuple[int, int, bytes]],
) -> None:
    assert msan_spans(mapped(*MAP), TABLE, Table(rows).read) == []


@pytest.mark.parametrize(
    "rows", [MAP[1:], [MAP[0].replace("rw-p", "---p"), *MAP[1:]], MAP[3:]]
)
def test_a_table_that_the_map_contradicts_is_not_believed(rows: Sequence[str]) -> None:
    assert msan_spans(mapped(*rows), TABLE, Table().read) == []
