"""Turn the bytes of /proc/meminfo into numbers (kernel: fs/proc/meminfo.c)."""

import re

from memscope.model.region import LARGEST

_KIB = 1024
_LINE = re.compile(rb"^([A-Za-z0-9_()]+): +(\d{1,20})( kB)?$", re.MULTILINE)


def parse_meminfo(data: bytes) -> dict[str, int]:
    """Return each number by its name, such as `MemTotal`.

    What the kernel gives in kB is in bytes; the rest are counts, such as
    `HugePages_Total`. Which there are depends on the kernel.
    """
    return {
        name.decode("ascii"): min(int(number) * (_KIB if unit else 1), LARGEST)
        for name, number, unit in _LINE.findall(data)
    }
