"""Answers of PAGEMAP_SCAN, and the words of /proc/PID/pagemap.

Kernel: Documentation/admin-guide/mm/pagemap.rst, include/uapi/linux/fs.h.

Kernel: Documentation/admin-guide/mm/pagemap.rst, and
include/uapi/linux/kernel-page-flags.h for /proc/kpageflags.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import compress

from msgspec import Struct, field

from memscope.model.ranges import Ranges

PRESENT = 1 << 63
SWAPPED = 1 << 62
FILE = 1 << 61
"""A page of a file or of shared memory. The huge page of zeros has it, too."""
GUARD = 1 << 58
EXCLUSIVE = 1 << 56
FRAME = (1 << 55) - 1
"""Of a page that is present; a swapped one keeps its place on swap here."""
SOFT_DIRTY = 1 << 55

ANONYMOUS = 1 << 12
HUGETLB = 1 << 17
KSM = 1 << 21
ZERO_PAGE = 1 << 24


def is_counted_by_tables(flags: int) -> bool:
    """Tell whether kpagecount may count several processes that map a frame as one.

    Processes that map a GiB of one file of hugetlbfs have one page table for it, and
    the kernel counts tables.

    Args:
        flags: Of the frame, from kpageflags.
    """
    return flags & (HUGETLB | ANONYMOUS) == HUGETLB


def frame_of(word: int) -> int | None:
    """Return the page frame number, None when there is none or it is hidden.

    The kernel shows 0 to those who may not know; 0 is never the frame of a page.
    """
    return (word & FRAME) or None if word & PRESENT else None


_NAMES = (
    "locked", "error", "referenced", "uptodate", "dirty", "lru", "active", "slab",
    "writeback", "reclaim", "buddy", "mmap", "anon", "swapcache", "swapbacked",
    "compound-head", "compound-tail", "huge", "unevictable", "hwpoison", "nopage",
    "ksm", "thp", "offline", "zero-page", "idle", "pgtable",
)  # fmt: skip


def frame_flag_names(flags: int) -> tuple[str, ...]:
    """Return the kernel's names for the flags, lowest bit first; new ones as numbers.

    Bits from 32 on are the kernel's own affair and left out.
    """
    known = tuple(name for bit, name in enumerate(_NAMES) if flags >> bit & 1)
    newer = tuple(f"bit-{bit}" for bit in range(len(_NAMES), 32) if flags >> bit & 1)
    return known + newer


PAGE_IS_PRESENT = 1 << 3
PAGE_IS_SWAPPED = 1 << 4
PAGE_IS_PFNZERO = 1 << 5
PAGE_IS_HUGE = 1 << 6
PAGE_IS_GUARD = 1 << 8

_TOP_BYTE = 7 if sys.byteorder == "little" else 0
_TOP_PRESENT, _TOP_SWAPPED, _TOP_GUARD = 0x80, 0x40, 0x04


class Pages(Struct, frozen=True, gc=False):
    """The pages of one address space, as ranges.

    Attributes:
        resident: In RAM. Their sum is what the kernel calls RSS.
        zero: Mapped to the shared page of zeros: readable, but no memory is used.
            Empty where the kernel does not tell them from resident ones.
        swapped: On swap.
        guards: Guard pages made by MADV_GUARD_INSTALL; no line of maps shows them.
        guards_known: The kernel reports guard pages, so their absence means
            something.
        unread: Addresses we did not look at: there, nothing is known.
    """

    resident: Ranges = field(default_factory=Ranges)
    zero: Ranges = field(default_factory=Ranges)
    swapped: Ranges = field(default_factory=Ranges)
    guards: Ranges = field(default_factory=Ranges)
    guards_known: bool = False
    unread: Ranges = field(default_factory=Ranges)

    def resident_in_each(
        self, bounds: Sequence[tuple[int, int]]
    ) -> Sequence[int | None]:
        """Return the resident bytes of each range; None where we did not look.

        Args:
            bounds: (start, end) in ascending order, none overlapping another.
        """
        return self._known(self.resident.bytes_in_each(bounds), bounds)

    def swapped_in_each(
        self, bounds: Sequence[tuple[int, int]]
    ) -> Sequence[int | None]:
        """Return the swapped bytes of each range; None where we did not look."""
        return self._known(self.swapped.bytes_in_each(bounds), bounds)

    def touched_from(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield ranges in [start, end) that were touched: in RAM, zero or swapped."""
        kinds = (self.resident, self.zero, self.swapped, self.unread)
        yield from merge(*(one.within(start, end) for one in kinds))

    def resident_in(self, start: int, end: int) -> int | None:
        """Return the resident bytes of [start, end); None where we did not look."""
        if self.unread.bytes_in(start, end):
            return None
        return self.resident.bytes_in(start, end)

    def _known(
        self, counts: list[int], bounds: Sequence[tuple[int, int]]
    ) -> Sequence[int | None]:
        if not self.unread:
            return counts
        missing = self.unread.bytes_in_each(bounds)
        return [
            None if gap else count for count, gap in zip(counts, missing, strict=True)
        ]


def pages_from_scan(records: memoryview, *, guards_known: bool) -> Pages:
    """Sort the answers of PAGEMAP_SCAN.

    Args:
        records: 64-bit words, three for each range: start, end, categories; in
            ascending order.
        guards_known: The scan asked for guard pages and the kernel knew the word.
    """
    starts, ends = records[0::3].tolist(), records[1::3].tolist()
    categories = records[2::3].tolist()
    seen = set(categories)
    present = PAGE_IS_PRESENT | PAGE_IS_PFNZERO
    swapped = PAGE_IS_SWAPPED | PAGE_IS_GUARD

    def pick(mask: int, value: int) -> Ranges:
        wanted = {one for one in seen if one & mask == value}
        if len(wanted) == len(seen):
            return Ranges(starts, ends)
        if not wanted:
            return Ranges()
        chosen = [one in wanted for one in categories]
        return Ranges(list(compress(starts, chosen)), list(compress(ends, chosen)))

    return Pages(
        resident=pick(present, PAGE_IS_PRESENT),
        zero=pick(present, present).joined(),
        # A guard page is reported as swapped too.
        swapped=pick(swapped, PAGE_IS_SWAPPED).joined(),
        guards=pick(PAGE_IS_GUARD, PAGE_IS_GUARD).joined(),
        guards_known=guards_known,
    )


def _classes() -> bytes:
    """Return the table from an entry's top byte to P, G, S or nothing."""
    table = bytearray(256)
    for top in range(256):
        if top & _TOP_PRESENT:
            table[top] = ord("P")
        elif top & _TOP_GUARD:
            table[top] = ord("G")
        elif top & _TOP_SWAPPED:
            table[top] = ord("S")
    return bytes(table)


_CLASSES = _classes()
_RUNS = re.compile(rb"P+|G+|S+")


def pages_from_entries(
    pieces: Iterable[tuple[int, bytes]],
    page_size: int,
    unread: Iterable[tuple[int, int]] = (),
) -> Pages:
    """Sort raw entries of the pagemap file, eight bytes a page.

    The file does not tell the shared page of zeros from others, so `resident` may
    hold more than RSS.

    Args:
        pieces: (address of the first page, entries), in ascending order.
        page_size: Bytes.
        unread: Ranges that were left out, in ascending order.
    """
    found = {ord("P"): Ranges(), ord("G"): Ranges(), ord("S"): Ranges()}
    for address, entries in pieces:
        classes = entries[_TOP_BYTE::8].translate(_CLASSES)
        for run in _RUNS.finditer(classes):
            ranges = found[classes[run.start()]]
            ranges.starts.append(address + run.start() * page_size)
            ranges.ends.append(address + run.end() * page_size)
    skipped = Ranges()
    for start, end in unread:
        skipped.starts.append(start)
        skipped.ends.append(end)
    return Pages(
        resident=found[ord("P")].joined(),
        swapped=found[ord("S")].joined(),
        guards=found[ord("G")].joined(),
        unread=skipped,
    )
