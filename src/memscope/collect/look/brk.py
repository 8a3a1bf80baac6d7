"""Where the brk area ends: the C library remembers the present break in a variable."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import partial

from memscope.analyze.anonymous.allocators import GLIBC, library_of
from memscope.analyze.brk import BrkArea, FoundBrk, believed_break, brk_spans, heap_rows
from memscope.collect.look.look import Look
from memscope.collect.look.watched import Watched
from memscope.errors import AccessDenied
from memscope.model.abi import pointer_size
from memscope.model.region import Vma
from memscope.proc.machine import PAGE_SIZE
from memscope.proc.memory import TargetMemory
from memscope.proc.variables import variable_address

_BREAK = "__curbrk"
"""glibc exports it; a program that it is linked into has it, unless stripped."""


def find_brk(look: Look, watched: Watched) -> FoundBrk:
    """Find the brk area; nothing is read while the map stays as it is.

    Args:
        look: What was read.
        watched: What is remembered of the process; its files are those of now.

    Raises:
        ProcessGone: The process ended.
    """
    inputs = look.vmas, look.stat.start_brk
    return watched.brk.of(inputs, partial(_found, look, watched))


def _found(look: Look, watched: Watched) -> FoundBrk:
    start, heap = look.stat.start_brk, heap_rows(look.vmas)
    end = _end(look, watched, heap) if heap else None
    area = BrkArea(start, end)
    return FoundBrk(area, brk_spans(heap, area, PAGE_SIZE))


def _end(look: Look, watched: Watched, heap: Sequence[Vma]) -> int | None:
    """Ask the C library, and the program when there is none that knows."""
    for begins in (_libraries(watched), _program(look, watched)):
        values = [
            value
            for begin in begins
            if (value := _value(look, watched, begin)) is not None
        ]
        end = believed_break(heap, look.stat.start_brk, values)
        if end is not None:
            return end
    return None


def _libraries(watched: Watched) -> Iterator[Vma]:
    """Yield where each copy of the C library begins in memory."""
    for rows in watched.file_rows.values():
        path = rows[0].path
        if "/libc" in path and library_of(path) == GLIBC:
            yield from (vma for vma in rows if not vma.offset)


def _program(look: Look, watched: Watched) -> Iterator[Vma]:
    path = look.exe
    for rows in watched.file_rows.values():
        if rows[0].path == path:
            yield from (vma for vma in rows if not vma.offset)


def _value(look: Look, watched: Watched, begin: Vma) -> int | None:
    key = (begin.device, begin.inode)
    opened = watched.files.get(key)
    if opened is None or key in watched.doubted_files or look.pages is None:
        return None
    address = variable_address(look.directory, begin, opened, _BREAK)
    if address is None or not _is_variable(look.vmas, address):
        return None
    size = pointer_size(look.abi.name if look.abi else None)
    try:
        data = TargetMemory(look.directory, look.pages).read(address, size)
    except AccessDenied:
        return None
    return None if data is None else int.from_bytes(data, "little")


def _is_variable(vmas: Sequence[Vma], address: int) -> bool:
    """A file may be mapped as data as well; what follows it then is something else."""
    at = bisect_right(vmas, address, key=lambda vma: vma.start) - 1
    return at >= 0 and address in vmas[at] and vmas[at].is_writable
