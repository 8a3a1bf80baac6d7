"""The header of a page of V8's heap, V8 being the engine of node and browsers.

V8: src/heap/memory-chunk.h. Its pages are 256 KiB, at multiples of that; a larger
object has a page of its own. The header repeats the page's own bounds.
"""

from itertools import pairwise
from struct import Struct as Layout

_LAYOUT = Layout("=16Q")
SIZE = _LAYOUT.size
"""Bytes that are needed."""
ALIGNMENT = 0x40000

_HEADER_MOST = 0x4000
_LARGEST = 1 << 32


def page_size(data: bytes, address: int) -> int | None:
    """Return the bytes of the page that begins at an address; None: none does.

    Args:
        data: Memory from `address` on.
        address: A multiple of ALIGNMENT.
    """
    size = read_only_page_size(data, address)
    # Which words these are has changed over the years; that they are there has not.
    words = pairwise(_LAYOUT.unpack_from(data)[7:]) if size else ()
    return size if (address, size) in words else None


def read_only_page_size(data: bytes, address: int) -> int | None:
    """Return the same for a page of objects that never change.

    Such a header says where its objects begin and end, but not its own bounds: more
    is needed to believe it.
    """
    if len(data) < SIZE:
        return None
    words = _LAYOUT.unpack_from(data)
    size = int(words[0])
    if size % 0x1000 or not 0x2000 <= size <= _LARGEST:
        return None
    has_area = any(
        address < start <= address + _HEADER_MOST and start < end <= address + size
        for start, end in pairwise(words[2:8])
    )
    return size if has_area else None
