"""Turn /proc/pressure/memory, or a group's, into a record.

Kernel: Documentation/accounting/psi.rst; `some avg10=0.00 avg60=0.00 avg300=0.00
total=0`, then the same with `full`, which old kernels do not have for everything.
"""

import re

from memscope.model.cgroup import Pressure, Stall

_LINE = re.compile(
    rb"^(some|full) avg10=(\d{1,3}\.\d+) avg60=(\d{1,3}\.\d+) avg300=(\d{1,3}\.\d+) "
    rb"total=(\d{1,18})$",
    re.MULTILINE,
)


def parse_pressure(data: bytes) -> Pressure | None:
    """Return what the file says; None where it says nothing."""
    stalls = {
        name: Stall(float(ten), float(minute), float(five), int(total))
        for name, ten, minute, five, total in _LINE.findall(data)
    }
    some = stalls.get(b"some")
    return None if some is None else Pressure(some, stalls.get(b"full"))
