"""Symbol tables of mapped files, opened through the process and kept."""

import ctypes
import io
import os
from dataclasses import dataclass, field

from memscope.errors import ParseError, ProcError
from memscope.i18n import N_
from memscope.model.region import Vma
from memscope.parse.elf import Elf, parse_elf
from memscope.parse.maps import parse_maps
from memscope.parse.symbols import SymbolTable, read_symbols
from memscope.proc.file_status import FileStatus, status_of
from memscope.proc.fs import ProcDir, ProcFs
from memscope.proc.images import FileKey, open_mapped

_MOST_KEPT = 128 << 20
"""Bytes of tables to keep, about; a browser's alone may take 50 MiB."""


@dataclass(frozen=True, slots=True)
class OpenedSymbols:
    """The symbols of a mapped file, or why there are none.

    Attributes:
        table: Empty for a stripped file; None when the file could not be read.
        why: Why not; None when it could.
        status: Of the file when it was read.
        is_closed: It could not be opened.
    """

    table: SymbolTable | None
    why: str | None
    status: FileStatus | None = None
    is_closed: bool = False


@dataclass(slots=True)
class SymbolFiles:
    """Symbol tables by file, kept between questions."""

    _known: dict[FileKey, OpenedSymbols] = field(default_factory=dict)

    def of(self, directory: ProcDir, vma: Vma) -> OpenedSymbols:
        """Return the symbols of the very file that a VMA maps."""
        key = (vma.device, vma.inode)
        known = self._known.pop(key, None)
        # Put back at the end: the first in the table is the longest unused.
        self._known[key] = opened = _read(directory, vma, known)
        self._forget_old()
        return opened

    def _forget_old(self) -> None:
        kept = 0
        for key, one in reversed(list(self._known.items())):
            kept += one.table.weight if one.table else 0
            if kept > _MOST_KEPT and kept > (one.table.weight if one.table else 0):
                del self._known[key]


def _read(directory: ProcDir, vma: Vma, known: OpenedSymbols | None) -> OpenedSymbols:
    try:
        fd = open_mapped(directory, vma)
    except OSError as error:
        why = (error.strerror or "cannot be opened").lower()
        return OpenedSymbols(None, why, is_closed=True)
    except ProcError as error:
        return OpenedSymbols(None, error.reason, is_closed=True)
    with os.fdopen(fd, "rb") as file:
        try:
            status = status_of(fd)
            if known is not None and known.status == status:
                return known
            return OpenedSymbols(read_symbols(file), None, status)
        except ParseError:
            return OpenedSymbols(None, N_("its symbol table cannot be read"), status)
        except OSError as error:
            return OpenedSymbols(None, (error.strerror or "cannot be read").lower())


def own_vdso_symbols(size: int) -> tuple[Elf, SymbolTable] | None:
    """Return headers and symbols of the vdso that the kernel gave us.

    Args:
        size: Bytes of the vdso in question; None is the answer when ours differs.
    """
    with ProcFs().process(os.getpid()) as directory:
        own = next(
            (vma for vma in parse_maps(directory.read("maps")) if vma.path == "[vdso]"),
            None,
        )
    if own is None or own.size != size:
        return None
    data = ctypes.string_at(own.start, own.size)
    try:
        elf = parse_elf(lambda offset, count: data[offset : offset + count])
        return elf, read_symbols(io.BytesIO(data))
    except ParseError:
        return None
