"""Rows that say the same again and again: runs of alike ones, and alternating pairs.

A stack with its guard, 32,752 times, is 65,504 regions and one sentence. Only
neighbours come together, so that the order of a table stays.
"""

import re
from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

from msgspec import Struct

from memscope.analyze.sorts import sort_of
from memscope.model.evidence import split_detail
from memscope.model.kinds import Kind
from memscope.model.process import Process, Thread
from memscope.model.region import Region

Row = TypeVar("Row")
LEAST = 8
"""Fewer are told one by one: people count, compare and point at them."""


class Fold(Struct, Generic[Row], frozen=True):
    """One row, or what alike rows are together.

    Attributes:
        rows: All of them, in order.
        period: How many differ before it begins again: 1, or 2 of pairs.
    """

    rows: Sequence[Row]
    period: int = 1

    @property
    def count(self) -> int:
        """How often it is so."""
        return len(self.rows) // self.period

    @property
    def pattern(self) -> Sequence[Row]:
        """What is repeated."""
        return self.rows[: self.period]


def folded(
    rows: Sequence[Row],
    key: Callable[[Row], Hashable],
    *,
    may_end: Callable[[Row], bool] = lambda _row: True,
) -> list[Fold[Row]]:
    """Put alike neighbours together; each row is in exactly one fold.

    Args:
        rows: In the order in which they are to be shown.
        key: Equal of those that are alike.
        may_end: Tells whether a row may be the second of a pair; a guard is not, as
            it belongs to the stack above it.
    """
    keys = list(map(key, rows))
    found, at = [], 0
    while at < len(keys):
        period, end = 1, _end_of(keys, at, 1)
        if end - at < LEAST and at + 1 < len(keys) and may_end(rows[at + 1]):
            period, end = 2, _end_of(keys, at, 2)
        if end - at < LEAST * period:
            period, end = 1, at + 1
        found.append(Fold(rows[at:end], period))
        at = end
    return found


def _end_of(keys: Sequence[Hashable], at: int, period: int) -> int:
    """Return where what begins here is not repeated any more, in whole periods."""
    end = at + period
    while end < len(keys) and keys[end] == keys[end - period]:
        end += 1
    return end - (end - at) % period


def folded_regions(process: Process) -> list[Fold[Region]]:
    """Return the regions of a process, those that are alike together.

    Alike are those of one sort, size and confidence that may be used in the same way;
    what they have in RAM may differ.
    """
    exe = process.exe

    def key(region: Region) -> Hashable:
        sort = sort_of(region, exe)
        evidence = region.evidence
        return (
            *(sort.own or sort.label, region.end - region.start, region.perms),
            *(region.confidence, region.path, region.deleted, region.kind),
            split_detail(evidence[0])[0] if evidence else "",
        )

    def may_end(region: Region) -> bool:
        return region.kind is not Kind.GUARD

    return folded(process.regions, key, may_end=may_end)


_NUMBER = re.compile(r"\d+")


def folded_threads(threads: Sequence[Thread]) -> list[Fold[Thread]]:
    """Return threads, those that are alike together: workers of a pool, mostly.

    Alike are those that do the same on stacks of one size, and whose names differ in a
    number alone. Whose registers are shown is told one by one.
    """

    def key(thread: Thread) -> Hashable:
        if thread.registers:
            return thread.tid
        stack = thread.stack
        name = _NUMBER.sub("0", thread.name)
        known = stack and (stack.size, stack.guard, stack.limit, stack.confidence)
        return name, thread.state, thread.syscall, known

    return folded(threads, key)
