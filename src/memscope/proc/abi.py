"""Which ABI a process has: its program's headers, and what the kernel told it.

Not the machine's: a 64-bit kernel runs 32-bit programs too. And not a name's: the
kernel keeps the file that it started, whatever became of the path.
"""

import os

from memscope.errors import ParseError, ProcError
from memscope.model.abi import Abi
from memscope.parse.auxv import word_size
from memscope.parse.elf import HEADER_SIZE, parse_abi
from memscope.proc.fs import ProcDir


def abi_of(directory: ProcDir, auxv: bytes) -> Abi | None:
    """Return the ABI of the program that a process runs.

    None when we may not know, do not know it, or file and kernel contradict each
    other: the file may have been changed since it was started.

    Args:
        directory: Of the process.
        auxv: What the kernel told its program at the start.
    """
    try:
        abi, word = parse_abi(_header(directory)), word_size(auxv)
    except (OSError, ProcError, ParseError):
        return None
    return abi if abi is not None and word in (None, abi.word) else None


def _header(directory: ProcDir) -> bytes:
    fd = directory.open("exe")
    try:
        return os.read(fd, HEADER_SIZE)
    finally:
        os.close(fd)
