"""How much of a mapped file is in RAM, mapped by anybody or not: the page cache.

The file is opened to be asked about, through the process that maps it; nothing is read,
and nothing in the target is touched.

Kernel: mm/filemap.c (cachestat), mm/mincore.c.
"""

import ctypes
import mmap
import os
from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter

from memscope.errors import ProcError
from memscope.model.region import Vma
from memscope.proc.backing import file_system_of
from memscope.proc.fs import ProcDir
from memscope.proc.images import FileKey, open_mapped
from memscope.proc.machine import PAGE_SIZE

Part = tuple[Vma, int, int]
"""A mapping of a file; first address of a part of it, and first address after it."""

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long
_libc.mmap.restype = ctypes.c_void_p
_libc.mmap.argtypes = (
    *(ctypes.c_void_p, ctypes.c_size_t),
    *(ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long),
)
_libc.munmap.argtypes = (ctypes.c_void_p, ctypes.c_size_t)
_libc.mincore.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p)

_CACHESTAT = 451
_FAILED = ctypes.c_void_p(-1).value
_AT_ONCE = 1 << 30
"""Bytes of a file that are mapped at once, to be asked about."""
_MOST = 64 << 30
"""Bytes, of which mincore takes a second or so; cachestat is faster."""
_LOWEST_BIT = bytes(byte & 1 for byte in range(256))
"""The others of mincore's answers are not defined."""
_HUGETLBFS = 0x958458F6
_WITH_PAGES_OF_THEIR_OWN = {
    *(0xEF53, 0x58465342, 0x9123683E, 0xF2F52010),  # ext4, XFS, Btrfs, F2FS
    *(0x01021994, 0x858458F6),  # tmpfs, ramfs
}
"""File systems of which the opened file has the pages that are mapped. In others, such
as overlays, these may belong to another file below."""


def cached_in_each(directory: ProcDir, parts: Sequence[Part]) -> list[int | None]:
    """Return how many bytes of each part of a mapped file are in the page cache.

    Args:
        directory: Of the process.
        parts: Of any of its mappings; each file is opened once.

    Returns:
        None where there is no file, or we may not know.
    """
    found: list[int | None] = [None] * len(parts)
    numbered = [
        (_key(vma), at) for at, (vma, _start, _end) in enumerate(parts) if vma.inode
    ]
    for _file, group in groupby(sorted(numbered), itemgetter(0)):
        places = [at for _key, at in group]
        fd = _opened(directory, [parts[at][0] for at in places])
        if fd is None:
            continue
        try:
            for at in places:
                vma, start, end = parts[at]
                offset = vma.offset + start - vma.start
                found[at] = cached_in(fd, offset, end - start)
        finally:
            os.close(fd)
    return found


def _key(vma: Vma) -> FileKey:
    return vma.device, vma.inode


def _opened(directory: ProcDir, vmas: Sequence[Vma]) -> int | None:
    """Open a file by one of its mappings, of which some may be gone by now."""
    for vma in vmas[:2]:
        try:
            return open_mapped(directory, vma)
        except (OSError, ProcError):
            continue
    return None


def cached_in(fd: int, offset: int, size: int) -> int | None:
    """Return how many bytes of a part of an open file are in the page cache.

    Args:
        fd: The file.
        offset: Where the part begins; anywhere in a page.
        size: Bytes of it.

    Returns:
        None when the kernel would not say.
    """
    system = file_system_of(fd)
    if system == _HUGETLBFS:
        return None  # these pages are in no cache
    end = offset + size
    low, high = -(-offset // PAGE_SIZE) * PAGE_SIZE, end // PAGE_SIZE * PAGE_SIZE
    total = 0
    # Of the pages at the edges counts what is inside.
    for start, stop in ((offset, min(low, end)), (low, high), (max(high, low), end)):
        if start < stop:
            whole = start // PAGE_SIZE * PAGE_SIZE
            pages = _pages_in(fd, whole, stop - whole, system)
            if pages is None:
                return None
            total += min(pages * PAGE_SIZE, stop - start)
    return total


def _pages_in(fd: int, offset: int, size: int, system: int | None) -> int | None:
    if system in _WITH_PAGES_OF_THEIR_OWN:
        pages = _by_cachestat(fd, offset, size)
        if pages is not None:
            return pages
    return _by_mincore(fd, offset, size)


def _by_cachestat(fd: int, offset: int, size: int) -> int | None:
    """Ask a kernel of Linux 6.5 or later; None when it refuses."""
    span = (ctypes.c_uint64 * 2)(offset, size)
    counts = (ctypes.c_uint64 * 5)()
    if _libc.syscall(_CACHESTAT, fd, ctypes.byref(span), ctypes.byref(counts), 0):
        return None
    return int(counts[0])


def _by_mincore(fd: int, offset: int, size: int) -> int | None:
    """Map the file, touch nothing, and ask which of its pages are there."""
    status = os.fstat(fd)
    end = min(offset + size, status.st_size)
    if end - offset > _MOST or not _is_told_by_mincore(fd, status.st_uid):
        return None
    pages = 0
    for start in range(offset, end, _AT_ONCE):
        length = min(_AT_ONCE, end - start)
        address = _libc.mmap(None, length, mmap.PROT_READ, mmap.MAP_SHARED, fd, start)
        if address == _FAILED:
            return None
        answer = ctypes.create_string_buffer(-(-length // PAGE_SIZE))
        try:
            if _libc.mincore(address, length, answer):
                return None
        finally:
            _libc.munmap(address, length)
        pages += answer.raw.translate(_LOWEST_BIT).count(1)
    return pages


def _is_told_by_mincore(fd: int, owner: int) -> bool:
    """To those who may neither write to a file nor own it, it calls all pages there."""
    if owner == os.geteuid():
        return True
    return os.access(f"/proc/self/fd/{fd}", os.W_OK, effective_ids=True)
