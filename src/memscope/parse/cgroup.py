"""Turn the files of control groups into records (man 7 cgroups).

Kernel: Documentation/admin-guide/cgroup-v2.rst, cgroup-v1/memory.rst.
"""

from os import fsdecode

from msgspec import Struct

from memscope.model.region import LARGEST

_UNLIMITED = (1 << 63) - (1 << 20)
"""Version 1 has no word for it, but the largest multiple of a page."""
_DIGITS = 20
_KEPT = 500
"""Lines of a file by name; there are some eighty."""


class Membership(Struct, frozen=True, gc=False):
    """In which group of a hierarchy a process is.

    Attributes:
        controllers: Of version 1; () of version 2.
        path: Of the group, as seen from the root of the reader's own namespace.
    """

    controllers: tuple[str, ...]
    path: str


def parse_membership(data: bytes) -> list[Membership]:
    """Parse /proc/PID/cgroup; lines of another form are left out."""
    lines = (line.split(b":", 2) for line in data.split(b"\n"))
    return [
        Membership(tuple(filter(None, fsdecode(parts[1]).split(","))), _path(parts[2]))
        for parts in lines
        if len(parts) == 3 and parts[0].isdigit() and parts[2].startswith(b"/")
    ]


def _path(text: bytes) -> str:
    return fsdecode(text)


def parse_amount(data: bytes) -> int | None:
    """Return the one number of a file such as `memory.current`; None: there is none."""
    return _number(data.strip())


def parse_limit(data: bytes) -> int | None:
    """Return the limit in a file such as `memory.max`; None: no limit."""
    found = parse_amount(data)
    return None if found is None or found >= _UNLIMITED else found


def parse_counts(data: bytes) -> dict[str, int]:
    """Parse lines of a name and a number, as in `memory.stat` and `memory.events`."""
    found = {}
    for line in data.split(b"\n")[:_KEPT]:
        name, _, word = line.partition(b" ")
        number = _number(word)
        if number is not None:
            found[name.decode("ascii", "replace")] = number
    return found


def _number(word: bytes) -> int | None:
    """Return what digits say; None: they are none, or no number of the kernel's."""
    number = int(word) if word.isdigit() and len(word) <= _DIGITS else -1
    return number if 0 <= number <= LARGEST else None


def parse_pids(data: bytes) -> list[int]:
    """Parse `cgroup.procs`; 0 stands for a process that we have no number for."""
    return [int(word) for word in data.split() if word.isdigit() and len(word) < 10]
