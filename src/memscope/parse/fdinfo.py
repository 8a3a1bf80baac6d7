"""Turn /proc/PID/fdinfo/N into numbers (man 5 proc_pid_fdinfo).

Only dma-buf says more here than stat(2) does: its size (kernel: Documentation/
filesystems/proc.rst, "DMA Buffer files").
"""

import re

_LINE = re.compile(rb"^([\w-]{1,40}):[ \t]*(\d{1,18})$", re.MULTILINE)


def parse_fdinfo(data: bytes) -> dict[str, int]:
    """Return the numbers, by the kernel's own names."""
    return {name.decode("ascii"): int(number) for name, number in _LINE.findall(data)}
