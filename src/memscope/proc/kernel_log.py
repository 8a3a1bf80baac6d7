"""Reads the kernel's log, for what it says of kills for want of memory.

/dev/kmsg gives a record a read and never waits when it is opened so; where it is not
there, syslog(2) gives the same as text. Nothing is taken out of the log.
"""

import ctypes
import errno
import os

from memscope.parse.kernel_log import Message, parse_log, parse_record

_RECORD = 8192
"""Bytes of the longest record (kernel: PRINTKRB_RECORD_MAX)."""
_MOST = 1 << 18
"""Records; the kernel's buffer seldom has a tenth."""
_READ_ALL, _SIZE = 3, 10
"""Actions of syslog(2)."""
_LARGEST = 1 << 26

_libc = ctypes.CDLL(None, use_errno=True)


def read_kernel_log(path: str = "/dev/kmsg") -> list[Message]:
    """Return the messages of the kernel, the oldest first.

    Raises:
        PermissionError: We may not read it.
        OSError: There is none, as in some containers.
    """
    try:
        return _records(path)
    except OSError as error:
        first = error
    try:
        return parse_log(_syslog())
    except OSError:
        raise first from None


def _records(path: str) -> list[Message]:
    fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    found = []
    try:
        for _ in range(_MOST):
            try:
                data = os.read(fd, _RECORD)
            except BlockingIOError:
                break
            except OSError as error:
                if error.errno == errno.EPIPE:
                    continue  # overwritten while we read: the next one is there
                raise
            if not data:
                break
            message = parse_record(data)
            if message is not None:
                found.append(message)
    finally:
        os.close(fd)
    return found


def _syslog() -> bytes:
    size = min(_asked(_SIZE, None, 0), _LARGEST)
    room = ctypes.create_string_buffer(size)
    return room.raw[: _asked(_READ_ALL, room, size)]


def _asked(action: int, room: object, size: int) -> int:
    length = int(_libc.klogctl(action, room, size))
    if length < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return length
