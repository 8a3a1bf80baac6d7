"""One arena of glibc's malloc: from what was walked and listed to its occupancy."""

from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct

from memscope.analyze.malloc.classes import classes_of
from memscope.analyze.malloc.trim import joined, returnable, top_returnable
from memscope.analyze.malloc.walk import Extent, Walked
from memscope.i18n import N_
from memscope.model.address import Address
from memscope.model.occupancy import Occupancy, Stretch
from memscope.model.ranges import Ranges
from memscope.parse.glibc_arena import ArenaRecord
from memscope.parse.glibc_chunks import ChunkForm, sizes_of
from memscope.parse.glibc_malloc import HeapInfo

GLIBC = "glibc"
TORN = N_("a list of free blocks changed while it was read")
NO_HEAPS = N_("its record leads to no memory of it")


def heap_extents(
    record: ArenaRecord, heaps: Mapping[int, HeapInfo], form: ChunkForm
) -> list[Extent] | None:
    """Return the ranges of a thread's arena, in order; None: they do not fit it.

    Args:
        record: The arena's.
        heaps: Base address to header, of all heaps of the process.
        form: How blocks are laid out.
    """
    mine = {base: one for base, one in heaps.items() if one.arena == record.address}
    last = next(
        (at for at, one in mine.items() if at < record.top < at + one.size), None
    )
    extents: list[Extent] = []
    base = last
    while base is not None and len(extents) < len(mine):
        heap = mine[base]
        first = record.address + record.form.size
        if not base < record.address < base + heap.size:
            # Of further heaps the header alone comes before the first block.
            first = base + _header_size(record, mine)
        end = base + heap.size
        is_last = base == last
        stop = record.top if is_last else end
        extents.append(Extent(form.first_from(first), stop, end, is_last))
        base = heap.previous if heap.previous in mine else None
    if (
        len(extents) != len(mine)
        or sum(map(_heap_size, mine.values())) != record.system
    ):
        return None
    return sorted(extents, key=_start)


def _header_size(record: ArenaRecord, heaps: Mapping[int, HeapInfo]) -> int:
    return min(record.address - base for base in heaps if base < record.address)


def _heap_size(heap: HeapInfo) -> int:
    return heap.size


def _start(extent: Extent) -> int:
    return extent.start


class Seen(Struct, frozen=True, gc=False):
    """What was seen of an arena.

    Attributes:
        record: Its record.
        walks: Of each of its ranges, in order.
        cached: Blocks in threads' caches: address to bytes.
        fast: Blocks in its fast lists.
        is_listed: All lists were followed to their ends.
        can_trim: The break of the process is where the top block ends.
    """

    record: ArenaRecord
    walks: Sequence[Walked]
    cached: Mapping[int, int]
    fast: Mapping[int, int]
    is_listed: bool
    can_trim: bool


def occupancy(
    seen: Seen,
    resident: Ranges,
    form: ChunkForm,
    page: int,
    *,
    name: str,
    threads: tuple[int, ...] | None,
) -> Occupancy:
    """Return what an arena holds.

    Args:
        seen: What was seen of it.
        resident: What is in RAM.
        form: How blocks are laid out.
        page: Bytes of a page.
        name: Short name for people.
        threads: TIDs that allocate from it.
    """
    why = next((one.why for one in seen.walks if one.why is not None), None)
    if why is None and not seen.is_listed:
        why = TORN
    arena = seen.record.address
    stretches = tuple(_stretch(one, seen) for one in seen.walks)
    if why is not None:
        return Occupancy(
            allocator=GLIBC, arena=Address(arena), name=name, threads=threads,
            stretches=stretches, why=why,
        )  # fmt: skip
    return _whole(seen, stretches, resident, form, page, name, threads)


def _whole(
    seen: Seen,
    stretches: tuple[Stretch, ...],
    resident: Ranges,
    form: ChunkForm,
    page: int,
    name: str,
    threads: tuple[int, ...] | None,
) -> Occupancy:
    words = sum((one.words for one in seen.walks), Counter[int]())
    listed = [block for one in seen.walks for block in one.free]
    kept = {**seen.cached, **seen.fast}
    free = Counter(size for _, size in listed) + Counter(kept.values())
    live = sizes_of(words)
    live.subtract(free)
    top = next((one.extent.end - one.extent.stop for one in seen.walks
                if one.extent.has_top), 0)  # fmt: skip
    blocks = list(joined(listed, seen.fast.items()))
    given = returnable(blocks, resident, form, page)
    for one in seen.walks:
        if one.extent.has_top and seen.can_trim:
            extent = one.extent
            given += top_returnable(extent.stop, extent.end, resident, form, page)
    return Occupancy(
        allocator=GLIBC,
        arena=Address(seen.record.address),
        name=name,
        threads=threads,
        stretches=stretches,
        live=_bytes(live),
        free=_bytes(free) + top,
        cached=sum(kept.values()),
        top=top,
        returnable=given,
        largest_free=max([top, *free]),
        last_live=_behind_largest(seen.walks),
        live_blocks=live.total(),
        free_blocks=free.total() + 1,
        classes=classes_of(+live, free),
        whole=True,
    )


def _behind_largest(walks: Sequence[Walked]) -> int | None:
    """Return the bytes from the largest free block to the top; None: it is the top."""
    found: tuple[int, int] | None = None
    for one in walks:
        top = one.extent.end - one.extent.stop if one.extent.has_top else 0
        at, size = max(one.free, key=_size_of, default=(0, 0))
        for behind, large in ((one.extent.stop - at - size, size), (0, top)):
            if large and (found is None or large > found[1]):
                found = behind, large
    return found[0] or None if found is not None else None


def _size_of(block: tuple[int, int]) -> int:
    return block[1]


def _bytes(sizes: "Counter[int]") -> int:
    return sum(size * count for size, count in sizes.items())


def _stretch(walked: Walked, seen: Seen) -> Stretch:
    extent = walked.extent
    kept = sum(
        size
        for blocks in (seen.cached, seen.fast)
        for at, size in blocks.items()
        if extent.start <= at < walked.reached
    )
    free = kept + sum(size for _, size in walked.free)
    live = max(_bytes(sizes_of(walked.words)) - free, 0)
    is_whole = walked.why is None
    if is_whole and extent.has_top:
        free += extent.end - extent.stop
    end = extent.end if is_whole else walked.reached
    end = max(end, extent.start)
    return Stretch(Address(extent.start), Address(end), live, free)
