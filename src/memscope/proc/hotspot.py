"""Where a Java virtual machine says its heap and its code are."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field

from msgspec import Struct

from memscope.errors import ParseError, ProcError
from memscope.model.region import Vma
from memscope.parse.elf import Elf, parse_elf
from memscope.parse.hotspot import (
    MOST_BYTES,
    STRIDE,
    TABLE_SYMBOL,
    field_place,
    text_places,
)
from memscope.proc.file_status import FileStatus
from memscope.proc.fs import ProcDir
from memscope.proc.images import FileKey, mapped_status, open_mapped
from memscope.proc.memory import TargetMemory

Bounds = tuple[int, int]

_FIELDS = {
    "heap": ("Universe", "_collectedHeap"),
    "reserved": ("CollectedHeap", "_reserved"),
    "low": ("CodeCache", "_low_bound"),
    "high": ("CodeCache", "_high_bound"),
}
_MOST_CONSTANTS = 64 << 20
_TOP = 1 << 47


class _Library(Struct, frozen=True, gc=False):
    """What the file of libjvm tells, in link-time addresses.

    Attributes:
        table: Where the pointer to the table is.
        texts: Where the names of the fields' types and the fields may stand.
    """

    table: int
    texts: dict[str, tuple[list[int], list[int]]]


@dataclass(slots=True)
class HotSpots:
    """Asks Java virtual machines; keeps what their files say."""

    _libraries: dict[FileKey, tuple[FileStatus | None, _Library | None]] = field(
        default_factory=dict
    )

    def bounds(
        self, directory: ProcDir, vmas: Sequence[Vma], memory: TargetMemory
    ) -> tuple[Bounds | None, Bounds | None]:
        """Return the bounds of heap and code cache; None: it could not be asked.

        Raises:
            ProcessGone: The process ended.
            AccessDenied: We may not read its memory.
        """
        vma = next(
            (vma for vma in vmas if vma.path.endswith("/libjvm.so") and not vma.offset),
            None,
        )
        if vma is None:
            return None, None
        library = self._library(directory, vma)
        return _ask(memory, library, vma.start) if library else (None, None)

    def _library(self, directory: ProcDir, vma: Vma) -> _Library | None:
        key, status = (vma.device, vma.inode), mapped_status(directory, vma)
        known = self._libraries.get(key)
        if known is None or known[0] != status:
            known = self._libraries[key] = status, _read_library(directory, vma)
        return known[1]


def _read_library(directory: ProcDir, vma: Vma) -> _Library | None:
    # Costs a tenth of a short command's time, and few processes are Java's.
    from memscope.parse.symbols import read_symbols

    try:
        fd = open_mapped(directory, vma)
    except (OSError, ProcError):
        return None
    with os.fdopen(fd, "rb") as file:
        try:
            elf = parse_elf(lambda offset, size: os.pread(fd, size, offset))
            table = read_symbols(file, exported=True).named(TABLE_SYMBOL)
            constants = _constants(elf, fd)
        except (ParseError, OSError, OverflowError):
            return None
    if table is None or constants is None:
        return None
    address, data = constants
    return _Library(
        table.address,
        {
            key: (text_places(data, address, kind), text_places(data, address, name))
            for key, (kind, name) in _FIELDS.items()
        },
    )


def _constants(elf: Elf, fd: int) -> tuple[int, bytes] | None:
    """Return link-time address and bytes of .rodata of a plainly linked library."""
    first = elf.loads[0] if elf.loads else None
    section = next((one for one in elf.sections if one.name == ".rodata"), None)
    if first is None or section is None or first.address or first.offset:
        return None
    for load in elf.loads:
        if load.address <= section.address < load.address + load.file_size:
            offset = section.address - load.address + load.offset
            size = min(section.size, _MOST_CONSTANTS)
            return section.address, os.pread(fd, size, offset)
    return None


def _ask(
    memory: TargetMemory, library: _Library, bias: int
) -> tuple[Bounds | None, Bounds | None]:
    start = _word(memory, library.table + bias)
    if start is None:
        return None, None
    table = _table(memory, start)
    found = {
        key: field_place(
            table, [one + bias for one in types], [one + bias for one in names]
        )
        for key, (types, names) in library.texts.items()
    }
    return _heap(memory, found), _code(memory, found)


_Places = dict[str, tuple[int, int] | None]


def _table(memory: TargetMemory, start: int) -> bytes:
    """Return the table as far as it is in RAM, from its begin."""
    data = b""
    for address, piece in memory.present_pieces(start, start + MOST_BYTES):
        if address != start + len(data):
            break
        data += piece
    return data[: len(data) - len(data) % STRIDE]


def _heap(memory: TargetMemory, found: _Places) -> Bounds | None:
    heap, reserved = found["heap"], found["reserved"]
    if heap is None or reserved is None:
        return None
    at = _word(memory, heap[1])
    if not at:
        return None
    # A MemRegion: its start, and its length in words.
    start, words = _word(memory, at + reserved[0]), _word(memory, at + reserved[0] + 8)
    return (
        None if start is None or words is None else _checked(start, start + words * 8)
    )


def _code(memory: TargetMemory, found: _Places) -> Bounds | None:
    low, high = found["low"], found["high"]
    if low is None or high is None:
        return None
    start, end = _word(memory, low[1]), _word(memory, high[1])
    return None if start is None or end is None else _checked(start, end)


def _checked(start: int, end: int) -> Bounds | None:
    is_aligned = not (start | end) % 0x1000
    return (start, end) if is_aligned and 0 < start < end <= _TOP else None


def _word(memory: TargetMemory, address: int) -> int | None:
    data = memory.read(address, 8) if 0 < address < _TOP else None
    return None if data is None else int.from_bytes(data, "little")
