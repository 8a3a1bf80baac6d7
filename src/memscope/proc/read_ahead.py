"""Reading a large file of /proc piece by piece, while what came before is parsed.

The kernel hands out smaps 4 KiB at a time, tens of megabytes in all. The C library's
fread does that without the interpreter's lock, so that the kernel makes the text on
one processor while it is parsed on another.
"""

import ctypes
import errno
import os
from collections.abc import Generator
from contextlib import suppress
from queue import Full, Queue
from threading import Event, Thread

_LIBC = ctypes.CDLL(None, use_errno=True)
_LIBC.fdopen.argtypes = [ctypes.c_int, ctypes.c_char_p]
_LIBC.fdopen.restype = ctypes.c_void_p
_LIBC.fread.argtypes = [
    ctypes.c_void_p, ctypes.c_size_t, ctypes.c_size_t, ctypes.c_void_p,
]  # fmt: skip
_LIBC.fread.restype = ctypes.c_size_t
_LIBC.ferror.argtypes = _LIBC.fclose.argtypes = [ctypes.c_void_p]

_SMALL = 1 << 20
"""Bytes below which a thread of its own would cost more than it saves."""
_PART = 1 << 14
"""Bytes of one read: the kernel mostly gives a page, and room costs page faults."""
_PIECE = 1 << 20
_AHEAD = 4
"""Pieces that may wait for whoever parses them."""
_PATIENCE_S = 0.05


def read_pieces(fd: int) -> Generator[bytes, None, None]:
    """Yield the rest of a file, in pieces of no particular length; closes it.

    Raises:
        OSError: Reading failed; pieces read before have been yielded.
    """
    try:
        head, is_whole = _read_head(fd)
        yield head
        if not is_whole:
            yield from _ahead(os.dup(fd))
    finally:
        os.close(fd)


def _read_head(fd: int) -> tuple[bytes, bool]:
    """Return the first bytes, and whether they are all."""
    parts: list[bytes] = []
    size = 0
    while size < _SMALL:
        part = os.read(fd, _PART)
        if not part:
            return b"".join(parts), True
        parts.append(part)
        size += len(part)
    return b"".join(parts), False


def _ahead(fd: int) -> Generator[bytes, None, None]:
    pieces: Queue[bytes | OSError] = Queue(_AHEAD)
    ended = Event()
    reader = Thread(target=_fill, args=(fd, pieces, ended), name="read", daemon=True)
    reader.start()
    try:
        while piece := pieces.get():
            if isinstance(piece, OSError):
                raise piece
            yield piece
    finally:
        ended.set()
        reader.join()


def _fill(fd: int, pieces: "Queue[bytes | OSError]", ended: Event) -> None:
    """Read to the end, into the queue; b"" or an error is the last that comes."""
    last: bytes | OSError = OSError(errno.EIO, os.strerror(errno.EIO))
    file = _LIBC.fdopen(fd, b"r")
    try:
        if file:
            last = _fill_from(file, pieces, ended)
            _LIBC.fclose(file)
        else:
            os.close(fd)
    finally:
        _put(pieces, last, ended)


def _fill_from(
    file: int, pieces: "Queue[bytes | OSError]", ended: Event
) -> bytes | OSError:
    room = bytearray(_PIECE)
    at = (ctypes.c_char * _PIECE).from_buffer(room)
    while not ended.is_set():
        size = _LIBC.fread(at, 1, _PIECE, file)
        code = ctypes.get_errno()
        if size:
            _put(pieces, bytes(memoryview(room)[:size]), ended)
        if _LIBC.ferror(file):
            return OSError(code, os.strerror(code))
        if size < _PIECE:
            break
    return b""


def _put(
    pieces: "Queue[bytes | OSError]", piece: bytes | OSError, ended: Event
) -> None:
    """Hand over a piece, unless nobody wants it any more."""
    while not ended.is_set():
        with suppress(Full):
            pieces.put(piece, timeout=_PATIENCE_S)
            return
