"""The header of a block that malloc took from the kernel by itself.

glibc: malloc/malloc.c, `struct malloc_chunk`. A large block is a mapping of its own;
its first two words are the alignment skipped (0) and its size with the flag
IS_MMAPPED. The kernel merges neighbouring mappings, the headers stay where they are.
"""

from struct import Struct as Layout

_LAYOUT = Layout("=2Q")
SIZE = _LAYOUT.size
"""Bytes that are needed."""

_FLAGS = 0xFFF
_IS_MMAPPED = 2
SMALLEST = 0x20000
"""Bytes from which malloc asks the kernel, unless tuned: M_MMAP_THRESHOLD."""


def mapped_block(data: bytes, room: int) -> int | None:
    """Return the block's bytes, header included; None: no such header.

    Args:
        data: Memory from the start of a page.
        room: Bytes from there that the block may have.
    """
    if len(data) < SIZE:
        return None
    skipped, size_and_flags = _LAYOUT.unpack_from(data)
    size = int(size_and_flags) - _IS_MMAPPED
    if skipped or size & _FLAGS or not SMALLEST <= size <= room:
        return None
    return size
