"""What the kernel answers of robust lists, thread by thread."""

import ctypes
import os
from types import SimpleNamespace
from typing import Any

import pytest

from memscope.proc import robust
from memscope.proc.robust import robust_list_heads

pytestmark = pytest.mark.unit


class Libc:
    """A C library whose kernel knows the lists of some threads."""

    def __init__(self, heads: dict[int, int]) -> None:
        self.heads = heads
        self.numbers: list[int] = []

    def syscall(self, number: int, tid: int, head: Any, size: Any) -> int:
        self.numbers.append(number)
        if tid not in self.heads:
            return -1
        # What byref() was given; the kernel writes there.
        head._obj.value = self.heads[tid]
        size._obj.value = ctypes.sizeof(ctypes.c_uint64) * 3
        return 0


def kernel(
    monkeypatch: pytest.MonkeyPatch, machine: str, heads: dict[int, int]
) -> Libc:
    libc = Libc(heads)
    monkeypatch.setattr(robust, "_LIBC", libc)
    monkeypatch.setattr(os, "uname", lambda: SimpleNamespace(machine=machine))
    return libc


def test_a_thread_without_a_list_is_not_one_that_is_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kernel(monkeypatch, "x86_64", {1: (1 << 64) - 8, 2: 0, 4: 0x7F00_0000_09A0})

    found = robust_list_heads([1, 2, 3, 4, 5])

    assert found == [(1 << 64) - 8, 0, None, 0x7F00_0000_09A0, None]


@pytest.mark.parametrize(
    ("machine", "number"), [("x86_64", 274), ("aarch64", 100), ("riscv64", 100)]
)
def test_each_machine_has_a_number_of_its_own_for_the_call(
    monkeypatch: pytest.MonkeyPatch, machine: str, number: int
) -> None:
    libc = kernel(monkeypatch, machine, {1: 8})

    assert robust_list_heads([1, 1]) == [8, 8]
    assert libc.numbers == [number, number]


@pytest.mark.parametrize("machine", ["i686", "armv7l", "", "x86_64 "])
def test_on_a_machine_that_nobody_tried_nothing_is_called(
    monkeypatch: pytest.MonkeyPatch, machine: str
) -> None:
    libc = kernel(monkeypatch, machine, {1: 8})

    assert robust_list_heads([1]) is None
    assert libc.numbers == []


def test_no_threads_have_no_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    kernel(monkeypatch, "x86_64", {})

    assert robust_list_heads([]) == []
