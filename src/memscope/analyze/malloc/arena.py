"""One arena of glibc's malloc: from what was walked and listed to its occupancy."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from memscope.analyze.malloc.blocks import profile
from memscope.analyze.malloc.classes import classes_of
from memscope.analyze.malloc.trim import free_ranges, returnable, top_returnable
from memscope.analyze.malloc.walk import Walked
from memscope.analyze.malloc.walked_arena import WalkedArena
from memscope.model.address import Address
from memscope.model.occupancy import Occupancy, Stretch
from memscope.model.ranges import Ranges
from memscope.parse.glibc_chunks import sizes_of

GLIBC = "glibc"


class Machine(Struct, frozen=True, gc=False):
    """What the machine says.

    Attributes:
        resident: What of the process is in RAM.
        page: Bytes of a page.
        trim_step: Bytes by which a trim moves the break.
    """

    resident: Ranges
    page: int
    trim_step: int


def occupancy(seen: WalkedArena, machine: Machine, *, parts: int = 0) -> Occupancy:
    """Return what an arena holds.

    Args:
        seen: What was seen of it.
        machine: What the machine says.
        parts: In how many parts to tell where it is free.
    """
    kept = sorted(seen.kept.items())
    common = Occupancy(
        allocator=GLIBC,
        arena=Address(seen.record.address),
        name=seen.name,
        threads=seen.threads,
        stretches=tuple(_stretch(one, kept) for one in seen.walks),
        why=seen.why,
    )
    if common.why is not None:
        return common
    found = _counted(common, seen, machine)
    return replace(found, profile=profile(seen, parts)) if parts else found


def _counted(common: Occupancy, seen: WalkedArena, machine: Machine) -> Occupancy:
    free: Counter[int] = Counter(seen.kept.values())
    live: Counter[int] = Counter()
    for one in seen.walks:
        free.update(one.sizes)
        live.update(sizes_of(one.words))
    live.subtract(free)
    top = seen.top[1] - seen.top[0]
    return Occupancy(
        allocator=common.allocator,
        arena=common.arena,
        name=common.name,
        threads=common.threads,
        stretches=common.stretches,
        live=_bytes(live),
        free=_bytes(free) + top,
        cached=sum(seen.kept.values()),
        top=top,
        returnable=_returnable(seen, machine),
        largest_free=max([top, *free]),
        live_blocks=live.total(),
        free_blocks=free.total() + (1 if top else 0),
        last_live=_behind_largest(seen.walks),
        classes=classes_of(+live, free),
        whole=True,
    )


def _returnable(seen: WalkedArena, machine: Machine) -> int:
    fast = sorted(seen.fast.items())
    total = 0
    for one in seen.walks:
        inside = _within(fast, one.range.start, one.range.end)
        least = machine.page + 6 * seen.form.word
        ranges = free_ranges(one.starts, one.sizes, inside, least)
        total += returnable(ranges, machine.resident, seen.form, machine.page)
    if seen.can_trim:
        top, end = seen.top
        total += top_returnable(
            top, end, machine.resident, seen.form, machine.trim_step
        )
    return total


def _behind_largest(walks: Sequence[Walked]) -> int | None:
    """Return the bytes from the largest free block to the top; None: it is the top."""
    most, behind = 0, 0
    for one in walks:
        size = max(one.sizes, default=0)
        if size > most:
            begin = one.starts[one.sizes.index(size)]
            most, behind = size, one.range.stop - begin - size
        if one.range.has_top and one.range.end - one.range.stop >= most:
            most, behind = one.range.end - one.range.stop, 0
    return behind or None


def _bytes(sizes: "Counter[int]") -> int:
    return sum(size * count for size, count in sizes.items())


def _stretch(walked: Walked, kept: Sequence[tuple[int, int]]) -> Stretch:
    within = walked.range
    inside = _within(kept, within.start, walked.reached)
    free = sum(size for _, size in inside) + sum(walked.sizes)
    live = max(_bytes(sizes_of(walked.words)) - free, 0)
    end = min(walked.reached, within.end)
    if walked.why is None:
        end = within.end
        free += end - within.stop if within.has_top else 0
    return Stretch(Address(within.start), Address(end), live, free)


def _within(
    blocks: Sequence[tuple[int, int]], start: int, end: int
) -> Sequence[tuple[int, int]]:
    return blocks[bisect_left(blocks, (start,)) : bisect_left(blocks, (end,))]
