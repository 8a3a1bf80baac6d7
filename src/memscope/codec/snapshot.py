"""Snapshots to JSON and back.

Names that are not UTF-8 survive; see `codec/names.py` for how they are written.
"""

import re
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from memscope.codec import names
from memscope.codec.frame import MAGIC
from memscope.codec.wire import (
    FORMAT,
    VERSION,
    WireSnapshot,
    WrongField,
    address_from_json,
    record_snapshot,
    wire_snapshot,
)
from memscope.errors import BadFile
from memscope.garbage import uncollected
from memscope.i18n import _, reason_of
from memscope.model.address import Address
from memscope.model.snapshot import Snapshot

LARGEST = 1 << 30
"""Bytes; one of 64,000 regions with all that can be known of them has a tenth."""
_PEEK = 1 << 16
_PIECE = 1 << 26
_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""A deep enough nest of brackets exhausts the decoder's stack."""
_SOME_REGISTER = ".registers[...]"
_AT = re.compile(r"^(?P<why>.*) - at `(?P<path>\$.*)`$", re.DOTALL)


class _FileHead(msgspec.Struct):
    """Enough of any JSON object to tell whose it is."""

    # Any, since msgspec would ask our hook about an object.
    format: Any = None
    version: Any = None


def encode_snapshot(snapshot: Snapshot, *, indent: int = 0) -> bytes:
    """Return the snapshot as JSON, version 1 of the format.

    Args:
        snapshot: What to write.
        indent: Blanks a level, for people; 0: everything on one line.
    """
    with uncollected():
        return names.encode(wire_snapshot(snapshot), indent=indent)


def decode_snapshot(data: bytes, *, source: str = "") -> Snapshot:
    """Return the snapshot that `encode_snapshot` wrote, of this or a newer memscope.

    Fields that we do not know are ignored.

    Args:
        data: JSON text in UTF-8.
        source: Name of the file, for the error message.

    Raises:
        BadFile: It is not a snapshot; the message has the path of the wrong field.
    """
    prefix = f"{source}: " if source else ""
    try:
        with uncollected():
            return record_snapshot(names.decode(data, WireSnapshot))
    except WrongField as error:
        raise BadFile(f"{prefix}${error}") from None
    except msgspec.ValidationError as error:
        raise _explain(error, data, prefix) from None
    except _UNREADABLE as error:
        why = str(error).removeprefix("JSON is malformed: ")
        raise BadFile(f"{prefix}{_('not JSON:')} {why}") from None


def load_snapshot(path: str | Path) -> Snapshot:
    """Read a snapshot from a file.

    Raises:
        BadFile: It cannot be read, or is not a snapshot.
    """
    try:
        with Path(path).open("rb") as file:
            return read_snapshot(file, source=str(path))
    except OSError as error:
        raise BadFile(f"{path}: {reason_of(error)}") from None


def read_snapshot(file: BinaryIO, *, source: str) -> Snapshot:
    """Read a snapshot from a file or a pipe, which may be foreign, or never end.

    Args:
        file: Open for reading.
        source: What to call it in an error message.

    Raises:
        BadFile: It is not a snapshot.
        OSError: It cannot be read.
    """
    try:
        data = _whole(file, source)
        return decode_snapshot(data, source=source)
    except MemoryError:
        text = _("too large for the memory that is free here")
        raise BadFile(f"{source}: {text}") from None


def _whole(file: BinaryIO, source: str) -> bytes:
    data = file.read(_PEEK)
    if not data:
        raise BadFile(f"{source}: {_('the file is empty')}")
    if data.startswith(MAGIC):
        text = _("a recording cannot be read from a pipe; name its file")
        raise BadFile(f"{source}: {text}")
    if len(data) == _PEEK and not data.lstrip().startswith(b"{"):
        raise BadFile(f"{source}: {_('this is not a memscope snapshot')}")
    parts, size = [data], len(data)
    while part := file.read(_PIECE):
        parts.append(part)
        size += len(part)
        if size > LARGEST:
            raise BadFile(f"{source}: {_('larger than any snapshot')}")
    return b"".join(parts)


def _explain(error: msgspec.ValidationError, data: bytes, prefix: str) -> BadFile:
    """Say first whether it is a snapshot at all, then which field is wrong."""
    try:
        header = names.decode(data, _FileHead)
    except _UNREADABLE:
        header = _FileHead()
    if header.format != FORMAT:
        return BadFile(f"{prefix}{_('this is not a memscope snapshot')}")
    if isinstance(header.version, int) and header.version > VERSION:
        return BadFile(
            prefix + _("written in version {version}").format(version=header.version),
            hint=_("This memscope reads version 1; a newer memscope reads this file."),
        )
    found = _AT.match(str(error))
    path, why = (found["path"], found["why"]) if found else ("$", str(error))
    if path.endswith(_SOME_REGISTER):
        path = _path_of_register(data, path.removesuffix(_SOME_REGISTER)) or path
    return BadFile(f"{prefix}{path}: {why}")


def _path_of_register(data: bytes, thread: str) -> str | None:
    """Return where the first wrong register of a thread is; None: cannot be told.

    msgspec does not say which key of a dict it was.
    """
    try:
        inner: Any = names.decode(data, Any)
        for step in re.findall(r"\w+", thread):
            inner = inner[int(step) if step.isdigit() else step]
        for name, value in inner["registers"].items():
            try:
                address_from_json(Address, value)
            except ValueError:
                return f"{thread}.registers.{name}"
    except (*_UNREADABLE, LookupError, AttributeError, TypeError):
        pass  # the same key twice, or bytes that a hasty reader passes over
    return None
