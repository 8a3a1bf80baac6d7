"""The list of generated code counts where nobody else can have written it."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from memscope.proc.perf_maps import read_perf_map
from tests.unit.proc.fake_proc import fake_proc

pytestmark = pytest.mark.unit

PID, INNER = 77, 5


def read(folder: Path, prepare: Callable[[Path], None]) -> tuple[str, bytes] | None:
    user = os.getuid()
    status = f"Uid:\t{user}\t{user}\t{user}\t{user}\nNSpid:\t{PID}\t{INNER}\n"
    fs = fake_proc(folder, PID, status=status.encode())
    temporary = folder / str(PID) / "root" / "tmp"
    temporary.mkdir(parents=True)
    prepare(temporary / f"perf-{INNER}.map")
    with fs.process(PID) as directory:
        return read_perf_map(directory)


def plain(path: Path) -> None:
    path.write_bytes(b"10 20 code\n")
    path.chmod(0o644)


def writable(path: Path) -> None:
    plain(path)
    path.chmod(0o666)


def link(path: Path) -> None:
    plain(path.with_name("other"))
    path.symlink_to("other")


def huge(path: Path) -> None:
    plain(path)
    os.truncate(path, (32 << 20) + 1)


def test_a_file_of_the_processs_user_is_read_by_the_pid_that_it_has(
    tmp_path: Path,
) -> None:
    assert read(tmp_path, plain) == (f"perf-{INNER}.map", b"10 20 code\n")


@pytest.mark.parametrize("prepare", [writable, link, huge, os.mkfifo, os.mkdir])
def test_what_others_may_have_put_there_is_not_read(
    tmp_path: Path, prepare: Callable[[Path], None]
) -> None:
    assert read(tmp_path, prepare) is None


def test_without_a_file_there_are_no_names(tmp_path: Path) -> None:
    assert read(tmp_path, lambda _path: None) is None
