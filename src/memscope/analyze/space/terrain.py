"""What lies where in an address space, to be asked about any range of it quickly.

Made once a look that differs; a question costs the logarithm of the number of regions.
"""

from array import array
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from operator import attrgetter, sub
from typing import NamedTuple

from memscope.model.kinds import Kind
from memscope.model.process import Process
from memscope.model.region import Region

Colour = Callable[[Region, str | None], str]
"""Names the colour of a region, given the program's file."""

_TELLING = 4096
"""A stretch of less than this part of all that is mapped is joined to its neighbour
where the whole space is drawn."""
_SORT = {
    Kind.GUARD: Kind.THREAD_STACK,
    Kind.VVAR: Kind.VDSO,
    Kind.VSYSCALL: Kind.VDSO,
    Kind.RELRO: Kind.DATA,
}


class Expanse(NamedTuple):
    """Addresses in a row that belong together: neighbours of one sort.

    Attributes:
        start: First address.
        end: First address after it.
        sort: Of what is there; "" of a hole.
    """

    start: int
    end: int
    sort: str

    @property
    def size(self) -> int:
        """Bytes of address space."""
        return self.end - self.start


class SliceContent(NamedTuple):
    """What is between two addresses.

    Attributes:
        colour: Of what has most bytes in RAM there, or else most of what is mapped;
            "": nothing is mapped.
        mapped: Bytes of all that is mapped.
        resident: Bytes in RAM, as if spread evenly in each region; None: unknown.
    """

    colour: str
    mapped: int = 0
    resident: float | None = None

    @property
    def touched(self) -> float | None:
        """Share that is in RAM, 0 to 1; None: unknown."""
        if self.resident is None or not self.mapped:
            return None
        return min(self.resident / self.mapped, 1.0)


NOTHING = SliceContent("")


@dataclass(frozen=True, slots=True)
class _ColourIndex:
    """Regions of one colour: bounds, and sums of what is before each."""

    starts: "array[int]"
    ends: "array[int]"
    mapped: "array[int]"
    resident: "array[int]"
    unknown: "array[int] | None"
    """Mapped bytes of regions of which nobody knows what is in RAM; None: of all one
    does."""

    def between(self, low: int, high: int) -> tuple[float, float, float]:
        """Return bytes mapped, in RAM, and of unknown state in [low, high)."""
        mapped, resident, unknown = self._below(high)
        earlier = self._below(low)
        return mapped - earlier[0], resident - earlier[1], unknown - earlier[2]

    def _below(self, address: int) -> tuple[float, float, float]:
        at = bisect_right(self.starts, address)
        if not at or self.ends[at - 1] <= address:
            return self.mapped[at], self.resident[at], self._unknown(at)
        # In the middle of a region: its pages are taken to be spread evenly.
        start, end = self.starts[at - 1], self.ends[at - 1]
        share = (address - start) / (end - start)
        resident, unknown = self.resident[at - 1], self._unknown(at - 1)
        return (
            self.mapped[at - 1] + address - start,
            resident + (self.resident[at] - resident) * share,
            unknown + (self._unknown(at) - unknown) * share,
        )

    def _unknown(self, at: int) -> int:
        return 0 if self.unknown is None else self.unknown[at]


@dataclass(frozen=True, slots=True, eq=False)
class Terrain:
    """One address space.

    Attributes:
        regions: What it was made from.
        exe: The program's file.
        coarse: All of it from the first region to the last, in order of address, holes
            too; what is too small for a picture of the whole is joined.
        mapped: Bytes of all regions.
    """

    regions: Sequence[Region]
    exe: str | None
    coarse: Sequence[Expanse]
    mapped: int
    _layers: dict[str, _ColourIndex] = field(default_factory=dict)

    @property
    def start(self) -> int:
        """First address of the lowest region; 0 where there is none."""
        return self.coarse[0].start if self.coarse else 0

    @property
    def end(self) -> int:
        """First address after the highest."""
        return self.coarse[-1].end if self.coarse else 0

    def stretches(self, least: int, around: int, most: int) -> Sequence[Expanse]:
        """Return the same near an address, with only small holes left out.

        Args:
            least: Bytes of a hole that is told apart from what is below it.
            around: The address.
            most: Regions on either side of it.
        """
        at = bisect_right(self.regions, around, key=_start_of)
        near = self.regions[max(at - most, 0) : at + most]
        return _stretches(near, self.exe, least)

    def content(self, low: int, high: int) -> SliceContent:
        """Return what is in [low, high)."""
        found = [(key, layer.between(low, high)) for key, layer in self._layers.items()]
        mapped = int(sum(sums[0] for _key, sums in found))
        if mapped <= 0:
            return NOTHING
        # What is in RAM says more than the reserve around it.
        colour = max(found, key=lambda one: (one[1][1], one[1][0]))[0]
        if sum(sums[2] for _key, sums in found) >= mapped:
            return SliceContent(colour, mapped)
        return SliceContent(colour, mapped, sum(sums[1] for _key, sums in found))


def terrain_of(process: Process, colour: Colour) -> Terrain:
    """Return what lies where.

    Args:
        process: Whose address space.
        colour: Names the colour of a region.
    """
    regions, exe = process.regions, process.exe
    layers = _layers(regions, exe, colour)
    mapped = sum(one.mapped[-1] for one in layers.values())
    return Terrain(
        regions=regions,
        exe=exe,
        coarse=_stretches(regions, exe, mapped // _TELLING),
        mapped=mapped,
        _layers=layers,
    )


def _layers(
    regions: Sequence[Region], exe: str | None, colour: Colour
) -> dict[str, _ColourIndex]:
    found: dict[str, list[Region]] = {}
    # There may be 64,000 regions, but hardly 1,000 files.
    by_look: dict[tuple[Kind, str | None], list[Region]] = {}
    for region in regions:
        look = (region.kind, region.image)
        those = by_look.get(look)
        if those is None:
            those = by_look[look] = found.setdefault(colour(region, exe), [])
        those.append(region)
    return {key: _layer(those) for key, those in found.items()}


def _layer(regions: Sequence[Region]) -> _ColourIndex:
    starts = [one.start for one in regions]
    ends = [one.end for one in regions]
    sizes = list(map(sub, ends, starts))
    residents = [one.usage.resident for one in regions]
    unknown: list[int] = []
    if None in residents:
        known = zip(sizes, residents, strict=True)
        unknown = [size if one is None else 0 for size, one in known]
    return _ColourIndex(
        array("Q", starts),
        array("Q", ends),
        array("Q", accumulate(sizes, initial=0)),
        array("Q", accumulate((one or 0 for one in residents), initial=0)),
        array("Q", accumulate(unknown, initial=0)) if unknown else None,
    )


def _stretches(
    regions: Sequence[Region], exe: str | None, least: int
) -> Sequence[Expanse]:
    """Join neighbours of one sort, and small holes with what is below them."""
    if not regions:
        return ()
    found: list[Expanse] = []
    start = end = regions[0].start
    least = max(least, 1)
    sort: str | None = None
    sorts: dict[tuple[Kind, str | None], str] = {}
    for region in regions:
        low, look = region.start, (region.kind, region.image)
        here = sorts.get(look)
        if here is None:
            here = sorts[look] = sort_of(region, exe)
        if low - end >= least:
            found += (Expanse(start, end, sort or ""), Expanse(end, low, ""))
            start = low
        elif sort is not None and here != sort:
            found.append(Expanse(start, low, sort))
            start = low
        sort, end = here, region.end
    return [*found, Expanse(start, end, sort or "")]


def sort_of(region: Region, exe: str | None) -> str:
    """Return which neighbours a region belongs together with."""
    if region.image:
        return "program" if region.image == exe else "library"
    kind = _SORT.get(region.kind, region.kind)
    return kind.value


_start_of = attrgetter("start")
