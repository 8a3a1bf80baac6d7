"""Which pages are there, by PAGEMAP_SCAN or pagemap; also ahead of need.

One PAGEMAP_SCAN (Linux 6.7) walks the whole address space; older kernels get their
pagemap file read. Neither stops the target or faults anything in.

    pages = scan_pages(directory, [(vma.start, vma.end) for vma in vmas])
    resident = pages.resident_in_each(bounds_of_regions)

The scan spends its time in the kernel, without the interpreter's lock.
"""

import errno
import fcntl
import os
import resource
import struct
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Thread

from msgspec import Struct

from memscope.errors import AccessDenied, ProcError, ProcessGone
from memscope.parse.pagemap import (
    PAGE_IS_GUARD,
    PAGE_IS_PFNZERO,
    PAGE_IS_PRESENT,
    PAGE_IS_SWAPPED,
    Pages,
    pages_from_entries,
    pages_from_scan,
)
from memscope.proc.fs import ProcDir

PAGE_SIZE = resource.getpagesize()

_PAGEMAP_SCAN = 0xC0606610  # _IOWR('f', 16, struct pm_scan_arg)
_SCAN_ARG = struct.Struct("=12Q")
_FIRST_ROOM, _ROOM = 256, 8192
"""Ranges per call: most processes need few, and room that is new costs page faults."""
_WINDOW_PAGES = 65536
"""The scan holds the target's mmap lock; after so many pages it lets go of it."""
_WANTED = PAGE_IS_PRESENT | PAGE_IS_SWAPPED

_TOP = 1 << 63
"""Above it lies only [vsyscall], which has no page table."""
_ENTRY = 8
_PIECE_PAGES = 65536
_MOST_PAGES = 1 << 24
"""Pages of one VMA that the fallback reads at most: 64 GiB of 4 KiB pages."""


class Words(Struct, frozen=True, gc=False):
    """The kernel's answer to a scan.

    Attributes:
        numbers: (start, end, categories) of each range, flat.
        guards_known: The kernel knew the word for guard pages.
    """

    numbers: "array[int]"
    guards_known: bool


class PageScanner:
    """Scans one process again and again; equal answers give the very same `Pages`."""

    def __init__(self) -> None:
        self._last: tuple[Words, Pages] | None = None

    def scan(
        self,
        directory: ProcDir,
        bounds: Sequence[tuple[int, int]],
        *,
        ahead: Words | None = None,
    ) -> Pages:
        """Look at all pages; `ahead` is what `scan_words` said of them just now.

        Takes and raises what `scan_pages` does.
        """
        with _refusals(directory):
            words = ahead or scan_words(directory, bounds)
            if words is None:
                return _pages_by_entries(directory, bounds)
        if self._last is not None and self._last[0] == words:
            return self._last[1]
        pages = pages_from_scan(
            memoryview(words.numbers), guards_known=words.guards_known
        )
        self._last = words, pages
        return pages


def scan_pages(directory: ProcDir, bounds: Sequence[tuple[int, int]]) -> Pages:
    """Look at all pages of an address space, once.

    Args:
        directory: Of the process, or of one of its threads when the leader is dead.
        bounds: (start, end) of the VMAs, in ascending order.

    Raises:
        ProcessGone: It ended.
        AccessDenied: We may not read its pagemap.
        NotProvided: This kernel has no pagemap at all.
    """
    return PageScanner().scan(directory, bounds)


def scan_single_pages(directory: ProcDir, pages: Sequence[int]) -> Pages:
    """Look at pages here and there, and at nothing between them.

    Args:
        directory: Of the process.
        pages: First addresses, in ascending order.

    Raises:
        ProcessGone: It ended.
        AccessDenied: We may not read its pagemap.
    """
    with _refusals(directory):
        fd = directory.open("pagemap")
        try:
            return read_entries(fd, [(one, one + PAGE_SIZE) for one in pages])
        finally:
            os.close(fd)


def scan_words(directory: ProcDir, bounds: Sequence[tuple[int, int]]) -> Words | None:
    """Return the kernel's answer; None when it knows no such scan.

    Raises:
        OSError: It ended, or we may not.
        ProcError: Likewise.
    """
    bounds = _below_the_top(bounds)
    fd = directory.open("pagemap")
    try:
        if not bounds:
            return Words(array("Q"), False)
        low, high = bounds[0][0], bounds[-1][1]
        for wanted in (_WANTED | PAGE_IS_GUARD, _WANTED):
            try:
                found = scan_ranges(fd, low, high, wanted, wanted | PAGE_IS_PFNZERO)
            except OSError as error:
                if error.errno not in (errno.EINVAL, errno.ENOTTY):
                    raise
                continue
            return Words(found, bool(wanted & PAGE_IS_GUARD))
        return None
    finally:
        os.close(fd)


def _below_the_top(bounds: Sequence[tuple[int, int]]) -> Sequence[tuple[int, int]]:
    return bounds[:-1] if bounds and bounds[-1][1] >= _TOP else bounds


def _pages_by_entries(directory: ProcDir, bounds: Sequence[tuple[int, int]]) -> Pages:
    fd = directory.open("pagemap")
    try:
        return read_entries(fd, _below_the_top(bounds))
    finally:
        os.close(fd)


@contextmanager
def _refusals(directory: ProcDir) -> Iterator[None]:
    """Turn the kernel's refusals into ours."""
    try:
        yield
    except PermissionError:
        raise AccessDenied(directory.pid, "pagemap") from None
    except OSError:
        raise ProcessGone(directory.pid, "pagemap") from None


def scan_ranges(
    fd: int, low: int, high: int, wanted: int, returned: int
) -> "array[int]":
    """Return (start, end, categories) of pages in [low, high), flat.

    Args:
        fd: Descriptor of a pagemap file.
        low: First address.
        high: First address after it.
        wanted: Categories; a page in any of them is reported.
        returned: Categories to tell apart; neighbours alike in them are one range.

    Raises:
        OSError: EINVAL: the kernel does not know a category; ENOTTY: it has no such
            scan.
    """
    found = array("Q")
    room = array("Q", bytes(_FIRST_ROOM * 24))
    start = low
    while start < high:
        address, words = room.buffer_info()
        argument = bytearray(
            _SCAN_ARG.pack(
                _SCAN_ARG.size, 0, start, high, 0, address, words // 3, _WINDOW_PAGES,
                0, 0, wanted, returned,
            )
        )  # fmt: skip
        count = fcntl.ioctl(fd, _PAGEMAP_SCAN, argument, True)
        found.extend(room[: count * 3])
        walked = _SCAN_ARG.unpack(argument)[4]
        if count:
            # After filling its buffer more than once the kernel forgets how far it
            # went (walk_end in fs/proc/task_mmu.c); nothing may be told twice.
            walked = max(walked, found[-2])
        if walked <= start:
            break
        start = walked
        if count == words // 3 < _ROOM:
            room = array("Q", bytes(_ROOM * 24))
    return found


def read_entries(fd: int, bounds: Sequence[tuple[int, int]]) -> Pages:
    """Read the pagemap file over all VMAs but the enormous ones."""
    enormous = _MOST_PAGES * PAGE_SIZE
    small = [(start, end) for start, end in bounds if end - start <= enormous]
    unread = [(start, end) for start, end in bounds if end - start > enormous]
    return pages_from_entries(_pieces(fd, small), PAGE_SIZE, unread)


def _pieces(fd: int, bounds: Sequence[tuple[int, int]]) -> Iterator[tuple[int, bytes]]:
    step = _PIECE_PAGES * PAGE_SIZE
    for start, end in bounds:
        for at in range(start, end, step):
            pages = (min(at + step, end) - at) // PAGE_SIZE
            yield at, os.pread(fd, pages * _ENTRY, at // PAGE_SIZE * _ENTRY)


class ScanAhead:
    """A scan that has begun; it has to be waited for."""

    def __init__(self, directory: ProcDir, bounds: Sequence[tuple[int, int]]) -> None:
        """Begin to scan what the VMAs of the last look cover.

        Args:
            directory: Of the process; it stays open until `words` returns.
            bounds: (start, end) of the VMAs, in ascending order.
        """
        self._found: Words | None = None
        self._thread = Thread(
            target=self._scan, args=(directory, bounds), name="scan", daemon=True
        )
        self._thread.start()

    def words(self) -> Words | None:
        """Return what the kernel said, once it has; None: ask it again, for the why."""
        self._thread.join()
        return self._found

    def _scan(self, directory: ProcDir, bounds: Sequence[tuple[int, int]]) -> None:
        try:
            self._found = scan_words(directory, bounds)
        except (OSError, ProcError):
            return  # whoever asks again is told why
