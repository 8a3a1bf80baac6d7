"""Where the regions of an object lie beside those of the neighbour."""

from collections.abc import Iterator
from typing import NamedTuple

from memscope.analyze.beside.compared import Neighbours
from memscope.analyze.beside.objects import ObjectPart
from memscope.analyze.sharing.regions import Match
from memscope.model.region import Region
from memscope.model.sharing import RegionPair


class Abreast(NamedTuple):
    """Where a region of the one lies beside one of the other, or beside nothing.

    `shift` is what to add to an address of the first for its counterpart.
    """

    low: int
    high: int
    shift: int
    first: Region | None
    second: Region | None
    pair: RegionPair | None = None

    @property
    def size(self) -> int:
        """Bytes."""
        return self.high - self.low


def places_of(
    first: ObjectPart, second: ObjectPart, neighbours: Neighbours
) -> Iterator[Abreast]:
    """Yield all regions of both, in the first one's order of address."""
    starts = {one.start for one in first.regions}
    other_starts = {one.start for one in second.regions}
    found = [
        _place(pair, neighbours.comparison.system.page_size)
        for pair in neighbours.comparison.pairs
        if pair.first.start in starts and pair.second.start in other_starts
    ]
    if not found:
        return
    mine = {one.first.start for one in found if one.first}
    theirs = {one.second.start for one in found if one.second}
    found += [
        Abreast(one.start, one.end, 0, one, None)
        for one in first.regions
        if one.start not in mine
    ]
    # What only the second has stands where its neighbours stand.
    shift = found[0].shift
    found += [
        Abreast(one.start - shift, one.end - shift, shift, None, one)
        for one in second.regions
        if one.start not in theirs
    ]
    yield from sorted(found, key=lambda one: one.low)


def _place(pair: RegionPair, size: int) -> Abreast:
    one, other = pair.first, pair.second
    shift = Match(one, other, pair.matched_by).shift // size * size
    low, high = min(one.start, other.start - shift), max(one.end, other.end - shift)
    return Abreast(low // size * size, high, shift, one, other, pair)
