"""Output of Android's showmap (AOSP: system/memory/libmeminfo, system/core before).

With `-a` a line has the addresses of a mapping, then numbers in KiB, then its name.
Without it lines are sums of what has one name, and nobody tells where that lies.
"""

import re

from msgspec import Struct

from memscope.parse.saved.rows import UNKNOWN_PERMS, SavedRow, row_of

_NAMES = (
    *(b"Size", b"Rss", b"Pss", b"Shared_Clean", b"Shared_Dirty", b"Private_Clean"),
    *(b"Private_Dirty", b"Swap", b"SwapPss"),
)
"""The columns, by the kernel's names; a newer showmap has more behind them."""
_HEADER = re.compile(rb"\bsize\b.*\bRSS\b.*\bPSS\b.*\bclean\b.*\bobject\b")
_ROW = re.compile(
    rb"(?<![0-9A-Za-z_])([0-9a-f]{1,16})[ \t]+([0-9a-f]{1,16})"
    rb"((?:[ \t]+\d{1,15}){7,20}+)[ \t]+(?=[^ \t0-9])"
)
_SUM = re.compile(rb"(?:^|[ \t])((?:\d{1,15}[ \t]+){7,20}+)(?=[^ \t0-9])")
_ANON = (b"[anon]", b"[anon:]")
_BSS = b" [bss]"
_NOISE = 400


class ShowmapSum(Struct, frozen=True):
    """A line of sums.

    Attributes:
        name: Of the mappings, or `TOTAL`.
        numbers: By the kernel's names, in KiB.
    """

    name: bytes
    numbers: dict[bytes, int]


def is_showmap_header(line: bytes) -> bool:
    """Tell whether a line has the names of showmap's columns."""
    return _HEADER.search(line, 0, 2 * _NOISE) is not None


def find_showmap_row(line: bytes, number: int) -> SavedRow | None:
    """Return the mapping that a line is about, with -a; None: it is about none."""
    found = _ROW.search(line, 0, 2 * _NOISE)
    if found is None or found.start() > _NOISE:
        return None
    start, end, numbers = found.groups()
    name = line[found.end() :].rstrip(b" \t")
    path = b"" if name in _ANON or name.endswith(_BSS) else name
    row = row_of((start, end, UNKNOWN_PERMS, b"0", b"0:0", b"0", path), number)
    if row is not None:
        for column, word in zip(_NAMES, numbers.split(), strict=False):
            row.add(column, int(word))
    return row


def find_showmap_sum(line: bytes) -> ShowmapSum | None:
    """Return the sums that a line has; None: it has none."""
    found = _SUM.search(line, 0, 2 * _NOISE)
    if found is None:
        return None
    words = found[1].split()
    numbers = dict(zip(_NAMES, map(int, words), strict=False))
    return ShowmapSum(line[found.end() :].rstrip(b" \t"), numbers)
