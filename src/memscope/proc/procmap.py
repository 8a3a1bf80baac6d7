"""Ask the kernel about one address: PROCMAP_QUERY (kernel: include/uapi/linux/fs.h).

Unlike the text of maps it gives a mapping's name as raw bytes, without escapes.
"""

import fcntl
import os
from ctypes import addressof, create_string_buffer
from struct import Struct as Layout

from memscope.errors import ProcError
from memscope.proc.fs import ProcDir

_PROCMAP_QUERY = 0xC0686611
_LAYOUT = Layout("=9Q4I2Q")
_NAME_SIZE = 4096


def name_at(directory: ProcDir, address: int) -> str | None:
    """Return the true name of the mapping at `address`.

    None when there is no mapping or no name, when this kernel does not know the
    request (before 6.11), or when the name is longer than a path may be.
    """
    name = create_string_buffer(_NAME_SIZE)
    found = _ask(directory, address, _NAME_SIZE, addressof(name))
    # The length the kernel reports counts the closing NUL.
    length = found[11] if found else 0
    return os.fsdecode(name.raw[: length - 1]) if length else None


def bounds_at(directory: ProcDir, address: int) -> tuple[int, int] | None:
    """Return where the mapping at `address` begins and ends just now.

    None when there is no mapping, or when this kernel does not know the request.
    """
    found = _ask(directory, address, 0, 0)
    return (found[3], found[4]) if found else None


def _ask(
    directory: ProcDir, address: int, name_size: int, name_at: int
) -> tuple[int, ...] | None:
    try:
        fd = directory.open("maps")
    except ProcError:
        return None
    query = bytearray(_LAYOUT.size)
    _LAYOUT.pack_into(
        query, 0, _LAYOUT.size, 0, address, *(0,) * 8, name_size, 0, name_at, 0
    )
    try:
        fcntl.ioctl(fd, _PROCMAP_QUERY, query, True)
    except OSError:
        return None
    finally:
        os.close(fd)
    return _LAYOUT.unpack(query)
