"""Turn /proc/PID/auxv into numbers (man 3 getauxval; values: elf.h)."""

from struct import iter_unpack

AT_PHDR = 3
_AT_PHENT = 4
AT_PHNUM = 5
AT_BASE = 7
"""Where the dynamic loader was mapped; 0 in a static program."""
AT_ENTRY = 9
"""Where the program proper begins."""
AT_SYSINFO_EHDR = 33
"""Where the vdso is."""

_HEADERS = {8: 56, 4: 32}
"""Bytes of a word to those of a program header."""


def parse_auxv(data: bytes) -> dict[int, int]:
    """Return type to value; {} for an empty file (kernel thread, zombie).

    The words are those of the program: of a 32-bit one they have four bytes.
    """
    return _pairs(data, word_size(data) or 8)


def word_size(data: bytes) -> int | None:
    """Return the bytes of a word of the program; None when nothing tells."""
    for word, header in _HEADERS.items():
        if _pairs(data, word).get(_AT_PHENT) == header:
            return word
    return None


def _pairs(data: bytes, word: int) -> dict[int, int]:
    form = "=QQ" if word == 8 else "=II"
    whole = len(data) - len(data) % (2 * word)
    pairs = {}
    for kind, value in iter_unpack(form, data[:whole]):
        if kind == 0:
            break
        pairs[kind] = value
    return pairs
