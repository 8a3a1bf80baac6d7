"""One mapping as a saved text tells of it, and what is wrong with what it tells."""

from dataclasses import dataclass, field

from memscope.model.region import LARGEST
from memscope.parse.maps import HeaderMatch

TOP = 1 << 64
"""No address is as high."""
KIB = 1024
UNKNOWN_PERMS = b"????"
"""Stands for permissions that a text does not tell."""
_MAIN = ("Rss", "Pss", "Shared_Clean", "Shared_Dirty", "Private_Clean", "Private_Dirty")
_PARTS = _MAIN[2:]


@dataclass(slots=True)
class SavedRow:
    """A mapping, and the numbers that follow it.

    Attributes:
        start: First address.
        end: First address after it.
        header: Its line, in the seven pieces that `parse_maps` knows.
        line: Number of the line it begins in, from 1.
        numbers: By the kernel's own names, in KiB.
        flags: VmFlags; None: there were none.
        dirty: Bytes written to, where only their sum is told; else None.
        is_odd: Its numbers contradict themselves, so that none is believed.
    """

    start: int
    end: int
    header: HeaderMatch
    line: int
    numbers: dict[bytes, int] = field(default_factory=dict)
    flags: bytes | None = None
    dirty: int | None = None
    is_odd: bool = False

    def add(self, name: bytes, kib: int) -> None:
        """Note a number; one that is told twice is not of this mapping."""
        if name in self.numbers:
            self.is_odd = True
        self.numbers[name] = kib

    def add_flags(self, flags: bytes) -> None:
        """Note VmFlags; likewise."""
        if self.flags is not None:
            self.is_odd = True
        self.flags = flags

    def is_believable(self) -> bool:
        """Tell whether its numbers can be those of one mapping of this size."""
        if self.is_odd:
            return False
        told = {name.decode("ascii"): kib for name, kib in self.numbers.items()}
        size = (self.end - self.start) // KIB
        if told.get("Size", size) != size:
            return False
        rss = told.get("Rss")
        if rss is None:
            return True
        if rss > size or told.get("Pss", 0) > rss:
            return False
        return _adds_up(told, rss)


def _adds_up(told: dict[str, int], rss: int) -> bool:
    """What is clean, dirty, shared and private is all that is in RAM.

    Each is rounded down to KiB by itself where a page is smaller, which none is.
    """
    if not all(name in told for name in _PARTS):
        return True
    return sum(told[name] for name in _PARTS) == rss


def row_of(header: HeaderMatch, line: int) -> SavedRow | None:
    """Return a mapping; None: no mapping can be so.

    Args:
        header: The seven pieces of its line.
        line: Number of that line.
    """
    start, end, inode = int(header[0], 16), int(header[1], 16), int(header[5])
    if not start < end <= TOP or end - start > LARGEST or inode >= TOP:
        return None
    return SavedRow(start, end, header, line)
