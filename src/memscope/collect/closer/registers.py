"""The registers of threads, and where they point."""

from collections.abc import Mapping
from dataclasses import dataclass

from msgspec.structs import replace

from memscope.collect.closer.symbols import Names
from memscope.collect.closer.target import ENDED, living_directory
from memscope.errors import ParseError, ProcessGone
from memscope.i18n import N_
from memscope.model.address import Address, address_or_none
from memscope.model.place import Pointer
from memscope.model.process import Process, Stack, Thread
from memscope.model.snapshot import Gap, Snapshot
from memscope.parse.registers import parse_registers, program_counter, stack_pointer
from memscope.parse.stat import parse_stat
from memscope.proc.fs import ProcDir, ProcFs
from memscope.proc.ptrace import RegisterBytes, read_registers, why_refused
from memscope.proc.register_helper import GONE, OK, REFUSED

_WHAT = N_("registers")


def with_registers(snapshot: Snapshot, fs: ProcFs | None = None) -> Snapshot:
    """Return the snapshot with registers where the kernel lets us read them.

    Each thread stands still for some tens of microseconds, one after the other;
    `Thread.stopped_us` says for how long at most. A thread that was running gets its
    SP and PC from the registers; one that has ended meanwhile is left out.
    """
    fs = fs or ProcFs()
    processes, gaps = [], list(snapshot.gaps)
    for process in snapshot.processes:
        try:
            with fs.process(process.pid) as directory:
                changed, more = _read(directory, process, snapshot.system.machine)
        except ProcessGone as error:
            changed, more = (
                process,
                [Gap(what=_WHAT, pid=process.pid, why=error.reason)],
            )
        processes.append(changed)
        gaps += more
    return replace(snapshot, processes=tuple(processes), gaps=tuple(gaps))


def _read(
    directory: ProcDir, process: Process, machine: str
) -> tuple[Process, list[Gap]]:
    stat = parse_stat(directory.read("stat"))
    if stat.start_ticks != process.start_ticks:
        raise ProcessGone(process.pid)
    living = [one.tid for one in process.threads if one.state not in ENDED]
    if stat.is_kernel_thread or not living:
        return process, []  # there are no registers of a program to show
    answers = {one.tid: one for one in read_registers(directory, living)}
    threads = [
        _with_answer(one, answers.get(one.tid), machine)
        for one in process.threads
        if one.tid not in answers or answers[one.tid].outcome != GONE
    ]
    unread = [one for one in answers.values() if one.outcome not in (OK, GONE)]
    gaps = [_gap(directory, process.pid, unread)] if unread else []
    return replace(process, threads=tuple(threads)), gaps


def _with_answer(thread: Thread, answer: RegisterBytes | None, machine: str) -> Thread:
    if answer is None or answer.outcome != OK:
        return thread
    try:
        registers = parse_registers(answer.data, machine)
    except ParseError:
        return thread
    sp = thread.sp if thread.sp is not None else stack_pointer(registers)
    pc = thread.pc if thread.pc is not None else program_counter(registers)
    return replace(
        thread,
        registers={name: Address(value) for name, value in registers.items()},
        stopped_us_=answer.stopped_ns / 1000,
        sp=address_or_none(sp),
        pc=address_or_none(pc),
        stack=_with_depth(thread.stack, sp),
    )


def _with_depth(stack: Stack | None, sp: int | None) -> Stack | None:
    if stack is None or stack.depth is not None or sp is None or sp not in stack:
        return stack
    return replace(stack, depth=stack.end - sp)


def _gap(directory: ProcDir, pid: int, unread: list[RegisterBytes]) -> Gap:
    if all(one.outcome == REFUSED for one in unread):
        why, remedy = why_refused(directory)
        return Gap(what=_WHAT, pid=pid, why=why, remedy=remedy)
    return Gap(
        what=N_("registers of some threads"),
        pid=pid,
        why=N_(
            "they did not stop; a system call that cannot be interrupted holds them"
        ),
    )


_NEVER_ADDRESSES = frozenset(
    {"cs", "ss", "ds", "es", "fs", "gs", "eflags", "orig_rax", "orig_eax"}
)


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
