"""A large file in pieces: whole, in order, and nothing left behind."""

import ctypes
import errno
import mmap
import os
import threading
from pathlib import Path

import pytest

from memscope.proc import read_ahead
from memscope.proc.read_ahead import read_pieces

pytestmark = pytest.mark.unit

SIZES = [0, 1, (1 << 20) - 1, 1 << 20, (5 << 20) + 1, 23 << 20]


def opened(path: Path, size: int) -> tuple[bytes, int]:
    data = os.urandom(1 << 16) * (size // (1 << 16) + 1)
    path.write_bytes(data[:size])
    return data[:size], os.open(path, os.O_RDONLY)


def open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def is_closed(fd: int) -> bool:
    try:
        os.fstat(fd)
    except OSError:
        return True
    return False


@pytest.mark.parametrize("size", SIZES)
def test_the_pieces_are_the_file(tmp_path: Path, size: int) -> None:
    data, fd = opened(tmp_path / "file", size)

    assert b"".join(read_pieces(fd)) == data


def test_whoever_stops_early_leaves_no_thread_and_no_file_open(tmp_path: Path) -> None:
    _, fd = opened(tmp_path / "file", 60 << 20)
    files, threads = open_files(), threading.active_count()

    pieces = read_pieces(fd)
    next(pieces)
    next(pieces)
    pieces.close()

    assert is_closed(fd)
    assert threading.active_count() == threads
    assert open_files() == files - 1


def test_an_error_at_the_beginning_is_told(tmp_path: Path) -> None:
    fd = os.open(tmp_path, os.O_RDONLY)

    with pytest.raises(IsADirectoryError):
        list(read_pieces(fd))

    assert is_closed(fd)


def test_an_error_in_the_middle_is_told_after_what_was_read(tmp_path: Path) -> None:
    # The last page of a file that became shorter: our own memory cannot be read there.
    size = 10 << 20
    path = tmp_path / "file"
    path.write_bytes(b"x" * (size + mmap.PAGESIZE))
    with path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as memory:
        file.truncate(size)
        fd = os.open("/proc/self/mem", os.O_RDONLY)
        os.lseek(fd, _address(memory), os.SEEK_SET)
        read, failed = 0, None
        try:
            for piece in read_pieces(fd):
                read += len(piece)
        except OSError as error:
            failed = error

    assert read == size
    assert failed is not None
    assert failed.errno == errno.EIO
    assert is_closed(fd)


def _address(memory: mmap.mmap) -> int:
    return ctypes.addressof(ctypes.c_char.from_buffer(memory))


def test_reading_stops_ahead_of_a_slow_reader(tmp_path: Path) -> None:
    _, fd = opened(tmp_path / "file", 64 << 20)

    pieces = read_pieces(fd)
    next(pieces)
    next(pieces)
    position = int(Path(f"/proc/self/fdinfo/{fd}").read_text().split()[1])
    pieces.close()

    most = read_ahead._SMALL + read_ahead._PIECE * (read_ahead._AHEAD + 3)
    assert position <= most
