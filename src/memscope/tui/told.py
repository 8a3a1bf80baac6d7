"""What a close look told of very many regions, in little room.

The regions themselves are those of the quick looks; of the close one only that is kept
which they lack, and what is said of thousands alike is one record.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable
from typing import NamedTuple

from memscope.model.kinds import Kind
from memscope.model.region import Backing, Region, RegionUsage


class RegionTold(NamedTuple):
    """What only a close look says of a region, and what it was when that was said."""

    perms: str
    kind: Kind
    usage: RegionUsage
    flags: tuple[str, ...] | None
    backing: Backing | None
    allocated: int | None


class ToldRegions:
    """By bounds of a region; empty when nothing was told."""

    __slots__ = ("_ends", "_starts", "_told")

    def __init__(self, regions: Iterable[Region] = ()) -> None:
        """Take in the regions of a close look.

        Args:
            regions: In order of address.
        """
        self._starts, self._ends = array("Q"), array("Q")
        self._told: list[RegionTold] = []
        alike: dict[RegionTold, RegionTold] = {}
        for one in regions:
            self._starts.append(one.start)
            self._ends.append(one.end)
            told = _told(one)
            self._told.append(alike.setdefault(told, told))

    def __len__(self) -> int:
        return len(self._told)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ToldRegions) and (
            (self._starts, self._ends, self._told)
            == (other._starts, other._ends, other._told)
        )

    __hash__ = None  # type: ignore[assignment]

    def of(self, region: Region) -> RegionTold | None:
        """Return what was told of a region with those bounds and permissions."""
        at = bisect_left(self._starts, region.start)
        if at == len(self._starts) or self._starts[at] != region.start:
            return None
        told = self._told[at]
        is_same = self._ends[at] == region.end and told.perms == region.perms
        return told if is_same else None


def _told(one: Region) -> RegionTold:
    return RegionTold(
        one.perms, one.kind, one.usage, one.flags, one.backing, one.allocated
    )
