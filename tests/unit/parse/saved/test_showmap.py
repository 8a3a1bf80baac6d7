"""Android's showmap, with values of our own."""

import pytest

from memscope.parse.saved.showmap import (
    find_showmap_row,
    find_showmap_sum,
    is_showmap_header,
)

pytestmark = pytest.mark.unit

HEADER = (
    b"    size      RSS      PSS    clean    dirty    clean    dirty     swap  swapPSS"
    b"   #  object"
)
ROW = (
    b"        70000000         70800000 "
    b"    8192     4100     3000        0     1100     2000     1000       16        8 "
    b"[anon:dalvik-main space]"
)


def test_a_mapping_with_its_addresses() -> None:
    row = find_showmap_row(ROW, 9)

    assert row is not None
    assert (row.start, row.end, row.line) == (0x70000000, 0x70800000, 9)
    assert row.header[6] == b"[anon:dalvik-main space]"
    assert row.numbers[b"Private_Dirty"] == 1000
    assert row.is_believable()


@pytest.mark.parametrize("name", [b"[anon]", b"/system/lib64/libc.so [bss]"])
def test_what_showmap_made_up_for_a_name_is_none(name: bytes) -> None:
    row = find_showmap_row(ROW.rpartition(b" [")[0] + b" " + name, 1)

    assert row is not None
    assert row.header[6] == b""


def test_sums_by_name_have_no_addresses() -> None:
    line = b"   123 45 6 7 8 9 10 0 0   12 /system/lib64/libc.so"

    assert find_showmap_row(line, 1) is None
    found = find_showmap_sum(line)
    assert found is not None
    assert (found.name, found.numbers[b"Rss"]) == (b"/system/lib64/libc.so", 45)


def test_the_header_is_known() -> None:
    assert is_showmap_header(HEADER)
    assert not is_showmap_header(ROW)
