"""The records of a recording: a frame of bytes around each, with a checksum.

A file is the line `memscope.recording 1` and then records, one after the other. Each
has 18 bytes in front: kind, flags, length, time, checksum. docs/recording.md says it
all. Nothing here knows what is in a record.
"""

import math
import struct
import zlib
from dataclasses import dataclass
from enum import StrEnum

MAGIC = b"memscope.recording "
VERSION = 1
FIRST_LINE = MAGIC + b"%d\n" % VERSION
LONGEST_FIRST_LINE = 64
LARGEST = 1 << 28
"""Bytes of one record, packed or unpacked; more is a mistake or an attack."""

LARGEST_WORDS = 1 << 26
"""Bytes of all bookmarks and steps of a recording together; they are kept in memory."""

HEAD = struct.Struct(">cBIdI")
"""Kind, flags, bytes that follow, seconds since the start, CRC-32."""
_BEFORE_SUM = struct.Struct(">cBId")
_PACKED = 1
_WORTH_PACKING = 256
"""Bytes; less gets hardly smaller."""


class RecordKind(StrEnum):
    """What a record holds. Readers skip kinds that they do not know."""

    ABOUT = "H"
    KEY = "K"
    """A whole snapshot."""
    DELTA = "D"
    """What is different from the frame before."""
    STEP = "S"
    BOOKMARK = "B"
    END = "E"
    """Nothing follows: the recording was closed, not cut off."""


FRAMES = (RecordKind.KEY, RecordKind.DELTA)


@dataclass(frozen=True, slots=True)
class Head:
    """The front of a record.

    Attributes:
        kind: A letter of `RecordKind`, or one we do not know.
        is_packed: The payload is deflated.
        length: Bytes of payload.
        at: Seconds since the recording began.
        checksum: CRC-32 of what is before it and of the payload.
    """

    kind: str
    is_packed: bool
    length: int
    at: float
    checksum: int


def pack(kind: RecordKind, at: float, payload: bytes) -> bytes:
    """Return a whole record.

    Args:
        kind: What it holds.
        at: Seconds since the recording began.
        payload: JSON text.
    """
    flags = 0
    if len(payload) > _WORTH_PACKING:
        packed = zlib.compress(payload, 6 if len(payload) < 1 << 20 else 1)
        if len(packed) < len(payload):
            payload, flags = packed, _PACKED
    front = _BEFORE_SUM.pack(kind.encode(), flags, len(payload), at)
    checksum = zlib.crc32(payload, zlib.crc32(front))
    return front + checksum.to_bytes(4, "big") + payload


def read_head(data: bytes) -> Head | None:
    """Return the front of a record; None when no writer would write such a thing."""
    kind, flags, length, at, checksum = HEAD.unpack(data)
    if length > LARGEST or not math.isfinite(at) or at < 0:
        return None
    return Head(kind.decode("latin-1"), bool(flags & _PACKED), length, at, checksum)


def is_whole(head: bytes, payload: bytes) -> bool:
    """Tell whether a record is as it was written."""
    _kind, _flags, _length, _at, checksum = HEAD.unpack(head)
    front = head[: _BEFORE_SUM.size]
    return bool(zlib.crc32(payload, zlib.crc32(front)) == checksum)


def unpack(payload: bytes, *, is_packed: bool, largest: int = LARGEST) -> bytes:
    """Return the JSON text of a record.

    Args:
        payload: As it is in the file.
        is_packed: As its head says.
        largest: Bytes that it may unfold to, at least 1.

    Raises:
        ValueError: It cannot be unpacked, or is larger than anybody would write.
    """
    packer = zlib.decompressobj()
    try:
        data = packer.decompress(payload, largest) if is_packed else payload
    except zlib.error as error:
        raise ValueError(str(error)) from None
    is_whole_stream = packer.eof and not packer.unconsumed_tail
    if len(data) > largest or (is_packed and not is_whole_stream):
        raise ValueError("larger than anybody would write, or cut off")
    return data
