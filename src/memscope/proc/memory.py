"""Reading another process's memory, without stopping it and without changing it.

Reading an absent page would fault it in, and the tool would then show its own
doing. So nothing is read but what the page scan found in RAM.
"""

import ctypes
import errno
import os
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby

from msgspec import Struct

from memscope.errors import AccessDenied, ProcessGone
from memscope.parse.pagemap import Pages
from memscope.proc.fs import ProcDir

_IOV_MAX = 1024
_PIECE = 1 << 20
_BATCH = 1 << 18
"""Bytes read at once; larger buffers would cost page faults of our own."""
_LIBC = ctypes.CDLL(None, use_errno=True)
_READV = getattr(_LIBC, "process_vm_readv", None)
if _READV is not None:
    _READV.restype = ctypes.c_ssize_t
    _READV.argtypes = [
        ctypes.c_int, ctypes.c_void_p, ctypes.c_ulong,
        ctypes.c_void_p, ctypes.c_ulong, ctypes.c_ulong,
    ]  # fmt: skip


class TargetMemory(Struct, frozen=True, gc=False):
    """The memory of one process, as far as it is in RAM.

    Attributes:
        directory: Of the process, or of a living thread of it.
        pages: What a page scan of the same look found.
    """

    directory: ProcDir
    pages: Pages

    def is_present(self, address: int, size: int) -> bool:
        """Tell whether all of [address, address + size) is in RAM."""
        resident = self.pages.resident
        index = bisect_right(resident.starts, address) - 1
        if index < 0 or address >= resident.ends[index]:
            return False
        if address + size <= resident.ends[index]:
            return True
        return resident.bytes_in(address, address + size) == size

    def read(self, address: int, size: int) -> bytes | None:
        """Return `size` bytes, None when they are not all in RAM.

        Raises:
            ProcessGone: The process ended.
            AccessDenied: We may not read its memory.
        """
        return self.read_each([address], size)[0]

    def read_each(self, addresses: Sequence[int], size: int) -> list[bytes | None]:
        """Return `size` bytes from each address, None where they are not in RAM.

        Raises:
            ProcessGone: The process ended.
            AccessDenied: We may not read its memory.
        """
        result: list[bytes | None] = [None] * len(addresses)
        try:
            fd = self.directory.memory()
        except AccessDenied:
            for present, data in self.read_packed(addresses, size):
                for number, at in enumerate(present):
                    result[at] = data[number * size : number * size + size]
            return result
        for at, address in enumerate(addresses):
            if self.is_present(address, size):
                result[at] = self._one(fd, address, size)
        return result

    def _one(self, fd: int, address: int, size: int) -> bytes | None:
        try:
            data = os.pread(fd, size, address)
        except (OSError, OverflowError):
            data = b""
        if not data and not self.directory.is_alive():
            raise ProcessGone(self.directory.pid, "mem")
        return data if len(data) == size else None

    def read_packed(
        self, addresses: Sequence[int], size: int
    ) -> Iterator[tuple[list[int], bytes]]:
        """Yield which addresses could be read, and `size` bytes of each, packed.

        Args:
            addresses: Where to read.
            size: Bytes of each.

        Yields:
            Indices into `addresses`, and the bytes one after the other.

        Raises:
            ProcessGone: The process ended.
            AccessDenied: We may not read its memory.
        """
        asked = [at for at, one in enumerate(addresses) if self.is_present(one, size)]
        most = min(_IOV_MAX, max(_BATCH // size, 1))
        done = 0
        while done < len(asked):
            batch = asked[done : done + most]
            data = self._read([addresses[at] for at in batch], size)
            whole = len(data) // size
            yield batch[:whole], data[: whole * size]
            # The kernel stops at the first piece that it cannot read; leave that out.
            done += whole if whole == len(batch) else whole + 1

    def present_pieces(
        self, start: int, end: int, *, most: int = _PIECE
    ) -> Iterator[tuple[int, bytes]]:
        """Yield (address, bytes) of what is in RAM of [start, end), in order.

        Args:
            start: First address.
            end: First address after it.
            most: Bytes of one piece at most.
        """
        pieces = [
            (at, min(high - at, most))
            for low, high in self.pages.resident.within(start, end)
            for at in range(low, high, most)
        ]
        for size, group in groupby(pieces, key=lambda piece: piece[1]):
            addresses = [at for at, _ in group]
            for present, data in self.read_packed(addresses, size):
                for number, at in enumerate(present):
                    yield addresses[at], data[number * size : number * size + size]

    def read_into(self, address: int, room: memoryview) -> int:
        """Fill `room` from an address on; return how many bytes there were.

        Fewer than asked for where a page cannot be read. Whether pages are in RAM is
        for the caller to know.

        Raises:
            ProcessGone: The process ended.
            AccessDenied: We may not read its memory.
        """
        try:
            fd = self.directory.memory()
        except AccessDenied:
            data = self._readv([address], len(room))
            room[: len(data)] = data
            return len(data)
        try:
            count = os.preadv(fd, [room], address)
        except (OSError, OverflowError):
            count = 0
        if not count and not self.directory.is_alive():
            raise ProcessGone(self.directory.pid, "mem")
        return count

    def _read(self, addresses: list[int], size: int) -> bytes:
        """Return what could be read up to the first piece that could not.

        Not by process_vm_readv, though it is faster: it pins pages, and to pin a page
        that is shared copy-on-write the kernel first copies it in the target
        (mm/gup.c, FAULT_FLAG_UNSHARE). We would undo the sharing we look at.
        """
        try:
            fd = self.directory.memory()
        except AccessDenied:
            return self._readv(addresses, size)
        pieces = []
        try:
            for address in addresses:
                piece = os.pread(fd, size, address)
                pieces.append(piece)
                if len(piece) < size:
                    break
        except (OSError, OverflowError):
            pass
        if not (pieces and pieces[-1]) and not self.directory.is_alive():
            raise ProcessGone(self.directory.pid, "mem")
        return b"".join(pieces)

    def _readv(self, addresses: list[int], size: int) -> bytes:
        """Do the same for those who may trace the process but not open its files.

        That is CAP_SYS_PTRACE without CAP_DAC_OVERRIDE.
        """
        if _READV is None:
            raise AccessDenied(self.directory.pid, "memory")
        count = len(addresses)
        room = (ctypes.c_char * (count * size))()
        local = (ctypes.c_uint64 * 2)(ctypes.addressof(room), count * size)
        flat = [0] * (2 * count)
        flat[0::2], flat[1::2] = addresses, [size] * count
        remote = (ctypes.c_uint64 * (2 * count))(*flat)
        got = _READV(self.directory.pid, local, 1, remote, count, 0)
        code = ctypes.get_errno() if got < 0 else 0
        if not self.directory.is_alive() or code == errno.ESRCH:
            # The number may belong to another process by now.
            raise ProcessGone(self.directory.pid, "mem")
        if code in (errno.ENOSYS, errno.EPERM):
            raise AccessDenied(self.directory.pid, "memory")
        return memoryview(room)[:got].tobytes() if got > 0 else b""
