"""Open the files a process has mapped, and keep what their ELF headers say.

The file is reached through the process, not by its path: the path may be gone, or
mean another file in our mount namespace.
"""

import os
from dataclasses import dataclass, field
from stat import S_ISREG

from msgspec import Struct

from memscope.errors import ParseError, ProcError
from memscope.model.region import Vma
from memscope.parse.elf import Elf, Read, parse_elf
from memscope.proc.file_status import FileStatus, is_as_known, status_at, status_of
from memscope.proc.fs import ProcDir
from memscope.proc.memory import TargetMemory
from memscope.proc.scan import scan_pages

FileKey = tuple[str, int]
"""(device, inode) as the kernel's map prints them."""


class Opened(Struct, frozen=True, gc=False):
    """The ELF headers of a mapped file, or why there are none.

    Attributes:
        elf: None when it is no ELF file, or nothing of it could be read. Of a file
            that could not be opened, what the process has of it in RAM: no sections.
        why: Why it could not be opened; None when it could.
        status: Of the file when it was read; None when that is not known.
    """

    elf: Elf | None
    why: str | None
    status: FileStatus | None = None


_READ: dict[FileKey, Opened] = {}
"""Headers that this process of ours has read; others map the same libraries."""


@dataclass(slots=True)
class ElfFiles:
    """ELF headers by file, kept between looks.

    A file keeps its inode only while it is mapped or open somewhere, so (device,
    inode) names it within one look. Whoever keeps it for longer asks `is_stale`. What
    one process cannot reach another may well: a failure counts for the process it
    happened with alone.
    """

    _read: dict[FileKey, Opened] = field(default_factory=lambda: _READ)

    def of(self, directory: ProcDir, known: dict[FileKey, Opened], vma: Vma) -> Opened:
        """Return what is known of the file behind `vma`, reading it at first sight.

        Args:
            directory: Of the process.
            known: What this process was found to map; what is new is added to it.
            vma: A mapping of the file.
        """
        key = (vma.device, vma.inode)
        if key not in known:
            known[key] = _read(directory, vma, self._read.get(key))
            if known[key].why is None:
                self._read[key] = known[key]
        return known[key]


def is_stale(directory: ProcDir, vma: Vma, known: Opened, *, was_away: bool) -> bool:
    """Tell whether what is known of a file may be that of another one by now.

    What was read of a file before somebody wrote to it still describes its mappings
    of then, which is more than the file does.

    Args:
        directory: Of the process.
        vma: A mapping of the file.
        known: What was read, earlier.
        was_away: The mapping may be another one than then.
    """
    status = mapped_status(directory, vma)
    if status is None or known.status is None:
        return status is not known.status or was_away
    if status == known.status:
        return False
    return was_away or not status.is_same_file(known.status)


def _read(directory: ProcDir, vma: Vma, known: Opened | None) -> Opened:
    if known is not None and known.status is not None:
        status = mapped_status(directory, vma, known.status)
        if status == known.status:
            return known
    try:
        fd = open_mapped(directory, vma)
    except OSError as error:
        why = (error.strerror or "cannot be opened").lower()
        return Opened(_headers_in_memory(directory, vma), why)
    except ProcError as error:
        return Opened(None, error.reason)
    try:
        status = status_of(fd)  # first: a change after it is seen the next time
        return Opened(_headers(fd), None, status)
    except OSError as error:
        return Opened(None, (error.strerror or "cannot be read").lower())
    finally:
        os.close(fd)


def _headers(fd: int) -> Elf | None:
    def read(offset: int, size: int) -> bytes:
        # A header may point anywhere; the kernel takes only signed offsets.
        return os.pread(fd, size, offset) if offset + size < 1 << 63 else b""

    return _parsed(read)


def _headers_in_memory(directory: ProcDir, vma: Vma) -> Elf | None:
    """Return what the mapping itself shows: a program runs on though its file is gone.

    After an update most libraries of a running program are deleted files, and only
    root may open those.
    """
    if vma.offset or not vma.is_readable:
        return None
    try:
        memory = TargetMemory(directory, scan_pages(directory, [(vma.start, vma.end)]))

        def read(offset: int, size: int) -> bytes:
            if offset + size > vma.end - vma.start:
                return b""
            return memory.read(vma.start + offset, size) or b""

        return _parsed(read)
    except ProcError:
        return None


def _parsed(read: Read) -> Elf | None:
    try:
        return parse_elf(read)
    except ParseError:
        return None


def mapped_status(
    directory: ProcDir, vma: Vma, known: FileStatus | None = None
) -> FileStatus | None:
    """Return the status of the very file that a VMA maps, without opening it.

    Args:
        directory: Of the process.
        vma: A mapping of the file.
        known: What it most likely is.
    """
    for is_exact, name in ((True, map_file(vma)), (False, "root" + vma.path)):
        try:
            if known is not None and is_as_known(directory.fd, name, known):
                status = known
            else:
                status = status_at(directory.fd, name)
        except (OSError, ValueError):
            continue
        if is_exact or (status.device, status.inode) == (_numbers(vma), vma.inode):
            return status
    return None


def map_file(vma: Vma) -> str:
    """The kernel's names here have no leading zeros, unlike those in maps."""
    return f"map_files/{vma.start:x}-{vma.end:x}"


def open_mapped(directory: ProcDir, vma: Vma) -> int:
    """Open the very file that a VMA maps and return its descriptor.

    Tried in turn: map_files (exact; needs CAP_SYS_ADMIN or CAP_CHECKPOINT_RESTORE),
    the executable link, and the path below the process's own root, accepted only
    when device and inode are the mapping's.

    Raises:
        OSError: None of them led to the file.
        ProcError: The process is gone, or refuses.
    """
    ways = (map_file(vma), "exe", "root" + vma.path)
    refused: OSError | None = None
    for exact, name in zip((True, False, False), ways, strict=True):
        try:
            # Opening a device can act on it: only plain files are worth opening.
            if not S_ISREG(os.stat(name, dir_fd=directory.fd).st_mode):
                continue
            fd = os.open(name, os.O_RDONLY | os.O_CLOEXEC, dir_fd=directory.fd)
        except (OSError, ValueError) as error:
            if isinstance(error, PermissionError):
                refused = error
            continue
        if exact or _is_file_of(os.fstat(fd), vma):
            return fd
        os.close(fd)
    raise refused or FileNotFoundError(2, "the mapped file cannot be reached")


def _is_file_of(status: os.stat_result, vma: Vma) -> bool:
    device = os.major(status.st_dev), os.minor(status.st_dev)
    return status.st_ino == vma.inode and device == _numbers(vma)


def _numbers(vma: Vma) -> tuple[int, int]:
    major, _, minor = vma.device.partition(":")
    return int(major, 16), int(minor, 16)


def is_deleted(directory: ProcDir, vma: Vma) -> bool:
    """Tell whether the file behind a path that ends in ` (deleted)` has no name.

    A file may really be called `x (deleted)`; then that very file is found there.
    """
    try:
        return not _is_file_of(os.stat("root" + vma.path, dir_fd=directory.fd), vma)
    except (OSError, ValueError):
        return True


def links_of(directory: ProcDir, vma: Vma) -> int | None:
    """Return how many names the file of a mapping has; None: we may not know."""
    for is_exact, name in ((True, map_file(vma)), (False, "exe")):
        try:
            status = os.stat(name, dir_fd=directory.fd)
        except (OSError, ValueError):
            continue
        if is_exact or _is_file_of(status, vma):
            return status.st_nlink
    return None
