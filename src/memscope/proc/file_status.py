"""What tells a file from another one that has its numbers, and from itself of before.

A device and an inode name a file only as long as it exists: a RAM disk made anew, and
most file systems, give both to the next one at once. And a file may be written to while
it is mapped; whoever does that can set back its mtime, but not its ctime.
"""

import ctypes
import os
import struct

from msgspec import Struct

_AT_EMPTY_PATH = 0x1000
_BASIC, _BIRTH = 0x7FF, 0x800
_ROOM = 256
_STATX = struct.Struct("=I12xIIIH2xQQQQ16xqI4xqI4xqI4xIIII")
"""struct statx of linux/stat.h, from stx_mask to stx_dev_minor."""
_Room = ctypes.c_char * _ROOM
_LIBC = ctypes.CDLL(None, use_errno=True)
_ASK = getattr(_LIBC, "statx", None)


class FileStatus(Struct, frozen=True, gc=False):
    """When a file was made and changed, and how large it is.

    Attributes:
        device: (major, minor).
        inode: Its number there.
        size: Bytes.
        written_ns: mtime, in ns since 1970; programs set it as they like.
        changed_ns: ctime: when bytes, names or permissions last changed.
        born_ns: When the file was made; None where the file system does not keep it.
    """

    device: tuple[int, int]
    inode: int
    size: int
    written_ns: int
    changed_ns: int
    born_ns: int | None = None

    def is_same_file(self, other: "FileStatus") -> bool:
        """Tell whether both are surely one file, however often it was written to."""
        ours = self.device, self.inode, self.born_ns
        theirs = other.device, other.inode, other.born_ns
        return self.born_ns is not None and ours == theirs


def status_at(directory_fd: int, name: str) -> FileStatus:
    """Return the status of the file behind a name, which is not opened.

    Raises:
        OSError: There is none, or we may not.
        ValueError: No file can be called so.
    """
    if _ASK is None:
        return _plain(os.stat(name, dir_fd=directory_fd))
    return _asked(directory_fd, os.fsencode(name), 0)


def is_as_known(directory_fd: int, name: str, known: FileStatus) -> bool:
    """Tell whether the file behind a name is what it was; costs half of `status_at`.

    Raises:
        OSError: There is none, or we may not.
        ValueError: No file can be called so.
    """
    status = os.stat(name, dir_fd=directory_fd)
    return (
        status.st_ctime_ns == known.changed_ns  # which nobody can set back
        and status.st_mtime_ns == known.written_ns
        and status.st_ino == known.inode
        and status.st_size == known.size
        and (os.major(status.st_dev), os.minor(status.st_dev)) == known.device
    )


def status_of(fd: int) -> FileStatus:
    """Return the status of an open file.

    Raises:
        OSError: The kernel cannot tell.
    """
    return _plain(os.fstat(fd)) if _ASK is None else _asked(fd, b"", _AT_EMPTY_PATH)


def _asked(fd: int, name: bytes, flags: int) -> FileStatus:
    assert _ASK is not None
    if b"\0" in name:
        raise ValueError("embedded null byte")
    room = _Room()
    if _ASK(fd, name, flags, _BASIC | _BIRTH, room):
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    found = _STATX.unpack_from(room)
    mask, (inode, size) = found[0], found[5:7]
    born, changed, written = (found[at] * 10**9 + found[at + 1] for at in (9, 11, 13))
    return FileStatus(
        (found[17], found[18]),
        inode,
        size,
        written,
        changed,
        born if mask & _BIRTH and born else None,
    )


def _plain(status: os.stat_result) -> FileStatus:
    return FileStatus(
        (os.major(status.st_dev), os.minor(status.st_dev)),
        status.st_ino,
        status.st_size,
        status.st_mtime_ns,
        status.st_ctime_ns,
    )
