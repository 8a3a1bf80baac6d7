"""All registers of a process now, and where those that look like addresses point."""

from collections.abc import Mapping
from dataclasses import dataclass

from msgspec.structs import replace

from memscope.collect.closer.registers import with_registers
from memscope.collect.closer.symbols import Names
from memscope.collect.closer.target import living_directory
from memscope.model.place import Pointer
from memscope.model.process import Process
from memscope.model.snapshot import Gap, Snapshot
from memscope.proc.fs import ProcFs

_NEVER_ADDRESSES = frozenset({"cs", "ss", "ds", "es", "fs", "gs", "eflags", "orig_rax"})


@dataclass(frozen=True, slots=True)
class RegisterLook:
    """Registers, and what they point at.

    Attributes:
        process: With `Thread.registers` where they could be read.
        pointers: By TID and name of the register; only those that point anywhere.
        gaps: What could not be read, and why.
    """

    process: Process
    pointers: Mapping[tuple[int, str], Pointer]
    gaps: tuple[Gap, ...]


def look_at_registers(
    snapshot: Snapshot,
    process: Process,
    names: Names | None = None,
    fs: ProcFs | None = None,
) -> RegisterLook:
    """Stop every thread of a process for a moment and read its registers.

    Args:
        snapshot: That the process is from.
        process: As seen last; what its registers point at is looked up in its regions.
        names: Symbol tables kept from earlier questions.
        fs: Another /proc.

    Raises:
        ProcessGone: It ended.
    """
    fs = fs or ProcFs()
    alone = replace(snapshot, processes=(process,), gaps=())
    looked = with_registers(alone, fs)
    found = looked.processes[0]
    with living_directory(fs, process) as directory:
        here = (names or Names()).of(directory, process)
        pointers = {
            (thread.tid, name): pointer
            for thread in found.threads
            for name, value in (thread.registers or {}).items()
            if name not in _NEVER_ADDRESSES
            if (pointer := here.pointer(value)) is not None
        }
    return RegisterLook(found, pointers, looked.gaps)
