"""What tells a file from its successor."""

import os
from pathlib import Path

import pytest

from memscope.proc import file_status
from memscope.proc.file_status import FileStatus, status_at, status_of

pytestmark = pytest.mark.unit

ONE = FileStatus((8, 1), 7, 100, 10, 20, 5)


def test_the_kernels_long_answer_says_what_its_short_one_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * 123)
    os.utime(path, ns=(1, 2))
    long = status_at(-100, str(path))
    monkeypatch.setattr(file_status, "_ASK", None)
    short = status_at(-100, str(path))

    assert (long.device, long.inode, long.size) == (
        short.device,
        short.inode,
        short.size,
    )
    assert (long.written_ns, long.changed_ns) == (2, short.changed_ns)
    assert long.size == 123


def test_an_open_file_has_the_status_of_its_name(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x")
    with path.open("rb") as file:
        assert status_of(file.fileno()) == status_at(-100, str(path))


def test_no_such_file_and_no_such_name(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        status_at(-100, str(tmp_path / "none"))
    with pytest.raises(ValueError, match="null"):
        status_at(-100, "a\0b")


def test_a_file_that_was_written_to_is_the_same_file() -> None:
    later = FileStatus((8, 1), 7, 999, 30, 30, 5)

    assert ONE.is_same_file(later)
    assert not ONE.is_same_file(FileStatus((8, 1), 7, 100, 10, 20, 6))
    assert not ONE.is_same_file(FileStatus((8, 2), 7, 100, 10, 20, 5))


def test_a_file_of_unknown_birth_may_be_another() -> None:
    unknown = FileStatus((8, 1), 7, 100, 10, 20)

    assert not unknown.is_same_file(unknown)
