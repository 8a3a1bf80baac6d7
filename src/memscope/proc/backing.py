"""What is behind a mapping: a disk, RAM, huge pages set aside, the kernel, nothing.

A device number stands for one mounted file system, so one question a device is enough;
files that live in RAM are asked how much of it they have. Nothing is opened for
reading, and nothing in the target is touched.
"""

import ctypes
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from stat import S_ISCHR

from msgspec import Struct

from memscope.model.region import Backing, Vma
from memscope.proc.fs import ProcDir
from memscope.proc.images import map_file

_libc = ctypes.CDLL(None, use_errno=True)
_libc.fstatfs.argtypes = [ctypes.c_int, ctypes.c_void_p]

_TMPFS, _RAMFS, _SECRETMEM = 0x01021994, 0x858458F6, 0x5345434D
_HUGETLBFS = 0x958458F6
_OVERLAY = 0x794C7630
_IN_KERNEL = {0x09041934, 0x534F434B, 0x9FA0, 0x62656572, 0x444D4142}
"""anon_inode, sockets, proc, sysfs, dma-buf."""
_ZERO = os.makedev(1, 5)
_BLOCK = 512


class FileFacts(Struct, frozen=True, gc=False):
    """What is behind a mapping.

    Attributes:
        backing: None when we may not know, or when there may be several answers.
        allocated: Bytes that its file has, where that lives in RAM.
    """

    backing: Backing | None
    allocated: int | None = None


_ANONYMOUS = FileFacts(Backing.ANONYMOUS)
_KERNEL = FileFacts(Backing.KERNEL)
_HUGE_PAGES = "ht"
"""VmFlag of memory in pages of hugetlbfs."""
_OWN_PAGES = ("[heap]", "[stack]", "[anon")
"""The kernel's and programs' names of anonymous memory."""


@dataclass(slots=True)
class Backings:
    """Answers for the mappings of one process, in one look.

    Attributes:
        directory: Of the process.
    """

    directory: ProcDir
    _devices: dict[str, FileFacts] = field(default_factory=dict)
    _alike: dict[str, FileFacts] = field(default_factory=dict)
    """Of devices of which all files have the same behind them."""
    _files: dict[tuple[str, int], FileFacts] = field(default_factory=dict)

    def of_each(
        self, vmas: Sequence[Vma], flags: Sequence[tuple[str, ...]]
    ) -> list[FileFacts]:
        """Return what is behind each mapping; most are alike, and asked no question.

        Args:
            vmas: The mappings.
            flags: VmFlags of each.
        """
        if any(_HUGE_PAGES in words for words in set(flags)):
            pairs = zip(vmas, flags, strict=True)
            return [self.of(vma, words) for vma, words in pairs]
        alike = self._alike
        return [
            (alike.get(vma.device) or self.of(vma, ()))
            if vma.inode
            else (self.of(vma, ()) if vma.path else _ANONYMOUS)
            for vma in vmas
        ]

    def of(self, vma: Vma, flags: tuple[str, ...]) -> FileFacts:
        """Return what is behind a mapping.

        Args:
            vma: The mapping.
            flags: Its VmFlags.
        """
        if not vma.inode:
            is_own = not vma.path or vma.path.startswith(_OWN_PAGES)
            if _HUGE_PAGES in flags:
                return FileFacts(Backing.HUGETLB)
            return _ANONYMOUS if is_own else _KERNEL
        if _HUGE_PAGES in flags:
            return self._in_ram(vma, Backing.HUGETLB)
        found = self._devices.get(vma.device)
        if found is None:
            found = FileFacts(self._backing_of_device(vma))
            self._devices[vma.device] = found
        if found.backing in (Backing.RAM, Backing.HUGETLB):
            return self._in_ram(vma, found.backing)
        self._alike[vma.device] = found
        return found

    def _backing_of_device(self, vma: Vma) -> Backing | None:
        if vma.device == _device_of_shared_memory():
            return Backing.RAM
        fd = self._reached(vma)
        if fd is None:
            return None if vma.path.startswith("/") else Backing.KERNEL
        try:
            return _backing_of(file_system_of(fd))
        finally:
            os.close(fd)

    def _in_ram(self, vma: Vma, backing: Backing) -> FileFacts:
        key = vma.device, vma.inode
        if key not in self._files:
            self._files[key] = self._facts_of_file(vma, backing)
        return self._files[key]

    def _facts_of_file(self, vma: Vma, backing: Backing) -> FileFacts:
        fd = self._reached(vma)
        if fd is None:
            return FileFacts(backing)
        try:
            status = os.fstat(fd)
        finally:
            os.close(fd)
        if not S_ISCHR(status.st_mode):
            return FileFacts(backing, status.st_blocks * _BLOCK)
        # /dev is a file system in RAM, its devices are not.
        is_zeros = status.st_rdev == _ZERO and not vma.is_shared
        return _ANONYMOUS if is_zeros else _KERNEL

    def _reached(self, vma: Vma) -> int | None:
        """Return a descriptor that leads to the file but opens nothing."""
        for is_exact, name in ((True, map_file(vma)), (False, "root" + vma.path)):
            try:
                fd = os.open(name, os.O_PATH | os.O_CLOEXEC, dir_fd=self.directory.fd)
            except (OSError, ValueError):
                continue
            status = os.fstat(fd)
            where = f"{os.major(status.st_dev):02x}:{os.minor(status.st_dev):02x}"
            if is_exact or (where == vma.device and status.st_ino == vma.inode):
                return fd
            os.close(fd)
        return None


@cache
def _device_of_shared_memory() -> str | None:
    """The kernel's own file system for memfd, System V and MAP_SHARED memory."""
    try:
        fd = os.memfd_create("memscope")
    except OSError:
        return None
    try:
        device = os.fstat(fd).st_dev
    finally:
        os.close(fd)
    return f"{os.major(device):02x}:{os.minor(device):02x}"


def file_system_of(fd: int) -> int | None:
    """Return the number by which the kernel knows a kind of file system."""
    room = ctypes.create_string_buffer(256)
    if _libc.fstatfs(fd, room):
        return None
    return ctypes.c_ulong.from_buffer(room).value & 0xFFFFFFFF


def _backing_of(magic: int | None) -> Backing | None:
    # What lies below an overlay may be a disk or RAM.
    if magic is None or magic == _OVERLAY:
        return None
    if magic in (_TMPFS, _RAMFS, _SECRETMEM):
        return Backing.RAM
    if magic == _HUGETLBFS:
        return Backing.HUGETLB
    return Backing.KERNEL if magic in _IN_KERNEL else Backing.DISK
