"""Lines of a perf-PID.map, as runtimes write them and as nobody should."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memscope.parse.perf_map import code_at

pytestmark = pytest.mark.unit

LINES = b"""\
7f0000001000 100 JS:~first /tmp/a file.js:1:1
7f0000002000 80 JS:*second
7f0000001080 40 LazyCompile:third
"""


@pytest.mark.parametrize(
    ("address", "name"),
    [
        (0x7F0000001000, "JS:~first /tmp/a file.js:1:1"),
        (0x7F0000001080, "LazyCompile:third"),
        (0x7F00000010C0, "JS:~first /tmp/a file.js:1:1"),
        (0x7F000000207F, "JS:*second"),
        (0x7F0000002080, None),
        (0, None),
    ],
)
def test_the_last_line_that_covers_an_address_counts(
    address: int, name: str | None
) -> None:
    found = code_at(LINES, address)

    assert (found.name if found else None) == name


@pytest.mark.parametrize("line", [b"", b"\n\n", b"zz 10 a", b"-1 10 a", b"10 20"])
def test_a_line_that_cannot_be_read_is_passed_over(line: bytes) -> None:
    found = code_at(b"10 20 known\n" + line, 0x18)

    assert found is not None
    assert found.name == "known"


@given(st.binary(max_size=200), st.integers(0, 1 << 64))
def test_any_bytes_are_searched_to_the_end(data: bytes, address: int) -> None:
    code_at(data, address)
