"""A file just as the kernel wrote it, which is read much faster than other text."""

import re
from collections.abc import Sequence

from memscope.errors import ParseError
from memscope.model.region import RegionUsage
from memscope.parse.maps import is_ordered, parse_maps
from memscope.parse.saved.records import SavedProcess
from memscope.parse.smaps import Smaps, parse_smaps
from memscope.parse.status import parse_status

_BEGINS = re.compile(rb"[0-9a-f]{1,16}-[0-9a-f]{1,16} [-r]")
_STACK, _ROLLUP = "[stack]", "[rollup]"


def parse_clean(data: bytes) -> SavedProcess | None:
    """Return what maps or smaps of one process says; None: it is anything else.

    Nothing is wrong with it then: it is in order, goes on to the end of the map, and
    no number contradicts another.

    Args:
        data: Any bytes at all.
    """
    table = _table(data)
    if table is None or not _is_sound(table):
        return None
    return SavedProcess(None, None, table, {}, parse_status(b""), b"", False, ())


def _table(data: bytes) -> Smaps | None:
    if _BEGINS.match(data) is None:
        return None
    if data.count(b"\r\n") == data.count(b"\n"):
        return None  # the ends of lines of another system, or no line at all
    if b"\x1b" in data:
        return None
    try:
        if data.startswith(b"Size:", data.find(b"\n") + 1):
            return parse_smaps(data)
        return Smaps(parse_maps(data), [], [], None)
    except ParseError:
        return None


def _is_sound(table: Smaps) -> bool:
    paths = {vma.path for vma in table.vmas}
    if _STACK not in paths or _ROLLUP in paths or not is_ordered(table.vmas):
        return False
    if any(vma.end > 1 << 64 or vma.inode >> 64 for vma in table.vmas):
        return False
    return not table.usages or _are_sound(table)


def _are_sound(table: Smaps) -> bool:
    """Every record has the same numbers, and they add up."""
    kinds = {id(usage): usage for usage in table.usages}
    if len({_pattern(one) for one in kinds.values()}) > 1:
        return False
    if not all(map(_adds_up, kinds.values())):
        return False
    return all(
        (usage.resident or 0) <= vma.end - vma.start
        for vma, usage in zip(table.vmas, table.usages, strict=True)
    )


def _pattern(usage: RegionUsage) -> tuple[bool, ...]:
    known: Sequence[int | None] = (
        *(usage.resident, usage.shared, usage.private, usage.swapped),
        *(usage.locked, usage.clean, usage.dirty, usage.lazy_free, usage.huge),
    )
    return tuple(one is None for one in known)


def _adds_up(usage: RegionUsage) -> bool:
    parts, resident = (usage.shared, usage.private), usage.resident
    if resident is None or None in parts:
        return False
    return sum(one or 0 for one in parts) == resident and (
        usage.proportional is None or usage.proportional <= resident
    )
