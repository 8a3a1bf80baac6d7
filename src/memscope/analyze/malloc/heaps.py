"""Where the blocks of an arena lie: one range for each heap of it."""

from collections.abc import Callable, Mapping

from memscope.analyze.malloc.walk import BlockRange, Read
from memscope.parse.glibc_arena import ArenaRecord
from memscope.parse.glibc_chunks import FLAGS, ChunkForm
from memscope.parse.glibc_malloc import (
    HEAP_INFO_SIZE,
    HEAP_MAX_HUGE,
    HeapInfo,
    MallocForm,
    parse_heap_info,
)

_MOST_HEAPS = 1 << 16
_GIGANTIC = 4 << 30
"""Bytes of a heap with huge pages of 1 GiB: four of them."""


def heaps_of(record: ArenaRecord, read: Read, form: MallocForm) -> dict[int, HeapInfo]:
    """Return the heaps of a thread's arena: from the one with the top to the first.

    Args:
        record: The arena's.
        read: How memory is read.
        form: How heaps are laid out.

    Returns:
        Base address to header; none when they do not lead to the first heap.
    """
    sizes = (form.heap_max, HEAP_MAX_HUGE, _GIGANTIC)
    for size in dict.fromkeys(sizes):
        found: dict[int, HeapInfo] = {}
        base = record.top - record.top % size
        while base and base not in found and len(found) < _MOST_HEAPS:
            heap = parse_heap_info(read(base, HEAP_INFO_SIZE), form)
            is_one = heap is not None and heap.is_of(base, size)
            if heap is None or not is_one or heap.arena != record.address:
                break
            if not found and record.top >= base + heap.size:
                break
            found[base] = heap
            base = heap.previous
        if found and not base:
            return found
    return {}


def heap_ranges(
    record: ArenaRecord, heaps: Mapping[int, HeapInfo], form: ChunkForm
) -> list[BlockRange]:
    """Return the ranges of a thread's arena, in order; none when they do not fit it.

    Args:
        record: The arena's.
        heaps: What `heaps_of` said of it.
        form: How blocks are laid out.
    """
    if sum(heap.size for heap in heaps.values()) != record.system:
        return []
    first = min(heaps.items(), key=lambda one: one[1].previous)[0]
    header = record.address - first
    found = []
    for base, heap in heaps.items():
        # The arena's record lies in its first heap, before the first block.
        begin = record.address + record.form.size if base == first else base + header
        end = base + heap.size
        has_top = base < record.top < end
        stop = record.top if has_top else end
        found.append(BlockRange(form.first_from(begin), stop, end, has_top))
    return sorted(found, key=_start)


def _start(one: BlockRange) -> int:
    return one.start


def top_end(record: ArenaRecord, read: Read, form: ChunkForm) -> int | None:
    """Return where the top block ends, by its own header; None: it cannot be read."""
    header = read(record.top, form.post)
    if len(header) < form.post:
        return None
    return record.top + (int.from_bytes(header[form.word :], "little") & ~FLAGS)


def brk_range(
    record: ArenaRecord, read: Read, form: ChunkForm, is_brk: Callable[[int], bool]
) -> BlockRange | None:
    """Return the range of a main arena that lies in the brk area as a whole.

    All that it has from the kernel then ends with the top block, and so tells where it
    begins: not where the brk area does, if others took of that before.

    Args:
        record: The arena's.
        read: How memory is read.
        form: How blocks are laid out.
        is_brk: Tells whether an address is in the brk area.
    """
    end = top_end(record, read, form)
    if end is None or not is_brk(record.top):
        return None
    start = form.first_from(end - record.system)
    if not is_brk(start):
        return None
    return BlockRange(start, record.top, end, True)
