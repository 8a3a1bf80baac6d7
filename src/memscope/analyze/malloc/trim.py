"""What `malloc_trim(0)` would give back to the kernel.

glibc: malloc/malloc.c, `mtrim` and `systrim`. It first joins the blocks of the fast
lists with their free neighbours; what a thread's cache keeps stays. Of every free block
then all whole pages behind its header of 48 bytes are let go; of the main arena's top
block, if the brk area ends with it, all but the last bit. The top block of a thread's
arena stays as it is.
"""

from collections.abc import Iterable, Iterator

from memscope.model.ranges import Ranges
from memscope.parse.glibc_chunks import ChunkForm


def joined(
    free: Iterable[tuple[int, int]], fast: Iterable[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Yield free blocks as they are once fast lists are joined with neighbours.

    Args:
        free: (address, bytes) of the free blocks, in order.
        fast: The same of blocks in fast lists, in any order.

    Yields:
        (start, end) in order.
    """
    low = high = 0
    for start, size in sorted([*free, *fast]):
        if start == high:
            high += size
            continue
        if high:
            yield low, high
        low, high = start, start + size
    if high:
        yield low, high


def returnable(
    blocks: Iterable[tuple[int, int]], resident: Ranges, form: ChunkForm, page: int
) -> int:
    """Return the bytes in RAM that free blocks would give back.

    Args:
        blocks: (start, end) of the free blocks, in order.
        resident: What is in RAM.
        form: How headers are laid out.
        page: Bytes of a page.
    """
    header = 6 * form.word
    bounds = []
    for start, end in blocks:
        if end - start > header + page - 1:
            low = -(-(start + header) // page) * page
            high = end - (end - low) % page if end > low else low
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
    if spare <= 0:
        return 0
    low = end - spare // page * page
    return resident.bytes_in(low, end)
