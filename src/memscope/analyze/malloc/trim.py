"""What `malloc_trim(0)` would give back to the kernel.

glibc: malloc/malloc.c, `mtrim` and `systrim`. It first joins the blocks of the fast
lists with their free neighbours; what a thread's cache keeps stays. Of every free block
then all whole pages behind its header of six words are let go; of the main arena's top
block, if the brk area ends with it, all but the last bit. The top block of a thread's
arena stays as it is.
"""

from collections.abc import Iterable, Iterator, Sequence

from memscope.model.ranges import Ranges
from memscope.parse.glibc_chunks import ChunkForm


def free_ranges(
    starts: Sequence[int],
    sizes: Sequence[int],
    fast: Iterable[tuple[int, int]],
    least: int,
) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of free memory, once fast lists are joined with neighbours.

    Args:
        starts: Addresses of the free blocks, in order.
        sizes: Their bytes.
        fast: (address, bytes) of the blocks in fast lists, in any order.
        least: Bytes below which a range is of no interest.
    """
    kept = sorted(fast)
    if not kept:
        for at in [at for at, size in enumerate(sizes) if size >= least]:
            yield starts[at], starts[at] + sizes[at]
        return
    low = high = 0
    for start, size in sorted([*zip(starts, sizes, strict=True), *kept]):
        if start == high:
            high += size
            continue
        if high and high - low >= least:
            yield low, high
        low, high = start, start + size
    if high and high - low >= least:
        yield low, high


def returnable(
    ranges: Iterable[tuple[int, int]], resident: Ranges, form: ChunkForm, page: int
) -> int:
    """Return the bytes in RAM that free memory would give back.

    Args:
        ranges: (start, end) of it, in order.
        resident: What is in RAM.
        form: How headers are laid out.
        page: Bytes of a page.
    """
    bounds = []
    for start, end in ranges:
        low = -(-(start + 6 * form.word) // page) * page
        high = end - end % page
        if high > low:
            bounds.append((low, high))
    return sum(resident.bytes_in_each(bounds))


def top_returnable(
    top: int, end: int, resident: Ranges, form: ChunkForm, page: int
) -> int:
    """Return the bytes in RAM that the main arena's top block would give back.

    Args:
        top: Its address.
        end: First address after it, which is the present break.
        resident: What is in RAM.
        form: How headers are laid out.
        page: Bytes by which the break moves.
    """
    spare = end - top - form.smallest - 1
    return resident.bytes_in(end - spare // page * page, end) if spare > 0 else 0
