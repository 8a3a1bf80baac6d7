"""Processes with walked arenas, for tests of the rules that read them."""

from collections.abc import Sequence

from msgspec.structs import replace

from memscope.analyze.why.seen import Subject
from memscope.model.address import Address
from memscope.model.kinds import Confidence, Kind
from memscope.model.occupancy import BlockClass, Occupancy, Stretch
from memscope.model.region import Region
from tests.unit.analyze.why.built import MIB, filled, process, subject

HEAP_MAX = 64 * MIB
FIRST = 0x7F0000000000
MAIN_RECORD = 0x7FFF00001000
"""Of the main arena, among the C library's variables."""
BRK = 0x10000


def occupancy(
    start: int,
    *,
    kept: int = 0,
    live: int = 0,
    record: int | None = None,
    allocator: str = "glibc",
    whole: bool = True,
    threads: tuple[int, ...] | None = None,
    largest: int | None = None,
    last: int | None = None,
    threshold: int | None = None,
    large: int = 0,
    blocks: int = 0,
) -> Occupancy:
    """Return one arena; of one that is not whole nothing is known."""
    at = start + 0x30 if record is None else record
    end = Address(start + live + kept)
    if not whole:
        return Occupancy(allocator=allocator, arena=Address(at), name="a", why="torn")
    sizes = BlockClass(128 << 10, 0, 1, 0, large)
    return Occupancy(
        allocator=allocator,
        arena=Address(at),
        name="a",
        threads=threads,
        stretches=(Stretch(Address(start), end, live, kept),),
        live=live,
        free=kept,
        returnable=kept,
        largest_free=kept if largest is None else largest,
        last_live=last,
        live_blocks=blocks,
        mmap_threshold=threshold,
        classes=(sizes,) if large else (),
        whole=True,
    )


def main_arena(kept: int, **more: int | bool | None) -> Occupancy:
    """Return the main arena: its record is not in its heap."""
    return occupancy(BRK, kept=kept, record=MAIN_RECORD, **more)  # type: ignore[arg-type]


def with_main(kept: int, resident: int, **more: int | bool | None) -> Subject:
    """Return a process that has the main arena and a size."""
    heap = filled(Kind.HEAP, max(resident, 1), at=BRK)
    return subject(process(heap), heap=(main_arena(kept, **more),))


def thread_arenas(kept: Sequence[int], *, is_walked: bool = True) -> Subject:
    """Return a process with an arena for each number, full of freed bytes."""
    regions: list[Region] = []
    arenas: list[Occupancy] = []
    for number, size in enumerate(kept):
        start = FIRST + number * HEAP_MAX
        regions.append(filled(Kind.ARENA, size + 4096, at=start))
        tids = (100 + number,)
        arenas.append(occupancy(start, kept=size, live=4096, threads=tids))
    made = process(*regions)
    return subject(made, heap=tuple(arenas) if is_walked else None)


def guessed(one: Subject) -> Subject:
    """Return a process whose labels nobody is sure of."""
    regions = tuple(
        replace(region, confidence=Confidence.GUESS) for region in one.process.regions
    )
    return replace_process(one, regions)


def replace_process(one: Subject, regions: tuple[Region, ...]) -> Subject:
    """Return a process with other regions."""
    return Subject(replace(one.process, regions=regions), one.earlier, one.heap)
