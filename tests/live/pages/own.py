"""Pages of the test's own process, made to order."""

import ctypes
import mmap
import os
from collections.abc import Iterator
from contextlib import contextmanager

from memscope.collect.closer.pages import look_at_pages
from memscope.model.page import PageMap, PageState
from memscope.proc.machine import PAGE_SIZE

_LIBC = ctypes.CDLL(None, use_errno=True)
_LIBC.madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]

Memory = mmap.mmap


@contextmanager
def block(size: int, flags: int = mmap.MAP_PRIVATE) -> Iterator[tuple[Memory, int]]:
    """Map memory for the length of the block; yield it and its address."""
    memory = mmap.mmap(-1, size, flags=flags | mmap.MAP_ANONYMOUS)
    try:
        yield memory, address_of(memory)
    finally:
        memory.close()


def address_of(memory: Memory) -> int:
    byte = ctypes.c_char.from_buffer(memory)
    address = ctypes.addressof(byte)
    del byte
    return address


def madvise(address: int, size: int, advice: int) -> int:
    """Return 0, or the error number."""
    return ctypes.get_errno() if _LIBC.madvise(address, size, advice) else 0


def look(address: int, pages: int, *, contents: bool = False) -> PageMap:
    end = address + pages * PAGE_SIZE
    return look_at_pages(os.getpid(), address, end, contents=contents)


def states(pages: PageMap) -> list[PageState]:
    """One state a page."""
    return [run.state for run in pages.runs() for _ in range(run.count)]


def sees_frames() -> bool:
    """Tell whether the kernel shows frame numbers to us."""
    with block(PAGE_SIZE) as (memory, address):
        memory[0] = 1
        return bool(look(address, 1).frames_known)
