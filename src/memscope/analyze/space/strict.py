"""All regions and holes of a process in strict order, high addresses first.

Nothing is made for a row before it is asked for: there may be 64,000.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from operator import attrgetter, sub

from memscope.analyze.space.hole import Hole
from memscope.model.region import Region

_start, _end = attrgetter("start"), attrgetter("end")
_usage, _resident = attrgetter("usage"), attrgetter("resident")


class Strict:
    """The rows, from the top.

    Attributes:
        regions: Of the process, in order of address.
    """

    __slots__ = ("_above", "_largest", "_rows", "regions")

    def __init__(self, regions: Sequence[Region], above: Sequence[int]) -> None:
        """Take note of holes.

        Args:
            regions: In order of address.
            above: Which regions have a hole directly below them, from the top.
        """
        self.regions = regions
        self._above = above
        self._largest: dict[bool, int] = {}
        last = len(regions)
        self._rows = array("q", [last - one + at for at, one in enumerate(above)])

    def __len__(self) -> int:
        return len(self.regions) + len(self._rows)

    def __getitem__(self, row: int) -> Region | Hole:
        """What a row shows."""
        holes = bisect_right(self._rows, row)
        if holes and self._rows[holes - 1] == row:
            above = self._above[holes - 1]
            return Hole(self.regions[above - 1].end, self.regions[above].start)
        return self.regions[len(self.regions) - 1 - (row - holes)]

    def largest(self, *, is_mapped: bool) -> int:
        """Return the bytes of the largest region: in RAM, or of address space."""
        if is_mapped not in self._largest:
            resident = map(_resident, map(_usage, self.regions))
            sizes = map(sub, map(_end, self.regions), map(_start, self.regions))
            found = sizes if is_mapped else filter(None, resident)
            self._largest[is_mapped] = max(found, default=0)
        return self._largest[is_mapped]

    def row_of(self, index: int) -> int:
        """Return the row of a region, by its number in order of address."""
        # Holes above it: those below regions that lie higher.
        holes = bisect_left(self._above, -index, key=_negative)
        return len(self.regions) - 1 - index + holes

    def hole_below(self, index: int) -> int | None:
        """Return the row of the hole below a region, if there is one."""
        row = self.row_of(index) + 1
        at = bisect_left(self._rows, row)
        is_there = at < len(self._rows) and self._rows[at] == row
        return row if is_there else None


def _negative(number: int) -> int:
    return -number
