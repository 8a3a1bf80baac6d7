"""Where a process has a variable of a mapped file."""

import ctypes
import os

import pytest
from msgspec.structs import replace

from memscope.model.region import Vma
from memscope.parse.maps import parse_maps
from memscope.proc.fs import ProcFs
from memscope.proc.images import ElfFiles
from memscope.proc.variables import variable_address

pytestmark = pytest.mark.unit


def library() -> Vma:
    with ProcFs().process(os.getpid()) as directory:
        rows = parse_maps(directory.read("maps"))
    return next(one for one in rows if "/libc.so.6" in one.path and not one.offset)


def test_the_address_is_where_the_process_has_it() -> None:
    place = ctypes.c_void_p.in_dll(ctypes.CDLL("libc.so.6"), "__curbrk")
    vma = library()

    with ProcFs().process(os.getpid()) as directory:
        opened = ElfFiles().of(directory, {}, vma)
        known = variable_address(directory, vma, opened, "__curbrk")
        none = variable_address(directory, vma, opened, "no_such_variable")

    assert known == ctypes.addressof(place)
    assert none is None


def test_a_file_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    vma = library()
    with ProcFs().process(os.getpid()) as directory:
        opened = ElfFiles().of(directory, {}, vma)
        first = variable_address(directory, vma, opened, "environ")
        monkeypatch.setattr("memscope.proc.variables.open_mapped", None)
        again = variable_address(directory, vma, opened, "environ")

    assert again == first


def test_a_file_that_changed_since_its_headers_were_read_is_not_believed() -> None:
    vma = library()
    with ProcFs().process(os.getpid()) as directory:
        opened = ElfFiles().of(directory, {}, vma)
        assert opened.status is not None
        other = replace(opened, status=replace(opened.status, changed_ns=1))

        assert variable_address(directory, vma, other, "__curbrk") is None
        unread = replace(opened, status=None)
        assert variable_address(directory, vma, unread, "__curbrk") is None
