"""Section tables that contradict the program headers of their file."""

import struct
from pathlib import Path

_EXECUTABLE, _NO_BYTES = 4, 8


def with_false_sections(good: Path, bad: Path) -> Path:
    """Write a copy of which the section table lies; the loader does not look at it.

    .text loses its flag "executable", .rodata gets it, .data becomes "no bytes in the
    file".
    """
    data = bytearray(good.read_bytes())
    (table,) = struct.unpack_from("<Q", data, 0x28)
    size, count, names_at = struct.unpack_from("<HHH", data, 0x3A)
    (names,) = struct.unpack_from("<Q", data, table + names_at * size + 0x18)
    for at in range(table, table + count * size, size):
        name, kind, flags = struct.unpack_from("<IIQ", data, at)
        start = names + name
        word = bytes(data[start : data.index(b"\0", start)])
        is_code = word == b".rodata"
        flags = flags | _EXECUTABLE if is_code else flags & ~_EXECUTABLE
        kind = _NO_BYTES if word == b".data" else kind
        struct.pack_into("<IIQ", data, at, name, kind, flags)
    bad.write_bytes(data)
    return bad
