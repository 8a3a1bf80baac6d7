import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from memscope.model.held import HeldKind
from memscope.proc.fs import ProcDir, ProcFs
from memscope.proc.held_files import open_files
from tests.unit.proc.fake_proc import fake_proc

pytestmark = pytest.mark.unit


@contextmanager
def process_with(folder: Path, *targets: Path | str) -> Iterator[ProcDir]:
    """A process whose descriptors are links."""
    fs = fake_proc(folder / "proc", 7, mountinfo=b"", stat=b"")
    descriptors = folder / "proc" / "7" / "fd"
    descriptors.mkdir()
    for number, target in enumerate(targets):
        (descriptors / str(number)).symlink_to(target)
    with fs.process(7) as directory:
        yield directory


def test_a_file_that_is_only_called_deleted_is_not(tmp_path: Path) -> None:
    odd = tmp_path / "x (deleted)"
    odd.write_text("here")

    with process_with(tmp_path, odd, "socket:[7]", "pipe:[8]") as directory:
        found = open_files(directory)

    assert (found.count, found.files) == (3, ())


def test_a_link_that_leads_nowhere_any_more_is_passed_over(tmp_path: Path) -> None:
    with process_with(tmp_path, "/dev/shm/gone (deleted)") as directory:
        assert open_files(directory).files == ()


def test_a_folder_called_memfd_holds_nothing(tmp_path: Path) -> None:
    if not os.access("/dev/shm", os.W_OK):
        pytest.skip("/dev/shm cannot be written to: mount -t tmpfs none /dev/shm")
    folder = Path("/dev/shm") / f"memscope-test-{os.getpid()}"
    folder.mkdir()
    try:
        with process_with(tmp_path, folder) as directory:
            assert open_files(directory).files == ()
    finally:
        folder.rmdir()


def test_our_own_memfd_is_found_with_its_seals() -> None:
    fd = os.memfd_create("memscope test", os.MFD_ALLOW_SEALING)
    try:
        os.write(fd, b"x" * 8192)
        again = os.dup(fd)
        with ProcFs().process(os.getpid()) as directory:
            found = open_files(directory).files
        os.close(again)
    finally:
        os.close(fd)

    (one,) = [file for file in found if file.path == "/memfd:memscope test"]
    assert (one.kind, one.links, one.descriptors) == (HeldKind.MEMFD, 0, 2)
    assert (one.size, one.allocated, one.seals) == (8192, 8192, ())
