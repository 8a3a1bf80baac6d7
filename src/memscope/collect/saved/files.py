"""Files and folders that were saved on another machine, read within bounds."""

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from memscope.errors import BadFile
from memscope.i18n import _
from memscope.parse.saved.merge import merged
from memscope.parse.saved.records import SavedProcess
from memscope.parse.saved.text import parse_saved

LARGEST = 1 << 29
"""Bytes of text; smaps of 64,000 mappings has a tenth."""
_GZIP = b"\x1f\x8b"
_TEXTS = ("smaps", "maps", "smaps_rollup", "status", "limits")
_OTHERS = ("stat", "cmdline", "comm")
_ENDINGS = ("", ".txt", ".gz", ".txt.gz")
_HINT = re.compile(
    rb"[0-9a-f]{1,16}-[0-9a-f]{1,16}[ \t]+[-r][-w][-x][-ps][ \t]"
    rb"|[0-9a-f]{8,16}[ \t]+\d{1,15}K?[ \t]+[-r0-9]|Address[ \t]+(?:Kbytes|Perm)"
    rb"|\bVm[A-Z][A-Za-z]+:[ \t]|\bMax [a-z ]{4,20}  |swapPSS"
)
"""What one line of each form looks like, or more than that."""
_MOST_FOLDERS = 1 << 16
_PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class SavedText:
    """What was saved in one file, or in the folder of one process.

    Attributes:
        name: Of the file or folder, without its way.
        processes: What it tells.
        pid: That the folder is named by; None: no folder, or another name.
        others: Other files of the folder, by their names under /proc/PID.
    """

    name: str
    processes: Sequence[SavedProcess]
    pid: int | None = None
    others: dict[str, bytes] = field(default_factory=dict)


def time_of(path: str) -> datetime:
    """Return when a file was written; now, where nobody can say."""
    try:
        return datetime.fromtimestamp(Path(path).stat().st_mtime, UTC)
    except (OSError, ValueError, OverflowError):
        return datetime.now(UTC)


def read_folder(path: str) -> list[SavedText]:
    """Return what a folder tells; [] when it tells nothing that we know.

    Raises:
        BadFile: It holds more than any such folder.
        OSError: It cannot be read.
    """
    return list(_folder(Path(path)))


def text_of(data: bytes, name: str) -> list[SavedText]:
    """Return what a text tells, in a list of one; [] when it tells nothing.

    Args:
        data: Any bytes at all.
        name: Of its file, with its way or without.
    """
    processes = parse_saved(data)
    last = name.rstrip("/").rpartition("/")[2]
    return [SavedText(last or name, processes)] if processes else []


def read_text(file: IO[bytes], source: str) -> bytes:
    """Return the whole of a file or pipe, unpacked.

    Raises:
        BadFile: It is larger than any such text, or spoilt.
        OSError: It cannot be read.
    """
    head = file.read(_PIECE)
    parts: list[bytes] = []
    size = 0
    for part in _unpacked(head, file) if head.startswith(_GZIP) else _plain(head, file):
        if not parts and not (b"\n" in part or _HINT.search(part)):
            return b""  # no text at all, and it need not end
        parts.append(part)
        size += len(part)
        if size > LARGEST:
            raise BadFile(f"{source}: {_('larger than any text of a memory map')}")
    return b"".join(parts)


def is_known(head: bytes) -> bool:
    """Tell by its beginning whether a text may be one that we know."""
    return head.startswith(_GZIP) or _HINT.search(head) is not None


def _plain(head: bytes, file: IO[bytes]) -> Iterator[bytes]:
    while head:
        yield head
        head = file.read(1 << 24)


def _unpacked(head: bytes, file: IO[bytes]) -> Iterator[bytes]:
    """Unpack as far as there is something; what was cut holds its beginning."""
    work = zlib.decompressobj(wbits=31)
    while head and not work.eof:
        try:
            yield work.decompress(head, 1 << 24)
            while work.unconsumed_tail:
                yield work.decompress(work.unconsumed_tail, 1 << 24)
        except zlib.error:
            return  # spoilt from here on, which the end of the text then shows
        head = file.read(_PIECE)


def holds_processes(folder: Path) -> bool:
    """Tell whether a folder is a copy of /proc, or of a folder in it."""
    try:
        if any(_file_of(folder, name) for name in _TEXTS):
            return True
        inner = (one for one in folder.iterdir() if one.name.isdecimal())
        return any(_file_of(one, name) for one in inner for name in _TEXTS)
    except OSError:
        return False


def _folder(folder: Path) -> Iterator[SavedText]:
    """Yield the processes in a copy of /proc, or of one folder of it."""
    if any(_file_of(folder, name) for name in _TEXTS):
        if (found := _process(folder)) is not None:
            yield found
        return
    inner = sorted(
        (one for one in folder.iterdir() if one.name.isdecimal() and one.is_dir()),
        key=lambda one: int(one.name),
    )
    for one in inner[:_MOST_FOLDERS]:
        if (found := _process(one)) is not None:
            yield found


def _process(folder: Path) -> SavedText | None:
    """Return the process whose files a folder holds."""
    texts = {name: _read(folder, name) for name in _TEXTS}
    told = [parse_saved(data) for data in texts.values() if data]
    found = [several[0] for several in told if several]
    if not found:
        return None
    others = {name: data for name in _OTHERS if (data := _read(folder, name))}
    name = folder.resolve().name
    pid = int(name) if name.isascii() and name.isdecimal() and len(name) < 8 else None
    return SavedText(name, [merged(found)], pid or None, others)


def _read(folder: Path, name: str) -> bytes:
    path = _file_of(folder, name)
    if path is None:
        return b""
    with path.open("rb") as file:
        return read_text(file, str(path))


def _file_of(folder: Path, name: str) -> Path | None:
    """Return the file of that name; it may have been packed, or called .txt."""
    return next(
        (path for ending in _ENDINGS if (path := folder / f"{name}{ending}").is_file()),
        None,
    )
