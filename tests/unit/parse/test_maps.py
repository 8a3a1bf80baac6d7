from itertools import pairwise
from pathlib import Path

import pytest

from memscope.errors import ParseError
from memscope.model.region import Vma
from memscope.parse.maps import is_ordered, parse_maps
from tests.data.captured import having, name_of

pytestmark = pytest.mark.unit

LINE = b"7f00000-8f00000 r--s 00001000 fd:01 7                          "


def as_the_kernel_prints(vma: Vma, column: int = 73) -> bytes:
    head = (
        f"{vma.start:08x}-{vma.end:08x} {vma.perms} {vma.offset:08x} "
        f"{vma.device} {vma.inode} "
    ).encode()
    path = vma.path.encode("utf-8", "surrogateescape")
    return (head.ljust(column) + path if path else head) + b"\n"


@pytest.mark.parametrize("capture", having("maps", "auxv"), ids=name_of)
def test_records_say_all_that_the_file_said(capture: Path) -> None:
    data = (capture / "maps").read_bytes()

    vmas = parse_maps(data)

    assert b"".join(map(as_the_kernel_prints, vmas)) == data
    assert is_ordered(vmas)


@pytest.mark.parametrize("capture", having("maps"), ids=name_of)
def test_a_capture_of_any_kernel_has_a_record_for_every_line(capture: Path) -> None:
    data = (capture / "maps").read_bytes()

    vmas = parse_maps(data)

    assert len(vmas) == data.count(b"\n")
    assert is_ordered(vmas)
    for vma, line in zip(vmas, data.decode().split("\n"), strict=False):
        assert line.startswith(f"{vma.start:08x}-{vma.end:08x} {vma.perms} ")
        assert line.endswith(vma.path)


@pytest.mark.parametrize(
    "path",
    [
        b"/tmp/two  spaces",
        b"/tmp/trailing ",
        b"/tmp/carriage\rreturn",
        b"/tmp/\x1b[2Jescape",
        b"/tmp/\xff\xfe",
        b"/tmp/vertical\x0btab\x0c",
        b"/tmp/next\xc2\x85line",
        b"/tmp/line\xe2\x80\xa8separator",
        b"/tmp/x (deleted)",
        b"/tmp/x (deleted) (deleted)",
        b"/tmp/newline\\012inside",
        b"/1000-2000 rw-p 00000000 00:00 0 ",
        b"[heap]",
        b"/tmp/[heap]",
        b"anon_inode:[io_uring]",
        "/tmp/日本語".encode(),
        b"/" + b"long/" * 1000 + b"path",
    ],
)
def test_an_awkward_path_survives(path: bytes) -> None:
    (vma,) = parse_maps(LINE + path + b"\n")

    assert vma.path.encode("utf-8", "surrogateescape") == path
    assert (vma.start, vma.end, vma.perms) == (0x7F00000, 0x8F00000, "r--s")
    assert (vma.offset, vma.device, vma.inode) == (0x1000, "fd:01", 7)


def test_addresses_of_the_upper_half_are_positive() -> None:
    (vma,) = parse_maps(
        b"ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0    [vsyscall]\n"
    )

    assert vma.start == 0xFFFFFFFFFF600000
    assert vma.size == 4096


def test_wide_device_numbers_and_inodes_are_kept() -> None:
    (vma,) = parse_maps(
        b"1000-2000 rw-p 7fffffff000 103:fffff 18446744073709551615 /x\n"
    )

    assert vma.device == "103:fffff"
    assert vma.inode == (1 << 64) - 1
    assert vma.offset == 0x7FFFFFFF000


def test_an_empty_file_is_an_empty_map() -> None:
    assert parse_maps(b"") == []


GOOD = b"1000-2000 rw-p 00000000 00:00 0 \n"


@pytest.mark.parametrize(
    ("bad", "line"),
    [
        (b"not a region\n", 2),
        (b"junk 1000-2000 rw-p 00000000 00:00 0 \n", 2),
        (b"1000 rw-p 00000000 00:00 0 \n", 2),
        (b"1000-2000 rw-q 00000000 00:00 0 \n", 2),
        (b"1000-2000 rw-p 00000000 00:00 " + b"9" * 5000 + b" \n", 2),
        (b"\n", 2),
        (b"3000-4000 rw-p 00000000 00:00 0 ", 2),
    ],
    ids=["words", "junk before", "no end", "permission", "digits", "empty", "cut off"],
)
def test_a_bad_line_is_reported_with_its_number(bad: bytes, line: int) -> None:
    with pytest.raises(ParseError, match=f"maps:{line}"):
        parse_maps(GOOD + bad)


def test_the_kernels_whole_list_is_one_picture() -> None:
    assert is_ordered(parse_maps(b"1000-2000 rw-p 0 0:0 0 \n2000-3000 r--p 0 0:0 0 \n"))


@pytest.mark.parametrize(
    "data",
    [
        b"1000-3000 rw-p 0 0:0 0 \n2000-4000 rw-p 0 0:0 0 \n",
        b"5000-6000 rw-p 0 0:0 0 \n1000-2000 rw-p 0 0:0 0 \n",
        b"1000-1000 rw-p 0 0:0 0 \n",
        b"2000-1000 rw-p 0 0:0 0 \n",
    ],
)
def test_a_list_that_changed_while_it_was_read_is_noticed(data: bytes) -> None:
    assert not is_ordered(parse_maps(data))


def test_where_one_mapping_follows_another_one_number_is_both() -> None:
    many = [b"%x000-%x000 rw-p 0 0:0 0 \n" % (at, at + 1) for at in range(4096, 4196)]
    vmas = parse_maps(b"".join(many))

    assert all(one.end is after.start for one, after in pairwise(vmas))


def test_many_lines_are_what_each_of_them_is() -> None:
    lines = [
        b"%x000-%x800 rw-p 00000000 00:00 0 \n" % (at, at) for at in range(1, 4000)
    ]

    assert parse_maps(b"".join(lines)) == [parse_maps(line)[0] for line in lines]


def test_a_bad_line_far_behind_is_reported_with_its_number() -> None:
    with pytest.raises(ParseError, match="maps:4001"):
        parse_maps(b"1000-2000 rw-p 00000000 00:00 0 \n" * 4000 + b"junk\n" + GOOD)
