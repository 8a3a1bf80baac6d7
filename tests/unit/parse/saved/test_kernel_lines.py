"""Lines of maps and smaps are known whatever stands in front of them."""

import pytest

from memscope.parse.saved.kernel_lines import find_flags, find_number, find_row

pytestmark = pytest.mark.unit

ROW = b"7f00-8f00 r-xp 00001000 fd:01 7          /lib/a b"
PIECES = (b"7f00", b"8f00", b"r-xp", b"00001000", b"fd:01", b"7", b"/lib/a b")
NOISE = [
    b"", b"> ", b"> > ", b"2026-11-30T12:00:00.123Z stdout F ", b"\t",
    b"[pod/web-0/app] ", b"/proc/42/maps:", b"I/app  ( 123): ", b"12:00:01.5 ",
]  # fmt: skip


@pytest.mark.parametrize("noise", NOISE)
def test_what_stands_in_front_is_passed_over(noise: bytes) -> None:
    assert find_row(noise + ROW) == (len(noise), PIECES)
    assert find_number(noise + b"Rss:         12 kB") == (b"Rss", 12)
    assert find_flags(noise + b"VmFlags: rd ex ?? ") == b" rd ex ??"


def test_blanks_may_be_tabs() -> None:
    assert find_row(ROW.replace(b" ", b"\t", 5)) == (0, PIECES)
    assert find_number(b"Pss:\t0\tkB") == (b"Pss", 0)


@pytest.mark.parametrize(
    "line",
    [
        b"", b"7f00-8f00", b"7f00-8f00 r-x 0 0:0 0", b"-7f00-8f00 r-xp 0 0:0",
        b"7f00-8f00 rwxq 0 0:0 0", b"7f00 - 8f00 r-xp 0 0:0 0",
        b"x7f00-8f00 r-xp 0 0:0 0", b"00007f0000000000000-8f00 r-xp 0 0:0 0",
        b"7f00-8f00 r-xp 0 0:0 -1", b"7f00-8f00 r-xp 0 0:0 7x", b"n" * 500 + ROW,
    ],
)  # fmt: skip
def test_other_lines_are_no_mappings(line: bytes) -> None:
    assert find_row(line) is None


@pytest.mark.parametrize(
    "line",
    [
        b"Rss: -1 kB", b"Rss: 1", b"Rss: 1 k", b"Rss: 1 kB more", b"VmRSS: 1 kB",
        b"Foo: 1 kB", b"Rss: 1111111111111111 kB", b"xRss: 1 kB", b"Rss : 1 kB",
    ],
)  # fmt: skip
def test_other_lines_are_no_numbers(line: bytes) -> None:
    assert find_number(line) is None


def test_a_path_that_looks_like_a_line_is_a_path() -> None:
    path = b"/x 1-2 rwxp 0 0:0 0 /y Rss: 5 kB"

    found = find_row(b"1000-2000 r--p 0 1:1 3 " + path)

    assert found is not None
    assert found[1][6] == path
