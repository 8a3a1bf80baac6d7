"""Names that a program defines, and where it has them."""

import ctypes
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from memscope.model.region import Vma
from memscope.parse.maps import parse_maps
from memscope.proc.fs import ProcFs
from memscope.proc.program_symbols import ProgramSymbols

pytestmark = pytest.mark.unit


def library() -> Vma:
    with ProcFs().process(os.getpid()) as directory:
        rows = parse_maps(directory.read("maps"))
    return next(one for one in rows if "/libc.so.6" in one.path and not one.offset)


def test_a_name_that_is_defined_is_told_from_one_that_is_not() -> None:
    with ProcFs().process(os.getpid()) as directory:
        found = ProgramSymbols().names_in(directory, library(), ("malloc", "mallctl"))

    assert found == {"malloc"}


def test_the_address_is_where_the_process_has_it() -> None:
    place = ctypes.c_void_p.in_dll(ctypes.CDLL("libc.so.6"), "__curbrk")

    with ProcFs().process(os.getpid()) as directory:
        symbols = ProgramSymbols()
        known = symbols.address_of(directory, library(), "__curbrk")
        again = symbols.address_of(directory, library(), "__curbrk")
        none = symbols.address_of(directory, library(), "no_such_symbol")

    assert known == again == ctypes.addressof(place)
    assert none is None


def test_a_name_that_is_only_asked_for_does_not_count(tmp_path: Path) -> None:
    if shutil.which("cc") is None:
        pytest.skip("no C compiler on this machine: apt install gcc")
    source, program = tmp_path / "weak.c", tmp_path / "weak"
    source.write_text(
        "extern int mallctl(void) __attribute__((weak));\n"
        "int main(void) { return mallctl ? mallctl() : 0; }\n"
    )
    subprocess.run(["cc", "-o", program, source], check=True)
    status = program.stat()
    device = f"{os.major(status.st_dev):02x}:{os.minor(status.st_dev):02x}"
    vma = Vma(0, 4096, "r--p", 0, device, status.st_ino, str(program))

    with ProcFs().process(os.getpid()) as directory:
        assert not ProgramSymbols().names_in(directory, vma, ("mallctl",))
