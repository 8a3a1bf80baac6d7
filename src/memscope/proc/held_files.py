"""Finds memory that a process holds by descriptors: memfds, files in RAM, deleted ones.

A descriptor's link says by its text whether it is worth asking; what the file is, is
said by stat(2) and statfs(2) through the link. Sockets, pipes and files of disks that
have a name are not asked: a dead network file system cannot make us wait.
"""

import fcntl
import os
from collections.abc import Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from memscope.errors import ProcError
from memscope.model.held import Held, HeldKind
from memscope.parse.fdinfo import parse_fdinfo
from memscope.parse.mountinfo import Mount, parse_mountinfo
from memscope.proc.backing import file_system_of
from memscope.proc.fs import ProcDir

_MEMFD = "/memfd:"
_DMA_BUF = "/dmabuf:"
_DELETED = " (deleted)"
_IN_RAM = ("tmpfs", "ramfs", "hugetlbfs", "devtmpfs")
_TMPFS, _RAMFS, _HUGETLBFS = 0x01021994, 0x858458F6, 0x958458F6
_KINDS = {
    _TMPFS: HeldKind.TMPFS,
    _RAMFS: HeldKind.TMPFS,
    _HUGETLBFS: HeldKind.HUGETLB,
}
_BLOCK = 512
_MOST = 1 << 16
"""Descriptors that are asked; more than any limit usually allows."""
_F_GET_SEALS = 1034
_SEALS = ("seal", "shrink", "grow", "write", "future-write", "exec")
"""By number of the bit, from 0 on (linux/fcntl.h)."""


@dataclass(frozen=True, slots=True)
class Descriptors:
    """What a process has open.

    Attributes:
        count: All of it.
        files: Those that take memory or have no name, each once.
    """

    count: int
    files: tuple[Held, ...]


def open_files(directory: ProcDir) -> Descriptors:
    """Return what a process has open.

    Raises:
        ProcError: It ended, or we may not know.
    """
    names = directory.list("fd")
    in_ram = _points_in_ram(directory)
    found: dict[tuple[str, int], tuple[Held, int]] = {}
    for name in names[:_MOST]:
        try:
            link = os.readlink(f"fd/{name}", dir_fd=directory.fd)
        except OSError:
            continue  # closed meanwhile
        if not _is_worth_asking(link, in_ram):
            continue
        one = _asked(directory, name, link)
        if one is not None:
            key = one.device, one.inode
            first, count = found.get(key, (one, 0))
            found[key] = first, count + 1
    files = [replace(one, descriptors=count) for one, count in found.values()]
    return Descriptors(len(names), tuple(files))


def count_of_descriptors(directory: ProcDir) -> int | None:
    """Return how many descriptors a process has; None: we may not know."""
    try:
        size = os.stat("fd", dir_fd=directory.fd).st_size  # since Linux 6.2
        return size or len(directory.list("fd"))
    except (OSError, ProcError):
        return None


def _points_in_ram(directory: ProcDir) -> tuple[str, ...]:
    """Return where the process has file systems that live in RAM."""
    try:
        mounts = parse_mountinfo(directory.read("mountinfo"))
    except ProcError:
        return ("/dev/shm/",)
    return _folders(mounts)


def _folders(mounts: Sequence[Mount]) -> tuple[str, ...]:
    points = {one.point.rstrip("/") + "/" for one in mounts if one.kind in _IN_RAM}
    return tuple(sorted(points))


def _is_worth_asking(link: str, in_ram: tuple[str, ...]) -> bool:
    return link.startswith("/") and (
        link.endswith(_DELETED)
        or link.startswith((_MEMFD, _DMA_BUF))
        or link.startswith(in_ram)
    )


def _asked(directory: ProcDir, name: str, link: str) -> Held | None:
    """Return what a descriptor leads to; None: it neither takes memory nor is gone."""
    try:
        fd = os.open(f"fd/{name}", os.O_PATH | os.O_CLOEXEC, dir_fd=directory.fd)
    except OSError:
        return None
    try:
        status, system = os.fstat(fd), file_system_of(fd)
    finally:
        os.close(fd)
    if link.startswith(_DMA_BUF):
        return _dma_buf(directory, name, link, status)
    if not _is_file(status):
        return None
    kind = _KINDS.get(system or 0)
    if kind is None and status.st_nlink:
        return None
    is_memfd = link.startswith(_MEMFD) and not status.st_nlink and kind is not None
    if is_memfd and kind is HeldKind.TMPFS:
        kind = HeldKind.MEMFD
    return Held(
        kind=kind or HeldKind.DELETED,
        path=link.removesuffix(_DELETED) if not status.st_nlink else link,
        device=_device(status),
        inode=status.st_ino,
        size=status.st_size,
        allocated=status.st_blocks * _BLOCK,
        links=status.st_nlink,
        seals=_seals(directory, name) if is_memfd else None,
    )


def _is_file(status: os.stat_result) -> bool:
    return status.st_mode & 0o170000 == 0o100000


def _device(status: os.stat_result) -> str:
    return f"{os.major(status.st_dev):02x}:{os.minor(status.st_dev):02x}"


def _dma_buf(
    directory: ProcDir, name: str, link: str, status: os.stat_result
) -> Held | None:
    try:
        size = parse_fdinfo(directory.read(f"fdinfo/{name}")).get("size")
    except ProcError:
        return None
    if size is None:
        return None
    return Held(
        kind=HeldKind.DMA_BUF,
        path=link,
        device=_device(status),
        inode=status.st_ino,
        size=size,
        allocated=size,
    )


def _seals(directory: ProcDir, name: str) -> tuple[str, ...] | None:
    """Return what may not be done to a memfd any more; None: unknown."""
    try:
        fd = directory.open(f"fd/{name}", os.O_RDONLY | os.O_NONBLOCK)
    except ProcError:
        return None
    try:
        bits = fcntl.fcntl(fd, _F_GET_SEALS)
    except OSError:
        return None
    finally:
        os.close(fd)
    return tuple(word for bit, word in enumerate(_SEALS) if bits >> bit & 1)
