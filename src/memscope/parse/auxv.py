"""Turn /proc/PID/auxv into numbers (man 3 getauxval; values: elf.h)."""

from struct import iter_unpack

AT_PHDR = 3
AT_PHNUM = 5
AT_BASE = 7
"""Where the dynamic loader was mapped; 0 in a static program."""
AT_ENTRY = 9
"""Where the program proper begins."""
AT_SYSINFO_EHDR = 33
"""Where the vdso is."""


def parse_auxv(data: bytes) -> dict[int, int]:
    """Return type to value; {} for an empty file (kernel thread, zombie)."""
    whole = len(data) - len(data) % 16
    pairs = {}
    for kind, value in iter_unpack("=QQ", data[:whole]):
        if kind == 0:
            break
        pairs[kind] = value
    return pairs
