"""Follows pointers in the memory of a process, as far as that is in RAM."""

from collections.abc import Sequence

from memscope.analyze.chains import READ, followed
from memscope.collect.closer.symbols import ProcessNames
from memscope.model.abi import pointer_size
from memscope.model.kinds import Kind
from memscope.model.place import Pointer
from memscope.proc.machine import PAGE_SIZE
from memscope.proc.memory import TargetMemory
from memscope.proc.scan import scan_single_pages

_OF_KERNEL = frozenset({Kind.VVAR, Kind.VSYSCALL, Kind.UNKNOWN})


def with_chains(names: ProcessNames, pointers: Sequence[Pointer]) -> list[Pointer]:
    """Return pointers with what is beyond them.

    Args:
        names: Of the process; its directory is open.
        pointers: Into its regions.

    Raises:
        ProcessGone: The process ended.
        AccessDenied: We may not read its memory.
    """

    def read(asked: Sequence[Pointer]) -> list[bytes | None]:
        return _read(names, asked)

    word = pointer_size(names.process.abi)
    return followed(pointers, read, names.pointer, word)


def _read(names: ProcessNames, asked: Sequence[Pointer]) -> list[bytes | None]:
    safe = [one for one in asked if not _is_left_alone(one)]
    pages = sorted({one.value - one.value % PAGE_SIZE for one in safe})
    memory = TargetMemory(names.directory, scan_single_pages(names.directory, pages))
    return [
        None if _is_left_alone(one) else memory.read(one.value, _up_to_page(one.value))
        for one in asked
    ]


def _up_to_page(address: int) -> int:
    return min(READ, PAGE_SIZE - address % PAGE_SIZE)


def _is_left_alone(pointer: Pointer) -> bool:
    """The kernel's memory and that of devices is no place to look into unasked."""
    region = pointer.region
    is_device = region.kind is Kind.FILE and region.path.startswith("/dev/")
    return region.kind in _OF_KERNEL or is_device or pointer.value >> 63 != 0
