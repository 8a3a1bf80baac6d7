"""Single blocks of an arena, and where in it is how much free."""

from collections.abc import Iterator, Sequence

from memscope.analyze.malloc.walk import Near
from memscope.analyze.malloc.walked_arena import WalkedArena
from memscope.model.address import Address
from memscope.model.occupancy import BlockState, MallocBlock
from memscope.parse.glibc_chunks import FLAGS


def blocks_of(seen: WalkedArena, near: Near) -> tuple[MallocBlock, ...]:
    """Return the blocks that a walk noted, with what they are, in order of address.

    Args:
        seen: What was seen of the arena.
        near: What the walk noted.
    """
    free = {start for one in seen.walks for start in one.starts}
    top, end = seen.top

    def state_of(at: int) -> BlockState:
        if at in free:
            return BlockState.FREE
        if at in seen.cached:
            return BlockState.CACHED
        return BlockState.FAST if at in seen.fast else BlockState.LIVE

    found = [
        MallocBlock(Address(at), word & ~FLAGS, state_of(at))
        for at, word in sorted(near.blocks)
        if at != top
    ]
    if top < near.high and end > near.low and end > top:
        found.append(MallocBlock(Address(top), end - top, BlockState.TOP))
    return tuple(found)


def profile(seen: WalkedArena, parts: int) -> tuple[int, ...]:
    """Return the free bytes in equal parts of an arena's ranges, one after the other.

    Args:
        seen: What was seen of the arena.
        parts: How many.
    """
    found = [0] * parts
    whole = sum(one.range.end - one.range.start for one in seen.walks)
    if not whole:
        return tuple(found)
    before = 0
    kept = sorted(seen.kept.items())
    for walked in seen.walks:
        low, high = walked.range.start, walked.range.end
        inside = ((at, size) for at, size in kept if low <= at < high)
        free = [*zip(walked.starts, walked.sizes, strict=True), *inside]
        if walked.range.has_top:
            free.append((walked.range.stop, high - walked.range.stop))
        for start, size in free:
            _spread(found, start - low + before, size, whole)
        before += high - low
    return tuple(found)


def _spread(found: list[int], at: int, size: int, whole: int) -> None:
    """Add a block to the parts that it lies in."""
    parts, end = len(found), at + size
    for part in _parts(at, end, parts, whole):
        low, high = part * whole // parts, (part + 1) * whole // parts
        found[part] += max(min(end, high) - max(at, low), 0)


def _parts(at: int, end: int, parts: int, whole: int) -> Sequence[int]:
    first = at * parts // whole
    last = (end - 1) * parts // whole
    return range(first, min(last, parts - 1) + 1)


def around(
    blocks: Sequence[MallocBlock], address: int, count: int
) -> Iterator[MallocBlock]:
    """Yield the block that holds an address, and some before and behind it.

    Args:
        blocks: In order of address.
        address: Somewhere in one of them.
        count: How many on either side.
    """
    at = next(
        (at for at, one in enumerate(blocks) if one.start <= address < one.end), None
    )
    if at is not None:
        yield from blocks[max(at - count, 0) : at + count + 1]
