"""The ABI of a process, from a program and an auxiliary vector written for it."""

from pathlib import Path
from struct import pack

import pytest

from memscope.model.abi import AARCH64, I386, X32, X86_64, Abi
from memscope.proc.abi import abi_of
from tests.unit.proc.fake_proc import fake_proc

pytestmark = pytest.mark.unit

AUXV_64 = pack("=4Q", 4, 56, 0, 0)
AUXV_32 = pack("=4I", 4, 32, 0, 0)


def header(bits: int, machine: int) -> bytes:
    start = b"\x7fELF" + bytes([bits, 1, 1]) + bytes(9)
    return start + pack("<2H", 2, machine) + bytes(44)


def found(folder: Path, **files: bytes) -> Abi | None:
    with fake_proc(folder, 42, stat=b"", **files).process(42) as directory:
        return abi_of(directory, files["auxv"])


@pytest.mark.parametrize(
    ("bits", "machine", "auxv", "abi"),
    [
        (2, 62, AUXV_64, X86_64),
        (1, 3, AUXV_32, I386),
        (1, 62, AUXV_32, X32),
        (2, 183, AUXV_64, AARCH64),
        (2, 62, b"", X86_64),
        (2, 243, AUXV_64, None),
    ],
)
def test_the_header_tells(
    tmp_path: Path, bits: int, machine: int, auxv: bytes, abi: Abi | None
) -> None:
    assert found(tmp_path, exe=header(bits, machine), auxv=auxv) == abi


def test_a_file_that_the_kernel_contradicts_is_not_believed(tmp_path: Path) -> None:
    assert found(tmp_path, exe=header(1, 3), auxv=AUXV_64) is None


def test_what_is_no_program_or_may_not_be_read_has_none(tmp_path: Path) -> None:
    assert found(tmp_path, exe=b"#!/bin/sh\n", auxv=AUXV_64) is None
    (tmp_path / "42/exe").unlink()
    assert found(tmp_path, auxv=AUXV_64) is None
