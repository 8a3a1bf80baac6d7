"""Headers and records as CPython and V8 write them, for tests."""

import struct

from memscope.parse.v8_page import SIZE

AT = 0x7F00_0000_0000
"""Where the page of V8 lies."""


def pool(
    *,
    layout: int = 0x4000,
    used: int = 3,
    free: int = 0,
    arena: int = 7,
    size_class: int = 4,
    offset: int = 48 + 80 * 3,
    last: int | None = None,
) -> bytes:
    size = (size_class + 1) * 16
    last = layout - size if last is None else last
    links = (AT + 0x100000, AT + 0x200000)
    return struct.pack("=I4x3Q4I", used, free, *links, arena, size_class, offset, last)


def arena_entry(
    address: int, *, next_pool: int | None = None, free: int = 3, pools: int = 64
) -> bytes:
    """Return an entry of CPython's table of arenas."""
    carved = address + 0x4000 if next_pool is None else next_pool
    return struct.pack("=2Q2I3Q", address, carved, free, pools, 0, 0, 0)


def v8_page(**changed: int) -> bytes:
    words = {
        "w0": 0x40000, "w1": 0x12, "w2": 0x38BE9BF0, "w3": AT + 0x1148,
        "w4": AT + 0x40000, "w5": 0x3EEB8, "w6": 0, "w7": 0x1148, "w8": 0x38BCA088,
        "w9": 0x566A2F0, "w10": AT, "w11": 0x40000,
    } | changed  # fmt: skip
    return struct.pack("=12Q", *words.values()).ljust(SIZE, b"\0")
