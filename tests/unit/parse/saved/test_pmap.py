"""Output of pmap in all its forms."""

import pytest

from memscope.parse.saved.pmap import (
    find_columns,
    find_pmap_row,
    find_title,
    find_total,
)
from memscope.parse.saved.rows import SavedRow

pytestmark = pytest.mark.unit

OF_X = b"Address           Kbytes     RSS   Dirty Mode  Mapping"
OF_D = b"Address           Kbytes Mode  Offset           Device    Mapping"
OF_BUSYBOX = b"Address  Kbytes     PSS   Dirty    Swap  Mode  Mapping"
OF_OLD = b"Address   Kbytes     RSS    Anon  Locked Mode   Mapping"
OF_WIDE = (
    b"         Address Perm   Offset Device  Inode Size  Rss       VmFlags Mapping"
)


def found(line: bytes, columns: bytes | None = None) -> SavedRow:
    named = find_columns(columns) if columns is not None else None
    assert (columns is None) == (named is None)
    row = find_pmap_row(line, 3, named)
    assert row is not None
    return row


@pytest.mark.parametrize(
    ("line", "path", "perms"),
    [
        (b"000055e21ad35000      8K r---- sleep", b"sleep", b"r--p"),
        (b"000055e21ad35000      8K rw---   [ anon ]", b"", b"rw-p"),
        (b"000055e21ad35000      8K rw---   [ stack ]", b"[stack]", b"rw-p"),
        (b"000055e21ad35000      8K rw-s- a b", b"a b", b"rw-s"),
        (b"000055e21ad35000      8K rw-s-   [ shmid=0x1f ]", b"", b"rw-s"),
        (b"> 000055e21ad35000  8K r-x--  /bin/x", b"/bin/x", b"r-xp"),
        (b"000055e21ad35000\t8K\t-----", b"", b"---p"),
    ],
)
def test_the_plain_form(line: bytes, path: bytes, perms: bytes) -> None:
    row = found(line)

    assert (row.start, row.end) == (0x55E21AD35000, 0x55E21AD37000)
    assert (row.header[2], row.header[6]) == (perms, path)
    assert not row.numbers


@pytest.mark.parametrize(
    ("columns", "line", "numbers", "dirty"),
    [
        (OF_X, b"000055e21ad35000   132   16   12 rw---   [ anon ]",
         {b"Rss": 16}, 12 << 10),
        (OF_BUSYBOX, b"08048000   132    5    4    8 rw-p  /bin/x",
         {b"Pss": 5, b"Swap": 8}, 4 << 10),
        (OF_OLD, b"00110000    1272    -    -    - r-x--  libc-2.10.1.so", {}, None),
        (OF_D, b"000055e21ad35000     132 r---- 0000000000000000 0fe:00000 sleep",
         {}, None),
    ],
)  # fmt: skip
def test_forms_with_columns(
    columns: bytes, line: bytes, numbers: dict[bytes, int], dirty: int | None
) -> None:
    row = found(line, columns)

    assert row.numbers == numbers
    assert row.dirty == dirty


def wide(flags: bytes, mapping: bytes) -> bytes:
    return (
        b"    55e21ad35000 r--p 00001000  fe:00 260875    8    4 "
        + flags.rjust(13) + b" " + mapping
    )  # fmt: skip


@pytest.mark.parametrize(
    ("flags", "mapping"),
    [(b"rd mr mw me", b"sleep"), (b"rd ex", b"sh"), (b"", b"rd"), (b"rd ex sh", b""),
     (b"rd", b"a b c")],
)  # fmt: skip
def test_flags_are_told_from_a_program_with_two_letters(
    flags: bytes, mapping: bytes
) -> None:
    row = found(wide(flags, mapping), OF_WIDE)

    assert row.flags is not None
    assert row.flags.split() == flags.split()
    assert row.header[6] == mapping
    assert row.header[3:6] == (b"00001000", b"fe:00", b"260875")
    assert row.numbers == {b"Size": 8, b"Rss": 4}


@pytest.mark.parametrize(
    ("line", "columns"),
    [
        (b"", None), (b"12345678 8K", None), (b"zzz 8K r----", None),
        (b"12345678 8K r---- x" + b"y" * 10, OF_X), (b"12345678 8 rw---", OF_WIDE),
        (b"12345678 9999999999999999K r----", None), (b"f" * 16 + b" 8K r----", None),
    ],
)  # fmt: skip
def test_other_lines_are_no_mappings(line: bytes, columns: bytes | None) -> None:
    named = find_columns(columns) if columns is not None else None

    assert find_pmap_row(line, 1, named) is None


def test_titles_and_totals() -> None:
    assert find_title(b"27413:   sleep 300") == (27413, b"sleep 300")
    assert find_title(b"> 7: a: b") == (7, b"a: b")
    assert find_title(b"12:30: x") is None
    assert find_title(b"0: x") is None
    assert find_total(b" total             2924K") == 2924
    assert find_total(b"total kB            2924    1692     112") == 2924
    assert (
        find_total(b"mapped: 2924K    writeable/private: 356K    shared: 28K") == 2924
    )
    assert find_total(b"                 2924 1692 188  0 KB ") == 2924
    assert find_total(b"==== ====") is None
