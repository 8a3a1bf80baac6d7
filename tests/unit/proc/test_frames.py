"""Pagemap entries and tables of frames, read from files as the kernel lays them out.

These files know no PAGEMAP_SCAN, as on kernels before 6.7.
"""

import errno
import os
from array import array
from pathlib import Path

import pytest

from memscope.errors import NotProvided, ProcessGone
from memscope.proc.frames import FrameTable, RawPages, frame_table, read_raw_pages
from memscope.proc.machine import PAGE_SIZE
from tests.unit.proc.fake_proc import fake_proc

pytestmark = pytest.mark.unit

PID = 77
ENTRIES = array("Q", [1000 + at for at in range(16)])
VSYSCALL = (0xFFFFFFFFFF600000, 0xFFFFFFFFFF601000)


def pages(first: int, last: int) -> tuple[int, int]:
    return first * PAGE_SIZE, last * PAGE_SIZE


def look(
    folder: Path, bounds: list[tuple[int, int]], entries: bytes = ENTRIES.tobytes()
) -> RawPages:
    fs = fake_proc(folder, PID, stat=b"", pagemap=entries)
    with fs.process(PID) as directory:
        return read_raw_pages(directory, bounds)


def test_each_range_has_the_entries_of_its_own_pages(tmp_path: Path) -> None:
    raw = look(tmp_path, [pages(2, 4), pages(7, 8)])

    assert raw.words == [
        (2 * PAGE_SIZE, array("Q", [1002, 1003])),
        (7 * PAGE_SIZE, array("Q", [1007])),
    ]
    assert (raw.scanned, raw.unread) == (None, [])


def test_without_ranges_there_is_nothing_to_find(tmp_path: Path) -> None:
    raw = look(tmp_path, [])

    assert raw.words == []
    assert raw.scanned == (array("Q"), array("Q"), array("Q"))


def test_what_has_no_page_table_is_left_out_and_said(tmp_path: Path) -> None:
    raw = look(tmp_path, [pages(0, 1), VSYSCALL])

    assert [at for at, _ in raw.words] == [0]
    assert raw.unread == [VSYSCALL]


def test_one_mapping_too_large_to_be_read_is_left_out_alone(tmp_path: Path) -> None:
    largest, larger = pages(1 << 23, (1 << 23) + (1 << 22) + 1), pages(3, 4)

    raw = look(tmp_path, [larger, largest])

    assert raw.words == [(3 * PAGE_SIZE, array("Q", [1003]))]
    assert raw.unread == [largest]


def test_many_pages_come_in_pieces_without_a_gap(tmp_path: Path) -> None:
    entries = array("Q", range(70_000))

    raw = look(tmp_path, [pages(10, 70_000)], entries.tobytes())

    assert [(at // PAGE_SIZE, len(words)) for at, words in raw.words] == [
        (10, 65_536),
        (65_546, 4_454),
    ]
    assert [words[0] for _, words in raw.words] == [10, 65_546]


def test_no_entries_at_all_mean_that_the_memory_is_gone(tmp_path: Path) -> None:
    with pytest.raises(ProcessGone):
        look(tmp_path, [pages(16, 17)])


def test_half_an_entry_is_none(tmp_path: Path) -> None:
    raw = look(tmp_path, [pages(0, 3)], ENTRIES.tobytes()[: 8 + 5])

    assert raw.words == [(0, array("Q", [1000]))]


def test_a_kernel_without_the_file_is_told_from_an_ended_process(
    tmp_path: Path,
) -> None:
    fs = fake_proc(tmp_path, PID, stat=b"")

    with fs.process(PID) as directory:
        with pytest.raises(NotProvided):
            read_raw_pages(directory, [pages(0, 1)])
        (tmp_path / str(PID) / "stat").unlink()
        with pytest.raises(ProcessGone):
            read_raw_pages(directory, [pages(0, 1)])


def counts_of(folder: Path, frames: list[int], data: bytes) -> dict[int, int]:
    (folder / "kpagecount").write_bytes(data)
    with frame_table("kpagecount", str(folder)) as table:
        assert table is not None
        return table.of(frames)


@pytest.mark.parametrize(
    "frames",
    [[5], [5, 6, 7], [7, 5, 5, 6], [0, 8, 15], [0, 9], [15, 0], list(range(16))],
)
def test_frames_near_and_far_have_the_entries_of_their_own_numbers(
    tmp_path: Path, frames: list[int]
) -> None:
    found = counts_of(tmp_path, frames, ENTRIES.tobytes())

    assert found == {frame: 1000 + frame for frame in frames}


def test_frames_beyond_the_end_are_left_out_and_hide_no_others(tmp_path: Path) -> None:
    found = counts_of(tmp_path, [14, 15, 16, 40, 1 << 40], ENTRIES.tobytes() + b"\1\2")

    assert found == {14: 1014, 15: 1015}


def test_no_frames_need_no_reading(tmp_path: Path) -> None:
    assert counts_of(tmp_path, [], b"") == {}


def test_a_table_that_cannot_be_read_knows_no_frame(tmp_path: Path) -> None:
    fd = os.open(tmp_path, os.O_RDONLY | os.O_DIRECTORY)

    try:
        assert FrameTable(fd).of([1, 2, 900]) == {}
    finally:
        os.close(fd)


def test_a_table_that_this_kernel_lacks_is_none(tmp_path: Path) -> None:
    with frame_table("kpageflags", str(tmp_path)) as table:
        assert table is None


def test_the_table_is_closed_behind_the_block_whatever_happens(tmp_path: Path) -> None:
    (tmp_path / "kpageflags").write_bytes(b"")

    with (
        pytest.raises(KeyError),
        frame_table("kpageflags", str(tmp_path)) as table,
    ):
        raise KeyError

    assert table is not None
    with pytest.raises(OSError, match=os.strerror(errno.EBADF)):
        os.fstat(table.fd)
