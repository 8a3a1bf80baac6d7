"""The exact map: one row a region, high addresses on top, holes between them.

Planned once a snapshot, without drawing anything; a row is drawn when it is seen.
"""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from memscope.analyze.space.hole import Hole
from memscope.model.kinds import Segment
from memscope.model.region import Region


class Order(StrEnum):
    """In which order the exact map lists regions."""

    ADDRESS = "address"
    SIZE = "size"
    RESIDENT = "resident"


@dataclass(frozen=True, slots=True)
class ExactMap:
    """The rows of the exact map.

    Attributes:
        regions: All of the process, in order of address.
        starts: Their start addresses, for searching.
        rows: A row's region as its index in `regions`; `~index` is the hole
            directly below that region.
        row_of: The row of each region; -1 when it is filtered out.
    """

    regions: Sequence[Region]
    starts: Sequence[int]
    rows: Sequence[int]
    row_of: Sequence[int]

    def __len__(self) -> int:
        return len(self.rows)

    def at(self, row: int) -> Region | Hole:
        """Return what a row shows."""
        index = self.rows[row]
        if index >= 0:
            return self.regions[index]
        index = ~index
        below = self.regions[index - 1].end if index else 0
        return Hole(below, self.regions[index].start)

    def index_at(self, address: int) -> int:
        """Return the region at or next below an address; -1 when there is none."""
        return bisect_right(self.starts, address) - 1

    def region_at(self, address: int) -> Region | None:
        """Return the region an address lies in."""
        index = self.index_at(address)
        if index >= 0 and address < self.regions[index].end:
            return self.regions[index]
        return None

    def row_at(self, address: int) -> int | None:
        """Return the row an address lies in: a region's or a hole's."""
        index = self.index_at(address)
        if index >= 0 and address < self.regions[index].end:
            row = self.row_of[index]
            return row if row >= 0 else None
        return self._hole_row(index + 1)

    def _hole_row(self, above: int) -> int | None:
        """Return the row of the hole below region number `above`."""
        if above >= len(self.regions):
            return None
        row = self.row_of[above] + 1
        if 0 < row < len(self.rows) and self.rows[row] == ~above:
            return row
        return None


def exact_map(
    regions: Sequence[Region],
    *,
    segment: Segment | None = None,
    order: Order = Order.ADDRESS,
) -> ExactMap:
    """Plan the exact map.

    Args:
        regions: All of the process, in order of address.
        segment: Show only this one; None shows all.
        order: By address, or the largest first. Holes appear only where neighbours
            are neighbours: by address and unfiltered.
    """
    if order is Order.ADDRESS and segment is None:
        rows = _with_holes(regions)
    else:
        rows = array("q", _ordered(regions, segment, order))
    row_of = array("q", [-1]) * len(regions)
    for row, index in enumerate(rows):
        if index >= 0:
            row_of[index] = row
    starts = array("Q", [region.start for region in regions])
    return ExactMap(regions, starts, rows, row_of)


def _with_holes(regions: Sequence[Region]) -> "array[int]":
    """All regions from the top, and a row for each hole between two."""
    rows = array("q")
    for index in range(len(regions) - 1, -1, -1):
        rows.append(index)
        if index and regions[index - 1].end < regions[index].start:
            rows.append(~index)
    return rows


def _ordered(
    regions: Sequence[Region], segment: Segment | None, order: Order
) -> Iterable[int]:
    """Indices of the wanted regions in the wanted order."""
    wanted = [
        index
        for index in range(len(regions) - 1, -1, -1)
        if segment is None or regions[index].segment is segment
    ]
    if order is Order.SIZE:
        wanted.sort(key=lambda index: regions[index].size, reverse=True)
    elif order is Order.RESIDENT:
        # -1: what is unknown comes after what is known to be zero.
        wanted.sort(key=lambda index: _resident(regions[index]), reverse=True)
    return wanted


def _resident(region: Region) -> int:
    resident = region.usage.resident
    return -1 if resident is None else resident


def large_holes(regions: Sequence[Region], at_least: int = 1 << 20) -> tuple[Hole, ...]:
    """Return the holes of at least so many bytes, in order of address."""
    return tuple(
        Hole(below.end, above.start)
        for below, above in pairwise(regions)
        if above.start - below.end >= at_least
    )


__all__ = ["ExactMap", "Hole", "Order", "exact_map", "large_holes"]
