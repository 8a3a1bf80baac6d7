"""Where mapped files have a variable: read once a file, for all processes that map it.

What is kept is kept by the file's status: another file, or other bytes, are read anew.
"""

import os
from errno import ESTALE

from memscope.errors import ProcError
from memscope.model.region import Vma
from memscope.parse.variable import address_of_variable
from memscope.proc.file_status import FileStatus, status_of
from memscope.proc.fs import ProcDir
from memscope.proc.images import FileKey, Opened, open_mapped
from memscope.proc.machine import PAGE_SIZE

_PLACES: dict[tuple[FileKey, str], tuple[FileStatus, int | None]] = {}
"""Bytes from where a file begins in memory to the variable; None: it has none."""


def variable_address(
    directory: ProcDir, vma: Vma, opened: Opened, name: str
) -> int | None:
    """Return where a process has a variable of a file; None: not known.

    Args:
        directory: Of the process.
        vma: The mapping of the file's begin.
        opened: What was read of the file, just now.
        name: Of the variable.
    """
    if opened.status is None or opened.elf is None:
        return None
    key = (vma.device, vma.inode), name
    known = _PLACES.get(key)
    if known is None or known[0] != opened.status:
        try:
            place = _place(directory, vma, opened, name)
        except (OSError, ProcError):
            return None  # another process may be able to open it
        known = _PLACES[key] = opened.status, place
    return None if known[1] is None else vma.start + known[1]


def _place(directory: ProcDir, vma: Vma, opened: Opened, name: str) -> int | None:
    elf = opened.elf
    begin = next((one for one in elf.loads if not one.offset), None) if elf else None
    if elf is None or begin is None:
        return None
    fd = open_mapped(directory, vma)
    try:
        if status_of(fd) != opened.status:
            raise OSError(ESTALE, os.strerror(ESTALE))

        def read(offset: int, size: int) -> bytes:
            # A header may point anywhere; the kernel takes only signed offsets.
            return os.pread(fd, size, offset) if offset + size < 1 << 63 else b""

        address = address_of_variable(read, elf, name.encode())
    finally:
        os.close(fd)
    return None if address is None else address - begin.address // PAGE_SIZE * PAGE_SIZE
