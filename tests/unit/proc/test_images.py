"""Opening mapped files: each only once, and one process's failure is its own."""

import os
from pathlib import Path

import pytest
from msgspec.structs import replace

from memscope.model.region import Vma
from memscope.proc import images
from memscope.proc.fs import ProcFs
from memscope.proc.images import ElfFiles, FileKey, Opened, is_deleted, is_stale
from tests.unit.parse.elf_bytes import elf_bytes
from tests.unit.proc.fake_proc import fake_proc

pytestmark = pytest.mark.unit


def proc_of(folder: Path, pid: int, *, path: str = "/bin/x", data: bytes) -> ProcFs:
    return fake_proc(folder, pid, stat=b"x", **{f"root{path.replace('/', '__')}": data})


def vma_of(folder: Path, pid: int, path: str = "/bin/x") -> Vma:
    """The row of maps for that file, as the kernel would print it."""
    status = (folder / f"{pid}/root{path}").stat()
    device = f"{os.major(status.st_dev):02x}:{os.minor(status.st_dev):02x}"
    return Vma(0x1000, 0x2000, "r-xp", 0, device, status.st_ino, path)


Known = dict[FileKey, Opened]
"""What one process was found to map."""


def look(
    files: ElfFiles, proc: ProcFs, pid: int, vma: Vma, known: Known | None = None
) -> Opened:
    with proc.process(pid) as directory:
        return files.of(directory, {} if known is None else known, vma)


def test_the_headers_of_a_mapped_file_are_read(tmp_path: Path) -> None:
    proc = proc_of(tmp_path, 42, data=elf_bytes())

    opened = look(ElfFiles(), proc, 42, vma_of(tmp_path, 42))

    assert opened.elf is not None
    assert opened.why is None


def test_a_file_that_is_no_elf_is_no_failure(tmp_path: Path) -> None:
    proc = proc_of(tmp_path, 42, data=b"#!/bin/sh\n" * 100)

    opened = look(ElfFiles(), proc, 42, vma_of(tmp_path, 42))

    assert opened.elf is None
    assert opened.why is None


def test_another_file_of_the_same_path_is_not_taken_for_it(tmp_path: Path) -> None:
    proc = proc_of(tmp_path, 42, data=elf_bytes())
    vma = vma_of(tmp_path, 42)
    other = Vma(vma.start, vma.end, vma.perms, 0, vma.device, vma.inode + 1, vma.path)

    opened = look(ElfFiles(), proc, 42, other)

    assert opened.elf is None
    assert opened.why == "the mapped file cannot be reached"


def test_what_one_process_cannot_reach_another_still_can(tmp_path: Path) -> None:
    proc = proc_of(tmp_path, 42, data=elf_bytes())
    vma = vma_of(tmp_path, 42)
    fake_proc(tmp_path, 43, stat=b"x")
    fake_proc(tmp_path, 44, stat=b"x", root__bin__y=b"")
    (tmp_path / "44/root/bin/x").hardlink_to(tmp_path / "42/root/bin/x")
    files, known = ElfFiles(), Known()

    first = look(files, proc, 42, vma, known)
    hidden = look(files, proc, 43, vma)
    again = look(files, proc, 42, vma, known)
    third = look(files, proc, 44, vma)

    assert first.elf is again.elf is third.elf is not None
    assert hidden.elf is None
    assert hidden.why is not None


def test_a_file_is_read_anew_when_it_changed_for_a_new_process(tmp_path: Path) -> None:
    proc = proc_of(tmp_path, 42, data=elf_bytes())
    vma = vma_of(tmp_path, 42)
    files, known = ElfFiles(), Known()
    before = look(files, proc, 42, vma, known)
    (tmp_path / "42/root/bin/x").write_bytes(elf_bytes(sections=()))

    same_process = look(files, proc, 42, vma, known)
    new_process = look(files, proc, 42, vma)

    assert same_process is before
    assert new_process.elf is not None
    assert new_process.elf.sections == ()


def test_headers_that_point_beyond_the_end_of_the_world_are_survived(
    tmp_path: Path,
) -> None:
    data = bytearray(elf_bytes())
    data[0x28:0x30] = b"\xff" * 8  # e_shoff
    proc = proc_of(tmp_path, 42, data=bytes(data))

    opened = look(ElfFiles(), proc, 42, vma_of(tmp_path, 42))

    assert opened.elf is not None
    assert opened.elf.sections == ()


def test_a_device_is_never_opened(tmp_path: Path) -> None:
    proc = fake_proc(tmp_path, 42, stat=b"x", root__dev__keep=b"")
    (tmp_path / "42/root/dev/zero").symlink_to("/dev/zero")
    status = Path("/dev/zero").stat()
    vma = Vma(0x1000, 0x2000, "r-xp", 0, "00:05", status.st_ino, "/dev/zero")

    assert look(ElfFiles(), proc, 42, vma).elf is None


def test_a_name_that_only_looks_deleted_is_there(tmp_path: Path) -> None:
    path = "/bin/x (deleted)"
    proc = proc_of(tmp_path, 42, path=path, data=b"")
    vma = vma_of(tmp_path, 42, path)

    with proc.process(42) as directory:
        assert not is_deleted(directory, vma)
        (tmp_path / f"42/root{path}").unlink()
        assert is_deleted(directory, vma)


def stale(proc: ProcFs, vma: Vma, known: Opened, *, was_away: bool) -> bool:
    with proc.process(42) as directory:
        return is_stale(directory, vma, known, was_away=was_away)


def test_headers_of_a_file_that_is_as_it_was_are_not_stale(tmp_path: Path) -> None:
    proc = proc_of(tmp_path, 42, data=elf_bytes())
    vma = vma_of(tmp_path, 42)
    known = look(ElfFiles(), proc, 42, vma)

    assert not stale(proc, vma, known, was_away=True)


def test_headers_of_before_a_change_are_stale_for_a_new_mapping(tmp_path: Path) -> None:
    proc = proc_of(tmp_path, 42, data=elf_bytes())
    vma = vma_of(tmp_path, 42)
    known = look(ElfFiles(), proc, 42, vma)
    os.utime(tmp_path / "42/root/bin/x", ns=(1, 1))

    assert stale(proc, vma, known, was_away=True)


def test_headers_of_before_a_change_hold_for_the_mapping_of_then(
    tmp_path: Path,
) -> None:
    proc = proc_of(tmp_path, 42, data=elf_bytes())
    vma = vma_of(tmp_path, 42)
    known = look(ElfFiles(), proc, 42, vma)
    assert known.status is not None
    born = replace(known.status, born_ns=1)
    now = replace(born, changed_ns=born.changed_ns + 1)
    opened = Opened(known.elf, None, born)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(images, "mapped_status", lambda *_: now)
        assert not stale(proc, vma, opened, was_away=False)
        patch.setattr(images, "mapped_status", lambda *_: replace(now, born_ns=2))
        assert stale(proc, vma, opened, was_away=False)


def test_a_file_that_nobody_can_ask_about_is_as_little_known_as_before(
    tmp_path: Path,
) -> None:
    proc = proc_of(tmp_path, 42, data=elf_bytes())
    vma = vma_of(tmp_path, 42)
    hidden = Vma(vma.start, vma.end, "r-xp", 0, vma.device, vma.inode, "/bin/none")
    seen = look(ElfFiles(), proc, 42, vma)

    assert not stale(proc, hidden, Opened(None, "denied"), was_away=False)
    assert stale(proc, hidden, Opened(None, "denied"), was_away=True)
    assert stale(proc, hidden, seen, was_away=False)
