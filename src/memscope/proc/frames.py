"""The pages of a process one by one, and the page frames behind them.

Nothing here stops the target or faults anything in. Frame numbers are shown to those
with CAP_SYS_ADMIN; others read 0 in their place.
"""

import errno
import os
from array import array
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from memscope.errors import AccessDenied, ProcessGone
from memscope.parse.pagemap import (
    PAGE_IS_GUARD,
    PAGE_IS_HUGE,
    PAGE_IS_PFNZERO,
    PAGE_IS_PRESENT,
    PAGE_IS_SWAPPED,
)
from memscope.proc.fs import ProcDir
from memscope.proc.machine import PAGE_SIZE
from memscope.proc.scan import scan_ranges

_WANTED = PAGE_IS_PRESENT | PAGE_IS_SWAPPED
_TOLD_APART = PAGE_IS_PRESENT | PAGE_IS_PFNZERO | PAGE_IS_HUGE
_ENTRY = 8
_TOP = 1 << 63
"""Above it lies only [vsyscall]."""
_NEAR_PAGES = 512
"""Pages between two wanted ones that are read along: cheaper than another call."""
_NEAR_FRAMES = 8
"""Likewise for frames, whose entries cost the kernel thirty times as much."""
_PIECE_PAGES = 1 << 16
_MOST_PAGES = 1 << 22
"""Pages of one mapping read at most where no scan tells which ones are worth it."""


Scanned = tuple["array[int]", "array[int]", "array[int]"]


@dataclass(frozen=True, slots=True)
class RawPages:
    """What the kernel says of the pages in some ranges of addresses.

    Attributes:
        words: (address of the first page, pagemap entries from there on), in order;
            every page that holds something is among them.
        scanned: Starts, ends and categories of ranges of pages that hold something,
            in order; None where this kernel has no PAGEMAP_SCAN.
        unread: Ranges that were left out: too large to read page by page, or without
            a page table as [vsyscall] is.
    """

    words: list[tuple[int, "array[int]"]]
    scanned: Scanned | None
    unread: list[tuple[int, int]]


def read_raw_pages(directory: ProcDir, bounds: Sequence[tuple[int, int]]) -> RawPages:
    """Scan once from the first bound to the last, then read the entries.

    Args:
        directory: Of the process, or of one of its threads when the leader is dead.
        bounds: (start, end) in ascending order, at page boundaries.

    Raises:
        ProcessGone: It ended.
        AccessDenied: We may not read its pagemap.
        NotProvided: This kernel has no pagemap.
    """
    beyond = [(start, end) for start, end in bounds if end >= _TOP]
    bounds = [(start, end) for start, end in bounds if end < _TOP]
    fd = directory.open("pagemap")
    try:
        scanned = _scan(fd, bounds)
        if scanned is not None:
            filled = _coalesced(scanned[0], scanned[1])
            return RawPages(list(_read_words(fd, filled)), scanned, beyond)
        most = _MOST_PAGES * PAGE_SIZE
        small = [(low, high) for low, high in bounds if high - low <= most]
        large = [(low, high) for low, high in bounds if high - low > most]
        return RawPages(list(_read_words(fd, small)), None, large + beyond)
    except PermissionError:
        raise AccessDenied(directory.pid, "pagemap") from None
    except OSError:
        raise ProcessGone(directory.pid, "pagemap") from None
    finally:
        os.close(fd)


def read_entries(
    directory: ProcDir, bounds: Sequence[tuple[int, int]]
) -> list["array[int]"]:
    """Return the pagemap entries of each range; raises as `read_raw_pages` does.

    Args:
        directory: Of the process, or of a living thread of it.
        bounds: (start, end) in any order, at page boundaries.
    """
    most = _MOST_PAGES * PAGE_SIZE
    fd = directory.open("pagemap")
    try:
        found = []
        for start, end in bounds:
            words = array("Q")
            for _address, more in _read_words(fd, [(start, min(end, start + most))]):
                words.extend(more)
            found.append(words)
        return found
    except PermissionError:
        raise AccessDenied(directory.pid, "pagemap") from None
    except OSError:
        raise ProcessGone(directory.pid, "pagemap") from None
    finally:
        os.close(fd)


def _scan(fd: int, bounds: Sequence[tuple[int, int]]) -> Scanned | None:
    if not bounds:
        return array("Q"), array("Q"), array("Q")
    low, high = bounds[0][0], bounds[-1][1]
    for wanted in (_WANTED | PAGE_IS_GUARD, _WANTED):
        try:
            found = scan_ranges(fd, low, high, wanted, _TOLD_APART)
        except OSError as error:
            # A category it does not know, or no such request at all.
            if error.errno not in (errno.EINVAL, errno.ENOTTY):
                raise
        else:
            return found[0::3], found[1::3], found[2::3]
    return None


def _coalesced(starts: "array[int]", ends: "array[int]") -> Iterator[tuple[int, int]]:
    """Join ranges that lie near one another."""
    near = _NEAR_PAGES * PAGE_SIZE
    if not starts:
        return
    start, end = starts[0], ends[0]
    for low, high in zip(starts, ends, strict=True):
        if low - end > near:
            yield start, end
            start = low
        end = high
    yield start, end


def _read_words(
    fd: int, ranges: Sequence[tuple[int, int]] | Iterator[tuple[int, int]]
) -> Iterator[tuple[int, "array[int]"]]:
    step = _PIECE_PAGES * PAGE_SIZE
    for start, end in ranges:
        for at in range(start, end, step):
            size = (min(at + step, end) - at) // PAGE_SIZE * _ENTRY
            data = os.pread(fd, size, at // PAGE_SIZE * _ENTRY)
            if not data:
                # The process ended, or called exec: this was another address space.
                raise ProcessLookupError(errno.ESRCH, "no address space")
            words = array("Q")
            words.frombytes(data[: len(data) // _ENTRY * _ENTRY])
            yield at, words


@dataclass(frozen=True, slots=True)
class FrameTable:
    """An open /proc/kpagecount or /proc/kpageflags."""

    fd: int

    def of(self, frames: Collection[int]) -> dict[int, int]:
        """Return the entry of each frame; what cannot be read is left out."""
        entries: dict[int, int] = {}
        ordered = sorted(set(frames))
        start = 0
        while start < len(ordered):
            stop = start + 1
            while (
                stop < len(ordered)
                and ordered[stop] - ordered[stop - 1] <= _NEAR_FRAMES
                and ordered[stop] - ordered[start] < _PIECE_PAGES
            ):
                stop += 1
            entries.update(self._read(ordered[start:stop]))
            start = stop
        return entries

    def _read(self, frames: Sequence[int]) -> dict[int, int]:
        first = frames[0]
        try:
            data = os.pread(self.fd, (frames[-1] - first + 1) * _ENTRY, first * _ENTRY)
        except OSError:
            return {}
        words = array("Q")
        words.frombytes(data[: len(data) // _ENTRY * _ENTRY])
        return {
            frame: words[frame - first]
            for frame in frames
            if frame - first < len(words)
        }


@contextmanager
def frame_table(name: str, root: str = "/proc") -> Iterator[FrameTable | None]:
    """Open `kpagecount` or `kpageflags`; None when the kernel refuses or has none.

    `kpagecount` says how often a frame is mapped, `kpageflags` what it is.
    """
    try:
        fd = os.open(f"{root}/{name}", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        yield None
        return
    try:
        yield FrameTable(fd)
    finally:
        os.close(fd)
