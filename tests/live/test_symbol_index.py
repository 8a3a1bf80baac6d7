"""Symbols of a living process lie where the dynamic linker itself says."""

import ctypes
import os
import subprocess
import sys

import pytest

from memscope.collect.closer.symbol_index import SymbolIndex
from memscope.collect.look.snapshot import take_snapshot

pytestmark = pytest.mark.live


def test_it_says_where_the_dynamic_linker_put_them() -> None:
    process = take_snapshot([os.getpid()]).processes[0]
    index, heard = SymbolIndex(), list[tuple[int, int]]()
    program = ctypes.CDLL(None)
    # Where the program itself has a stub of that name, the linker's is another place.
    for name in ("mallopt", "getpid", "fopencookie"):
        truth = ctypes.cast(getattr(program, name), ctypes.c_void_p).value
        found = index.find(process, name, lambda done, all: heard.append((done, all)))
        assert truth in [one.symbol.address for one in found if one.symbol.name == name]
    done, count = heard[-1]
    assert done == count > 1
    assert heard.count((count, count)) == 1, "files are read once"


def test_esc_leaves_what_was_found_so_far() -> None:
    process = take_snapshot([os.getpid()]).processes[0]
    index = SymbolIndex()
    assert index.find(process, "malloc", is_stopped=lambda: True) == []
    assert index.find(process, "malloc")


def test_a_process_that_is_gone_has_none() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", "input()"], stdin=subprocess.PIPE
    ) as one:
        process = take_snapshot([one.pid]).processes[0]
        one.communicate(b"\n")
    assert SymbolIndex().find(process, "malloc") == []
