"""Turn the small files below /sys and /proc/sys into values."""

import re

_CHOSEN = re.compile(rb"\[([\w+-]{1,40})\]")
_RANGE = re.compile(rb"(\d{1,6})(?:-(\d{1,6}))?")
_MOST = 1 << 16
"""No machine has so many nodes or processors."""


def parse_choice(data: bytes) -> str | None:
    """Return the word that is in brackets, as in `always [madvise] never`."""
    found = _CHOSEN.search(data)
    return found[1].decode("ascii") if found else None


def parse_ranges(data: bytes) -> tuple[int, ...]:
    """Return the numbers of a list such as `0-1,4`; () when there are none."""
    found: set[int] = set()
    for word in data.strip().split(b","):
        match = _RANGE.fullmatch(word)
        if match is None:
            return ()
        low, high = int(match[1]), int(match[2] or match[1])
        if high >= _MOST:
            return ()
        found |= set(range(low, high + 1))
    return tuple(sorted(found))


def parse_tasks(data: bytes) -> int | None:
    """Return how many tasks there are, from /proc/loadavg: `0.1 0.2 0.3 1/234 77`."""
    words = data.split()
    if len(words) < 4:
        return None
    _running, slash, all_of_them = words[3].partition(b"/")
    return int(all_of_them) if slash and all_of_them.isdigit() else None
