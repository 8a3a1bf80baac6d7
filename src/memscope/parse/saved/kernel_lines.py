"""Lines of maps and smaps among other text (kernel: fs/proc/task_mmu.c)."""

import re

from memscope.parse.maps import HeaderMatch

_ROW = re.compile(
    rb"(?<![0-9A-Za-z_])([0-9a-f]{1,16})-([0-9a-f]{1,16})[ \t]+"
    rb"([-r][-w][-x][-ps])[ \t]+"
    rb"([0-9a-f]{1,16})[ \t]+([0-9a-f]{1,8}:[0-9a-f]{1,8})[ \t]+(\d{1,20})(?![^ \t])"
    rb"[ \t]*(.*)",
    re.DOTALL,
)
"""As `parse_maps` has it, with any blanks, and anything before it."""
_NUMBER = re.compile(
    rb"(?<![0-9A-Za-z_])([A-Z][A-Za-z]{1,24}(?:_[A-Z][A-Za-z]{1,16}){0,2}):[ \t]*"
    rb"(\d{1,15})[ \t]+kB[ \t]*"
)
_FLAGS = re.compile(rb"(?<![0-9A-Za-z_])VmFlags:((?:[ \t]+[a-z?]{2}){0,64})[ \t]*")
_NOISE = 400
"""Bytes that may stand before a line: a quote, the time, the name of a pod."""
_OF_SMAPS = frozenset(
    b"Size KernelPageSize MMUPageSize Rss Pss Pss_Dirty Pss_Anon Pss_File Pss_Shmem "
    b"Shared_Clean Shared_Dirty Private_Clean Private_Dirty Referenced Anonymous KSM "
    b"LazyFree AnonHugePages ShmemHugePages ShmemPmdMapped FilePmdMapped "
    b"Shared_Hugetlb Private_Hugetlb Swap SwapPss Locked".split()
)
ROLLUP = b"[rollup]"


def find_row(line: bytes) -> tuple[int, HeaderMatch] | None:
    """Return a mapping's line in seven pieces, and where it begins; None: it is none.

    Blanks at the end of a line belong to a path, or came with the text around it: they
    stay.
    """
    found = _ROW.search(line, 0, len(line))
    if found is None or found.start() > _NOISE:
        return None
    groups: HeaderMatch = found.groups()  # type: ignore[assignment]
    return found.start(), groups


def find_number(line: bytes) -> tuple[bytes, int] | None:
    """Return name and KiB of a line of smaps; None: it is none."""
    for found in _NUMBER.finditer(line, 0, _NOISE):
        if found.end() == len(line) and found[1] in _OF_SMAPS:
            return found[1], int(found[2])
    return None


def find_flags(line: bytes) -> bytes | None:
    """Return the words of VmFlags; None: the line is another."""
    found = _FLAGS.search(line, 0, 2 * _NOISE)
    return found[1] if found is not None and found.end() == len(line) else None
