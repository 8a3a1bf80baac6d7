"""Mappings as they were told, made into maps: taken apart, in order, each once."""

from bisect import bisect_right
from collections.abc import Sequence

from msgspec import Struct

from memscope.parse.saved.rows import SavedRow

_STACK = b"[stack]"
_MANY_RUNS = 1000
_LONG = 8
"""Mappings in order; fewer that overlap with what was there are no new process."""


class Ordered(Struct, frozen=True):
    """One map.

    Attributes:
        rows: In order of address, free of overlaps.
        repeated: How many lines said what another one had said.
        against: How many contradict others, and were left out.
        is_sorted: The lines were in another order.
    """

    rows: list[SavedRow]
    repeated: int
    against: int
    is_sorted: bool


def maps_of(rows: Sequence[SavedRow]) -> list[list[SavedRow]]:
    """Take apart the mappings of processes that follow each other without a word.

    In a map addresses rise. Where they fall, lines are out of order, or the next
    process begins: then both have a stack, or much of it would lie on top of each
    other.

    Args:
        rows: In the order of the text.
    """
    runs = _runs(rows)
    if len(runs) > _MANY_RUNS:
        return [list(rows)]
    maps: list[list[SavedRow]] = []
    for run in runs:
        if maps and not _is_another(maps[-1], run):
            maps[-1] += run
        else:
            maps.append(list(run))
    return maps


def _runs(rows: Sequence[SavedRow]) -> list[list[SavedRow]]:
    runs: list[list[SavedRow]] = []
    for row in rows:
        if runs and row.start >= runs[-1][-1].end:
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs


def _is_another(known: list[SavedRow], run: list[SavedRow]) -> bool:
    headers = {one.header for one in known}
    new = [one for one in run if one.header not in headers]
    if not new:
        return False
    if _has_stack(new) and _has_stack(known):
        return True
    return len(new) >= _LONG and _overlap(known, new)


def _has_stack(rows: Sequence[SavedRow]) -> bool:
    return any(one.header[6] == _STACK for one in rows)


def _overlap(known: Sequence[SavedRow], new: Sequence[SavedRow]) -> bool:
    """Tell whether one of them lies on top of another one."""
    ordered = sorted(known, key=_start)
    tops, top = [], 0
    for one in ordered:
        top = max(top, one.end)
        tops.append(top)
    starts = [one.start for one in ordered]
    for one in new:
        at = bisect_right(starts, one.end - 1) - 1
        if at >= 0 and tops[at] > one.start:
            return True
    return False


def ordered(rows: Sequence[SavedRow]) -> Ordered:
    """Put the mappings of one process in order, each once.

    Of two that contradict each other the one that was told first stays.

    Args:
        rows: In the order of the text.
    """
    once: dict[object, SavedRow] = {}
    repeated = 0
    for row in rows:
        before = once.setdefault(row.header, row)
        if before is not row:
            repeated += bool(before.numbers) == bool(row.numbers)
            _merge(before, row)
    kept: list[SavedRow] = []
    by_address = sorted(once.values(), key=_start)
    against = 0
    for row in by_address:
        while kept and row.start < kept[-1].end and row.line < kept[-1].line:
            kept.pop()
            against += 1
        if kept and row.start < kept[-1].end:
            against += 1
        else:
            kept.append(row)
    return Ordered(kept, repeated, against, by_address != list(once.values()))


def _merge(row: SavedRow, again: SavedRow) -> None:
    """What is told twice with different numbers is not known."""
    if not row.numbers:
        row.numbers, row.flags = again.numbers, row.flags or again.flags
        row.dirty = again.dirty if row.dirty is None else row.dirty
        row.is_odd |= again.is_odd
    elif again.numbers and again.numbers != row.numbers:
        row.is_odd = True


def _start(row: SavedRow) -> int:
    return row.start
