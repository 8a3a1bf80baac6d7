"""What V8 reserves, by shapes that have to be exact."""

import pytest

from memscope.analyze.anonymous.v8_reservations import v8_reservations
from memscope.analyze.spans import Span
from memscope.model.kinds import Confidence, Kind
from tests.unit.analyze.mapping import mapped

pytestmark = pytest.mark.unit
GIB = 1 << 30
AT = 0x7E0000000000
PAGE = [Span(0x100000, 0x140000, Kind.ANON)]
"""Some page of V8's heap."""


def memory(
    size: int = 0x10000, below: int = 2 * GIB, above: int = 8 * GIB
) -> list[str]:
    """Return the rows of a WebAssembly memory at AT."""
    return [
        f"{AT - below:x}-{AT:x} ---p",
        f"{AT:x}-{AT + size:x} rw-p",
        f"{AT + size:x}-{AT + above:x} ---p",
    ]


def said(*lines: str, pages: list[Span] = PAGE) -> list[tuple[int, str]]:
    spans = v8_reservations(mapped(*lines), pages)
    assert {one.confidence for one in spans} <= {Confidence.LIKELY}
    assert all(one.kind in (Kind.RESERVED, Kind.ANON) for one in spans)
    return [(one.start, one.label) for one in spans]


def test_a_webassembly_memory_lies_in_exactly_ten_gib() -> None:
    assert said(*memory()) == [
        (AT - 2 * GIB, "guard of the WebAssembly memory"),
        (AT, "WebAssembly memory"),
        (AT + 0x10000, "reserved for the WebAssembly memory"),
    ]


def test_without_v8_the_shape_means_nothing() -> None:
    assert said(*memory(), pages=[]) == []


@pytest.mark.parametrize(
    "rows",
    [
        memory(size=0x11000),
        memory(below=GIB),
        memory(below=3 * GIB),
        memory(above=8 * GIB - 0x1000),
        memory(above=16 * GIB),
        memory(size=5 * GIB),
        [memory()[0], memory()[1] + " 0 7 /tmp/x", memory()[2]],
        [memory()[0], memory()[1].replace("rw-p", "rw-s"), memory()[2]],
        memory()[:2],
    ],
)
def test_another_shape_is_none(rows: list[str]) -> None:
    assert said(*rows) == []


def row_of_two(step: int) -> list[str]:
    low, high = AT, AT + step
    return [
        f"{low - 2 * GIB:x}-{low:x} ---p",
        f"{low:x}-{low + 0x10000:x} rw-p",
        f"{low + 0x10000:x}-{high:x} ---p",
        f"{high:x}-{high + 0x20000:x} rw-p",
        f"{high + 0x20000:x}-{high + 8 * GIB:x} ---p",
    ]


def test_memories_in_a_row_share_what_the_kernel_merged() -> None:
    found = said(*row_of_two(10 * GIB))

    assert [at for at, label in found if label == "WebAssembly memory"] == [
        AT,
        AT + 10 * GIB,
    ]
    assert (AT + 8 * GIB, "guard of the WebAssembly memory") in found
    assert said(*row_of_two(10 * GIB + 0x10000)) == []


CODE = 0x7F0000000000
OF_CODE = [
    Span(CODE, CODE + 0x2000, Kind.ANON),
    Span(CODE + 0x3000, CODE + 0x3F000, Kind.JIT),
]


def code(end: int) -> list[str]:
    return [
        f"{CODE:x}-{CODE + 0x2000:x} rw-p",
        f"{CODE + 0x2000:x}-{CODE + 0x3000:x} ---p",
        f"{CODE + 0x3000:x}-{CODE + 0x3F000:x} rwxp",
        f"{CODE + 0x3F000:x}-{CODE + 0x1F000000:x} ---p",
        f"{CODE + 0x1F000000:x}-{CODE + 0x1F100000:x} r-xp 0 7 /usr/bin/node",
        f"{CODE + 0x1F100000:x}-{end:x} ---p",
    ]


def test_a_range_of_code_is_as_large_as_v8_makes_it() -> None:
    exact = CODE + (512 << 20)

    assert said(*code(exact), pages=OF_CODE) == [
        (at, "reserved for V8's generated code")
        for at in (CODE + 0x2000, CODE + 0x3F000, CODE + 0x1F100000)
    ]
    assert said(*code(exact + 0x1000), pages=OF_CODE) == []
    assert said(*code(exact), pages=PAGE) == []


def test_a_file_in_it_that_is_no_code_refutes_it() -> None:
    rows = [line.replace("r-xp 0 7", "r--p 0 7") for line in code(CODE + (512 << 20))]

    assert said(*rows, pages=OF_CODE) == []
