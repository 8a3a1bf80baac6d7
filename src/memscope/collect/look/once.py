"""Memory that a process has mapped more than once, counted once."""

from array import array
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from memscope.analyze.aliases import View, seen_twice
from memscope.collect.look.look import Look
from memscope.collect.look.parts import HUGE_UNCOUNTED, mappings_of
from memscope.errors import ProcError
from memscope.i18n import N_
from memscope.model.region import ProcessUsage
from memscope.model.snapshot import Gap
from memscope.parse.pagemap import FILE, FRAME, PRESENT
from memscope.proc.frames import read_entries
from memscope.proc.machine import PAGE_SIZE
from memscope.proc.remedies import to_see_frames

_WHAT = N_("how much memory is the process's own")
_WHY = N_("some is mapped several times here, and frames are hidden")
_MERGED = N_("the kernel may make one page of equal ones here (KSM)")
_MERGEABLE = "mg"
"""VmFlag of memory of which equal pages may be made one."""
_HUGETLB = "ht"


class Once(NamedTuple):
    """What is counted once.

    Attributes:
        distinct: Bytes in RAM, each page once; None when unknown.
        own: Of these, what nobody else maps; None when unknown.
        gaps: Why not.
    """

    distinct: int | None
    own: int | None
    gaps: tuple[Gap, ...] = ()


def count_once(look: Look, usage: ProcessUsage) -> Once:
    """Count each page of a process once, however often it is mapped.

    Args:
        look: With the numbers of smaps.
        usage: What they add up to.
    """
    if any(_MERGEABLE in flags for flags in set(look.table.flags)):
        return Once(None, None, (Gap(what=_WHAT, pid=look.pid, why=_MERGED),))
    try:
        twice = _pages_seen_twice(look)
    except ProcError:
        return Once(None, None)
    extra = sum(len(words) - 1 for words in twice)
    distinct = _minus(usage.resident, extra * PAGE_SIZE)
    if not twice:
        return Once(distinct, usage.unique)
    if _is_in_hugetlbfs_twice(look):
        gap = Gap(what=_WHAT, pid=look.pid, why=HUGE_UNCOUNTED)
        return Once(distinct, None, (gap,))
    frames = Counter(words[0] & FRAME for words in twice)
    counts = mappings_of(frames) if 0 not in frames else None
    if counts is None:
        gap = Gap(what=_WHAT, pid=look.pid, why=_WHY, remedy=to_see_frames())
        return Once(distinct, None, (gap,))
    own = sum(counts.get(words[0] & FRAME) == len(words) for words in twice)
    if usage.unique is None or distinct is None:
        return Once(distinct, None)
    return Once(distinct, min(usage.unique + own * PAGE_SIZE, distinct))


def _is_in_hugetlbfs_twice(look: Look) -> bool:
    """Tell whether a file of hugetlbfs is mapped here more than once.

    Whether others map it nobody says: processes may share its page tables, and the
    kernel counts tables.
    """
    files = [
        (vma.device, vma.inode)
        for vma, flags in zip(look.vmas, look.table.flags, strict=True)
        if _HUGETLB in flags and vma.inode
    ]
    return len(files) > len(set(files))


def _pages_seen_twice(look: Look) -> list[list[int]]:
    """Return the entries of each page of a file that is mapped here more than once."""
    # What is all copied, as variables of libraries are, shows no page of its file.
    rows = zip(look.vmas, look.table.usages, strict=True)
    vmas = [
        vma
        for vma, use in rows
        if vma.inode and use.resident and use.copies != use.resident
    ]
    groups = list(seen_twice(vmas))
    if not groups:
        return []
    ranges = [view for group in groups for view in group]
    entries = read_entries(look.directory, [(low, high) for low, high, _at in ranges])
    known = dict(zip(ranges, entries, strict=True))
    found: list[list[int]] = []
    for group in groups:
        found += _of_file(group, [known[view] for view in group])
    return found


def _of_file(group: Sequence[View], entries: Sequence["array[int]"]) -> list[list[int]]:
    seen: dict[int, dict[int, int]] = {}
    wanted = PRESENT | FILE
    for (start, _end, offset), words in zip(group, entries, strict=True):
        for at, word in enumerate(words):
            # A page without the bit is a copy of its own.
            if word & wanted == wanted:
                place = offset + at * PAGE_SIZE
                seen.setdefault(place, {})[start + at * PAGE_SIZE] = word
    return [[*pages.values()] for pages in seen.values() if len(pages) > 1]


def _minus(whole: int | None, less: int) -> int | None:
    return None if whole is None else max(whole - less, 0)
