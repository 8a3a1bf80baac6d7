"""One 64-bit entry of /proc/PID/pagemap, and the flags word of a page frame.

Kernel: Documentation/admin-guide/mm/pagemap.rst, and
include/uapi/linux/kernel-page-flags.h for /proc/kpageflags.
"""

PRESENT = 1 << 63
SWAPPED = 1 << 62
FILE = 1 << 61
"""A page of a file or of shared memory. The huge page of zeros has it, too."""
GUARD = 1 << 58
EXCLUSIVE = 1 << 56
FRAME = (1 << 55) - 1
"""Of a page that is present; a swapped one keeps its place on swap here."""
SOFT_DIRTY = 1 << 55

KSM = 1 << 21
ZERO_PAGE = 1 << 24


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
