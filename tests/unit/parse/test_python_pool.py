"""The header of a pool of CPython: numbers that depend on one another."""

import struct

import pytest

from memscope.parse.python_pool import LAYOUTS, SIZE, PoolLayout, arena_index

pytestmark = pytest.mark.unit

NEW, OLD = LAYOUTS
AT = 0x7F00_0000_0000


def header(
    layout: PoolLayout = NEW, step: int = 16, other: dict[str, int] | None = None
) -> bytes:
    other = other or {}
    size = (other.get("size_class", 1) + 1) * step
    values = {
        "used": 1,
        "free": 0,
        "after": AT,
        "before": AT,
        "arena": 3,
        "size_class": 1,
        "offset": SIZE + size,
        "last": layout.pool - size,
    }
    return struct.pack("=I4x3Q4I", *(values | other).values())


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("step", [8, 16])
def test_a_pool_of_each_version_is_known(layout: PoolLayout, step: int) -> None:
    assert arena_index(header(layout, step), AT, layout) == 3


@pytest.mark.parametrize(
    "edge",
    [
        {"used": (0x4000 - SIZE) // 32},
        {"used": 0, "offset": SIZE + 32},
        {"free": AT + 1},
        {"free": AT + 0x3FFF},
        {"after": 0, "before": 8},
        {"offset": SIZE + 32 * ((0x4000 - SIZE) // 32)},
        {"size_class": 31},
    ],
)
def test_at_the_edge_of_what_is_believed(edge: dict[str, int]) -> None:
    assert arena_index(header(other=edge), AT, NEW) == 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"used": (0x4000 - SIZE) // 32 + 1},
        {"used": 1, "offset": SIZE},
        {"free": AT},
        {"free": AT + 0x4000},
        {"after": 4},
        {"before": 4},
        {"offset": SIZE + 33},
        {"offset": SIZE - 32},
        {"offset": 0x4000 + 16},
        {"size_class": 64},
        {"last": 0x4000 - 33},
    ],
)
def test_a_number_that_does_not_fit_is_not_believed(wrong: dict[str, int]) -> None:
    assert arena_index(header(other=wrong), AT, NEW) is None


def test_a_pool_begins_at_a_multiple_of_its_size() -> None:
    assert arena_index(header(), AT + 0x1000, NEW) is None
    assert arena_index(header(OLD), AT + 0x1000, OLD) == 3


@pytest.mark.parametrize("data", [header()[:-1], bytes(SIZE), b"\xff" * SIZE])
def test_other_bytes_are_no_pool(data: bytes) -> None:
    assert arena_index(data, AT, NEW) is None


def test_the_sizes_are_those_of_cpython() -> None:
    assert SIZE == 48
    assert [(one.pool >> 10, one.arena >> 10) for one in LAYOUTS] == [
        (16, 1024),
        (4, 256),
    ]
