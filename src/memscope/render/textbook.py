"""The textbook map: blocks in the classic order, heights on a log scale.

From the top: kernel pages, stacks, libraries and mappings, heap, bss, data, code.
Small things of one sort are put together, so that the picture fits a screen; the
exact map shows each of them.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from heapq import nlargest

from memscope.analyze.totals import add_known
from memscope.model.kinds import Kind, Segment
from memscope.model.process import Process
from memscope.model.region import Region
from memscope.render.address_space import Hole, large_holes
from memscope.render.names import colour_key, is_library


class Sort(StrEnum):
    """What a block stands for; from the top of the picture to its bottom."""

    KERNEL = "kernel"
    STACK = "stack"
    THREAD_STACK = "thread-stack"
    LIBRARY = "library"
    FILE = "file"
    SHARED = "shared"
    ANON = "anon"
    ARENA = "arena"
    RESERVED = "reserved"
    UNKNOWN = "unknown"
    HEAP = "heap"
    BSS = "bss"
    DATA = "data"
    RODATA = "rodata"
    CODE = "code"


_SORT_OF_KIND = {
    Kind.VDSO: Sort.KERNEL,
    Kind.VSYSCALL: Sort.KERNEL,
    Kind.VVAR: Sort.KERNEL,
    Kind.STACK: Sort.STACK,
    Kind.THREAD_STACK: Sort.THREAD_STACK,
    Kind.GUARD: Sort.THREAD_STACK,
    Kind.FILE: Sort.FILE,
    Kind.SHARED: Sort.SHARED,
    Kind.ANON: Sort.ANON,
    Kind.JIT: Sort.ANON,
    Kind.ARENA: Sort.ARENA,
    Kind.RESERVED: Sort.RESERVED,
    Kind.UNKNOWN: Sort.UNKNOWN,
    Kind.HEAP: Sort.HEAP,
    Kind.BSS: Sort.BSS,
    Kind.DATA: Sort.DATA,
    Kind.RELRO: Sort.RODATA,
    Kind.RODATA: Sort.RODATA,
    Kind.CODE: Sort.CODE,
}

_KEEP = {
    Sort.KERNEL: 0,
    Sort.THREAD_STACK: 128,
    Sort.LIBRARY: 3,
    Sort.FILE: 1,
    Sort.SHARED: 3,
    Sort.ANON: 2,
    Sort.ARENA: 3,
    Sort.RESERVED: 0,
    Sort.UNKNOWN: 1,
}
"""How many of a sort stand alone, the largest first; the rest is put together."""

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

    def __contains__(self, address: int) -> bool:
        at = bisect_right(self.regions, address, key=_start) - 1
        return at >= 0 and address in self.regions[at]


@dataclass(frozen=True, slots=True)
class Textbook:
    """The picture of one process, from the top."""

    items: tuple[Block | Hole, ...]

    def __len__(self) -> int:
        return len(self.items)

    def index_of(self, address: int) -> int | None:
        """Return which item an address lies in."""
        for index, item in enumerate(self.items):
            if isinstance(item, Hole):
                if item.start <= address < item.end:
                    return index
            elif address in item:
                return index
        return None


def textbook(process: Process, *, segment: Segment | None = None) -> Textbook:
    """Put a process's regions together into blocks.

    Args:
        process: Its regions in order of address.
        segment: Show only this one; None shows all, with the holes between.
    """
    wanted = (r for r in process.regions if segment is None or r.segment is segment)
    blocks = [
        block
        for sort, regions in _by_sort(wanted, process.exe).items()
        for block in _blocks_of(sort, regions, process.exe)
    ]
    if segment is not None:
        return Textbook(tuple(blocks))
    return Textbook(tuple(_with_holes(blocks, large_holes(process.regions))))


def _by_sort(regions: Iterable[Region], exe: str | None) -> dict[Sort, list[Region]]:
    groups: dict[Sort, list[Region]] = {sort: [] for sort in Sort}
    for region in regions:
        library = region.image is not None and is_library(region, exe)
        sort = Sort.LIBRARY if library else _SORT_OF_KIND[region.kind]
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


def _blocks_of(sort: Sort, regions: list[Region], exe: str | None) -> Iterator[Block]:
    """The blocks of one sort, from the top; the put-together one comes last."""
    if not regions:
        return
    groups = _things(sort, regions)
    keep = _KEEP.get(sort, len(groups))
    if len(groups) == keep + 1:
        keep += 1  # one more line says more than "1 other"
    rest: list[list[Region]] = []
    if len(groups) > keep:
        groups.sort(key=_size, reverse=True)
        groups, rest = groups[:keep], groups[keep:]
        groups.sort(key=lambda group: group[0].start)
    for group in reversed(groups):
        yield _block(sort, [group], exe)
    if rest:
        yield _block(sort, rest, exe)


def _size(regions: Sequence[Region]) -> int:
    if len(regions) == 1:
        return regions[0].size
    return sum(region.size for region in regions)


def _start(region: Region) -> int:
    return region.start


def _things(sort: Sort, regions: list[Region]) -> list[list[Region]]:
    """What belongs together as one thing: a library, an arena, the heap."""
    if sort in _WHOLE:
        return [regions]
    if sort is Sort.LIBRARY:
        libraries: dict[str | None, list[Region]] = {}
        for region in regions:
            libraries.setdefault(region.image, []).append(region)
        return sorted(libraries.values(), key=lambda group: group[0].start)
    things: list[list[Region]] = []
    for region in regions:
        joins = sort is Sort.ARENA and region.kind is Kind.RESERVED
        if joins and things and things[-1][-1].end == region.start:
            things[-1].append(region)
        else:
            things.append([region])
    return things


_PARTS = 8
"""How many of its parts a block remembers."""


def _block(sort: Sort, things: list[list[Region]], exe: str | None) -> Block:
    regions = sorted((region for thing in things for region in thing), key=_start)
    key = "library" if sort is Sort.LIBRARY else colour_key(regions[0], exe)
    # Of many things the parts are the things; of one, its regions by kind.
    groups = things if len(things) > 1 else _by_kind(regions)
    sizes = [(group[0], _size(group)) for group in groups]
    return Block(
        sort=sort,
        key=Kind.RODATA.value if sort is Sort.RODATA else key,
        regions=tuple(regions),
        main=max(regions, key=lambda one: (one.kind is not Kind.RESERVED, one.size)),
        parts=tuple(nlargest(_PARTS, sizes, key=lambda part: part[1])),
        members=len(things),
        size=sum(size for _region, size in sizes),
        resident=add_known(region.usage.resident for region in regions),
    )


def _by_kind(regions: Iterable[Region]) -> list[list[Region]]:
    kinds: dict[Kind, list[Region]] = {}
    for region in regions:
        kinds.setdefault(region.kind, []).append(region)
    return list(kinds.values())


_HUGE = 1 << 30
"""Bytes of a hole that is shown even between two of one sort."""


def _with_holes(
    blocks: Sequence[Block], holes: Sequence[Hole]
) -> Iterator[Block | Hole]:
    """Put the largest true hole between two blocks that lie one above the other.

    Between two of one sort, such as arenas, only a huge one.
    """
    starts = [hole.start for hole in holes]
    for index, block in enumerate(blocks):
        yield block
        below = blocks[index + 1] if index + 1 < len(blocks) else None
        if below is None or below.end > block.start:
            continue
        first = bisect_left(starts, below.end)
        last = bisect_left(starts, block.start)
        if first == last:
            continue
        hole = max(holes[first:last], key=lambda hole: hole.size)
        if block.sort is not below.sort or hole.size >= _HUGE:
            yield hole
