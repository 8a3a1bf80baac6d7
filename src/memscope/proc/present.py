"""Memory read from some address on, as far as it is in RAM: for whoever follows links.

Many short reads lie close together, so what was read is kept for a while, in units.
"""

from bisect import bisect_right
from collections.abc import Callable

from msgspec.structs import replace

from memscope.parse.pagemap import Pages
from memscope.proc.memory import TargetMemory

_UNIT = 4096
"""Bytes; a page, or a part of one."""
_MOST_KEPT = 4096


class PresentBytes:
    """Reads what is in RAM of a process; short pieces of it may be old."""

    def __init__(self, memory: TargetMemory, scan: Callable[[], Pages]) -> None:
        """Begin to read.

        Args:
            memory: Of the process.
            scan: Finds out what of it is in RAM by now.
        """
        self.memory = memory
        self._scan = scan
        self._kept: dict[int, bytes] = {}

    def read(self, address: int, size: int) -> bytes:
        """Return the bytes from an address on, as many as are in RAM, at most `size`.

        Raises:
            ProcessGone: The process ended.
            AccessDenied: We may not read its memory.
        """
        within = address % _UNIT
        if within + size <= _UNIT:
            return self.unit(address // _UNIT)[within : within + size]
        return self._read(address, size)

    def unit(self, number: int) -> bytes:
        """Return 4096 bytes from a multiple of that on; none where not in RAM.

        Raises:
            ProcessGone: The process ended.
            AccessDenied: We may not read its memory.
        """
        data = self._kept.get(number)
        if data is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            data = self._kept[number] = self._read(number * _UNIT, _UNIT)
        return data

    def forget(self) -> None:
        """Read everything anew from now on."""
        self._kept.clear()

    def renew(self) -> None:
        """Find out anew what is in RAM, too.

        Raises:
            ProcessGone: The process ended.
            AccessDenied: We may not know.
        """
        self.forget()
        self.memory = replace(self.memory, pages=self._scan())

    def _read(self, address: int, size: int) -> bytes:
        resident = self.memory.pages.resident
        index = bisect_right(resident.starts, address) - 1
        if index < 0 or address >= resident.ends[index]:
            return b""
        there = min(size, resident.ends[index] - address)
        return self.memory.read(address, there) or b""
