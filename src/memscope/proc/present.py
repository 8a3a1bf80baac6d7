"""Memory read from some address on, as far as it is in RAM: for whoever follows links.

Many short reads lie close together, so whole pages are kept for a while.
"""

from bisect import bisect_right

from memscope.proc.machine import PAGE_SIZE
from memscope.proc.memory import TargetMemory

_SHORT = 256
_MOST_KEPT = 4096
"""Pages that are kept."""


class PresentBytes:
    """Reads what is in RAM of a process; what it has read may be old."""

    def __init__(self, memory: TargetMemory) -> None:
        self._memory = memory
        self._kept: dict[int, bytes] = {}

    def read(self, address: int, size: int) -> bytes:
        """Return the bytes from an address on, as many as are in RAM, at most `size`.

        Raises:
            ProcessGone: The process ended.
            AccessDenied: We may not read its memory.
        """
        page = address - address % PAGE_SIZE
        if size <= _SHORT and address + size <= page + PAGE_SIZE:
            data = self._kept.get(page)
            if data is None:
                if len(self._kept) >= _MOST_KEPT:
                    self._kept.clear()
                data = self._kept[page] = self._read(page, PAGE_SIZE)
            return data[address - page : address - page + size]
        return self._read(address, size)

    def forget(self) -> None:
        """Read everything anew from now on."""
        self._kept.clear()

    def _read(self, address: int, size: int) -> bytes:
        resident = self._memory.pages.resident
        index = bisect_right(resident.starts, address) - 1
        if index < 0 or address >= resident.ends[index]:
            return b""
        there = min(size, resident.ends[index] - address)
        return self._memory.read(address, there) or b""
