"""Turn /proc/meminfo into numbers (man 5 proc_meminfo)."""

import re

_LINE = re.compile(rb"^([\w()]{1,40}): +(\d{1,15})( kB)?$", re.MULTILINE)
_KIB = 1024


def parse_meminfo(data: bytes) -> dict[str, int]:
    """Return each number by the kernel's own name: bytes, or counts of pages."""
    return {
        name.decode("ascii", "replace"): int(number) * (_KIB if unit else 1)
        for name, number, unit in _LINE.findall(data)
    }
