"""The list of generated code that a process wrote into its own temporary folder.

Anybody may write into such a folder: only a plain file counts that belongs to the
process's user, that nobody else may write to, and that is not too large.
"""

import os
from stat import S_ISREG

from memscope.errors import ParseError, ProcError
from memscope.parse.status import parse_status
from memscope.proc.fs import ProcDir

_MOST = 32 << 20
_FOLDER = "root/tmp"
_FOLDER_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# Opening a pipe must not wait for whoever writes into it.
_FILE_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_OTHERS_WRITE = 0o022


def read_perf_map(directory: ProcDir) -> tuple[str, bytes] | None:
    """Return name and bytes of the file; None when there is none to be trusted.

    Args:
        directory: Of the process.
    """
    try:
        status = parse_status(directory.read("status"))
    except (ProcError, ParseError):
        return None
    users, pids = status.numbers("Uid"), status.numbers("NSpid")
    if not users:
        return None
    # As the process itself sees its number: in the innermost pid namespace.
    name = f"perf-{pids[-1] if pids else directory.pid}.map"
    try:
        folder = os.open(_FOLDER, _FOLDER_FLAGS, dir_fd=directory.fd)
    except OSError:
        return None
    try:
        fd = os.open(name, _FILE_FLAGS, dir_fd=folder)
    except OSError:
        return None
    finally:
        os.close(folder)
    if not _may_be_trusted(fd, set(users)):
        os.close(fd)
        return None
    with os.fdopen(fd, "rb") as file:
        return name, file.read(_MOST)


def _may_be_trusted(fd: int, users: set[int]) -> bool:
    status = os.fstat(fd)
    return (
        S_ISREG(status.st_mode)
        and status.st_uid in users
        and not status.st_mode & _OTHERS_WRITE
        and status.st_size <= _MOST
    )
