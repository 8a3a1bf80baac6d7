"""What the textbook map is made of: regions put together into blocks."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import nlargest

from memscope.analyze.totals import add_known
from memscope.model.kinds import Kind
from memscope.model.region import Region
from memscope.render.palette import KIND_STYLES, Sort
from memscope.render.words.names import colour_key, is_library

Thing = list[Region]
"""Regions that belong together: those of a library, of an arena, of the heap."""


_WHOLE = {Sort.HEAP, Sort.BSS, Sort.DATA, Sort.RODATA, Sort.CODE, Sort.STACK}
"""Sorts of which a program has one: all its regions are one block."""


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the textbook's picture.

    Attributes:
        sort: What it stands for.
        key: Whose colours it wears.
        regions: What it is made of, in order of address; never empty.
        main: The largest of them, which speaks for the block.
        parts: The largest things in it, each by one of its regions, with its bytes.
        members: How many things it stands for: 7 for "7 libraries".
        size: Bytes of address space.
        resident: Bytes in RAM; None when unknown for one of the regions.
    """

    sort: Sort
    key: str
    regions: tuple[Region, ...]
    main: Region
    parts: tuple[tuple[Region, int], ...]
    members: int
    size: int
    resident: int | None

    @property
    def start(self) -> int:
        """Lowest address."""
        return self.regions[0].start

    @property
    def end(self) -> int:
        """First address above it."""
        return self.regions[-1].end

    @property
    def is_one(self) -> bool:
        """One region speaks for all of it: a stack for itself and its guard."""
        return self.members == 1 and (
            len(self.regions) == 1 or self.sort is Sort.THREAD_STACK
        )

    def __contains__(self, address: int) -> bool:
        at = bisect_right(self.regions, address, key=_start) - 1
        return at >= 0 and address in self.regions[at]


def things_by_sort(
    regions: Iterable[Region], exe: str | None
) -> dict[Sort, list[Thing]]:
    """Put regions together into things.

    Args:
        regions: In order of address.
        exe: The program's path, to tell its parts from libraries.

    Returns:
        Things in order of address, by sort in the order of the picture.
    """
    groups = _by_sort(regions, exe)
    return {sort: _things(sort, found) for sort, found in groups.items() if found}


def _by_sort(regions: Iterable[Region], exe: str | None) -> dict[Sort, list[Region]]:
    groups: dict[Sort, list[Region]] = {sort: [] for sort in Sort}
    for region in regions:
        library = region.image is not None and is_library(region, exe)
        sort = Sort.LIBRARY if library else KIND_STYLES[region.kind].sort
        groups[sort].append(region)
    _adopt_reservations(groups)
    return groups


def _adopt_reservations(groups: dict[Sort, list[Region]]) -> None:
    """Give an arena the address space that is kept free for its growth."""
    if not groups[Sort.ARENA]:
        return
    ends = {region.end for region in groups[Sort.ARENA]}
    rest: list[Region] = []
    for region in groups[Sort.RESERVED]:
        (groups[Sort.ARENA] if region.start in ends else rest).append(region)
    groups[Sort.RESERVED] = rest
    groups[Sort.ARENA].sort(key=lambda region: region.start)


def size_of(regions: Sequence[Region]) -> int:
    """Return bytes of address space."""
    if len(regions) == 1:
        return regions[0].size
    return sum(region.size for region in regions)


def _start(region: Region) -> int:
    return region.start


def _things(sort: Sort, regions: list[Region]) -> list[Thing]:
    """What belongs together as one thing: a library, an arena, the heap."""
    if sort in _WHOLE:
        return [regions]
    if sort is Sort.LIBRARY:
        libraries: dict[str | None, Thing] = {}
        for region in regions:
            libraries.setdefault(region.image, []).append(region)
        return sorted(libraries.values(), key=lambda group: group[0].start)
    things: list[Thing] = []
    for region in regions:
        joins = sort is Sort.ARENA and region.kind is Kind.RESERVED
        if joins and things and things[-1][-1].end == region.start:
            things[-1].append(region)
        else:
            things.append([region])
    return things


_LESSER = {Kind.RESERVED, Kind.GUARD}
"""Kinds that never speak for a block with others in it."""
_PARTS = 8
"""How many of its parts a block remembers."""


def make_block(sort: Sort, things: Sequence[Thing], exe: str | None) -> Block:
    """Make one block of some things of a sort."""
    regions = sorted((region for thing in things for region in thing), key=_start)
    main = max(regions, key=lambda one: (one.kind not in _LESSER, one.size))
    key = "library" if sort is Sort.LIBRARY else colour_key(main, exe)
    # Of many things the parts are the things; of one, its regions by kind.
    groups = things if len(things) > 1 else _by_kind(regions)
    sizes = [(group[0], size_of(group)) for group in groups]
    return Block(
        sort=sort,
        key=Kind.RODATA.value if sort is Sort.RODATA else key,
        regions=tuple(regions),
        main=main,
        parts=tuple(nlargest(_PARTS, sizes, key=lambda part: part[1])),
        members=len(things),
        size=sum(size for _region, size in sizes),
        resident=add_known(region.usage.resident for region in regions),
    )


def _by_kind(regions: Iterable[Region]) -> list[Thing]:
    kinds: dict[Kind, list[Region]] = {}
    for region in regions:
        kinds.setdefault(region.kind, []).append(region)
    return list(kinds.values())
