"""What malloc keeps of what was freed, and which rule explains it best.

Several rules look at the same free bytes. Each arena has one reason, so that nothing
is promised twice: a heap for every thread before anything else, large blocks that went
into the heap before one small block at its end, and the rest has no better reason than
that the program freed it.
"""

from collections.abc import Sequence

from msgspec import Struct

from memscope.analyze.why.rule import Numbers
from memscope.analyze.why.seen import Subject
from memscope.analyze.why.words import settings
from memscope.model.kinds import Kind
from memscope.model.occupancy import Occupancy

GLIBC, JEMALLOC, PYMALLOC = "glibc", "jemalloc", "pymalloc"
"""Allocators, as walked arenas name them."""
MMAP_LEAST = 128 << 10
"""Bytes from which malloc asks the kernel for each block alone, at the beginning."""

PLAIN, THREADS = "freed-not-returned", "arenas-kept"
PINNED, LARGE = "heap-pinned", "mmap-threshold-grown"


class Sums(Struct, frozen=True, gc=False):
    """Some arenas together; those that are not whole count nowhere but in `broken`.

    Attributes:
        live: Bytes of blocks in use.
        free: Bytes of blocks that are not.
        kept: Bytes of whole pages in RAM inside free blocks: what a trim gives back.
        whole: How many were walked from end to end.
        broken: How many were not.
    """

    live: int
    free: int
    kept: int
    whole: int
    broken: int


def sums(arenas: Sequence[Occupancy]) -> Sums:
    """Add arenas up."""
    whole = [one for one in arenas if one.whole]
    return Sums(
        live=sum(one.live or 0 for one in whole),
        free=sum(one.free or 0 for one in whole),
        kept=sum(one.returnable or 0 for one in whole),
        whole=len(whole),
        broken=len(arenas) - len(whole),
    )


def glibc_arenas(one: Subject) -> list[Occupancy]:
    """Return the arenas of glibc's malloc that were walked, or tried to."""
    return [arena for arena in one.heap or () if arena.allocator == GLIBC]


def kept_for(reason: str, one: Subject) -> list[Occupancy]:
    """Return the arenas whose free bytes a rule is to explain."""
    arenas = glibc_arenas(one)
    many = _of_many_threads(one, arenas, settings()[THREADS].numbers)
    return [arena for arena in arenas if _reason(arena, many) == reason]


def claimed(one: Subject) -> list[Occupancy]:
    """Return the arenas whose free bytes some rule has a name for."""
    return [arena for arena in glibc_arenas(one) if arena.whole and arena.returnable]


def is_threads(one: Subject, arena: Occupancy) -> bool:
    """Tell whether an arena serves threads: its record lies in its own heap."""
    region = one.process.region_at(arena.arena)
    return region is not None and region.kind is Kind.ARENA


def regions_of(one: Subject, arenas: Sequence[Occupancy]) -> tuple[int, ...]:
    """Return the first addresses of the regions in which arenas lie."""
    found = (
        one.process.region_at(stretch.start)
        for arena in arenas
        for stretch in arena.stretches
    )
    return tuple(dict.fromkeys(region.start for region in found if region is not None))


def _of_many_threads(
    one: Subject, arenas: Sequence[Occupancy], numbers: Numbers
) -> frozenset[int]:
    """Return the arenas of threads, if there are many that keep much."""
    mine = [arena for arena in arenas if is_threads(one, arena)]
    kept = sums(mine).kept
    is_much = kept >= numbers["bytes"] and kept >= numbers["share"] * one.resident
    if len(mine) < numbers["arenas"] or not is_much:
        return frozenset()
    return frozenset(arena.arena for arena in mine)


def _reason(arena: Occupancy, many: frozenset[int]) -> str:
    if arena.arena in many:
        return THREADS
    if _is_large(arena, settings()[LARGE].numbers):
        return LARGE
    return PINNED if _is_pinned(arena, settings()[PINNED].numbers) else PLAIN


def _is_large(arena: Occupancy, numbers: Numbers) -> bool:
    """Tell whether most of it are free blocks that were once mapped one by one."""
    threshold = arena.mmap_threshold or 0
    return threshold > MMAP_LEAST and (
        large_free(arena) >= numbers["most"] * (arena.returnable or 0) > 0
    )


def large_free(arena: Occupancy) -> int:
    """Return the bytes of free blocks that would be mappings of their own.

    A free block that is larger than any such one has swallowed its neighbours: of it
    nobody knows what it was.
    """
    threshold = arena.mmap_threshold or 0
    return sum(
        group.free_bytes
        for group in arena.classes
        if MMAP_LEAST <= group.size <= threshold
    )


def _is_pinned(arena: Occupancy, numbers: Numbers) -> bool:
    """Tell whether one large free block has a small one in use behind it."""
    if arena.last_live is None or arena.last_live > numbers["last"]:
        return False
    return (arena.largest_free or 0) >= numbers["most"] * (arena.returnable or 0)


def resident_of(one: Subject, arena: Occupancy) -> int | None:
    """Return what the regions of an arena have in RAM; None: unknown."""
    sizes = [
        region.usage.resident
        for stretch in arena.stretches
        if (region := one.process.region_at(stretch.start)) is not None
    ]
    known = [size for size in sizes if size is not None]
    return sum(known) if len(known) == len(arena.stretches) else None


def is_stake(kept: int, one: Subject, numbers: Numbers) -> bool:
    """Tell whether so many bytes are worth a word, in a process of this size."""
    return kept >= numbers["bytes"] and kept >= numbers["share"] * one.resident


def is_bad(kept: int, one: Subject, numbers: Numbers) -> bool:
    """Tell whether they are so large a part of it that something should be done."""
    return kept >= numbers["bad"] * one.resident
