"""The header that glibc's malloc puts at the start of each heap of an arena.

glibc: malloc/arena.c, `struct _heap_info`; its first four words have been the same
since 2.3.
"""

from struct import Struct as Layout
from struct import error as StructError

from msgspec import Struct

_LAYOUT = Layout("=4Q")
SIZE = _LAYOUT.size
"""Bytes that are needed."""
HEAP_MAX = 64 << 20
"""HEAP_MAX_SIZE on 64-bit machines, in bytes: heaps start at its multiples."""
_HEADER_MAX = 256
_PAGE = 4096
"""The smallest page; heaps are made writable in whole ones."""


class HeapInfo(Struct, frozen=True, gc=False):
    """What the header says.

    Attributes:
        arena: Address of the arena that the heap belongs to.
        previous: Address of the heap that the arena had before; 0 for the first.
        size: Bytes in use by malloc.
        writable: Bytes from the start that may be read and written.
    """

    arena: int
    previous: int
    size: int
    writable: int

    def is_of(self, base: int) -> bool:
        """Tell whether a heap that starts at `base` can say this.

        How much of it is writable changes while it is looked at: that is no part of it.
        """
        if not 0 < self.size <= self.writable <= HEAP_MAX or self.writable % _PAGE:
            return False
        # The arena itself lies right behind the header of its first heap.
        in_heap = self.arena % HEAP_MAX
        if not 0 < in_heap <= _HEADER_MAX or in_heap % 8:
            return False
        is_first = self.arena - in_heap == base
        return (self.previous == 0) == is_first and self.previous % HEAP_MAX == 0


def parse_heap_info(data: bytes) -> HeapInfo | None:
    """Parse the first bytes of a heap; None when there are too few."""
    try:
        return HeapInfo(*_LAYOUT.unpack_from(data))
    except StructError:
        return None
