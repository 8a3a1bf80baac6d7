"""One look at one process: read, reason, and put together."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from os import fsdecode

from msgspec import Struct
from msgspec.structs import replace

from memscope.collect.look.address_space import AddressSpace, AddressSpaces
from memscope.errors import AccessDenied, ProcError
from memscope.i18n import N_
from memscope.model.address import address_or_none
from memscope.model.process import Process, Stack, Thread
from memscope.model.region import ProcessUsage
from memscope.model.snapshot import Gap
from memscope.parse.stat import Stat, parse_stat
from memscope.parse.status import Status, parse_status
from memscope.proc.fs import ProcDir
from memscope.proc.machine import TICK_MS
from memscope.proc.remedies import as_owner
from memscope.proc.scan import ScanAhead
from memscope.proc.tasks import Task, TaskReader, live_task

_EXEC_TRIES = 5


class Seen(Struct, frozen=True, gc=False):
    """A process as it was found.

    Attributes:
        process: The record.
        gaps: What is missing from it.
        live_tid: A thread that stands for the address space; None without one.
        leader: Its process id, unless nobody says; what was asked for may be a TID.
    """

    process: Process
    gaps: tuple[Gap, ...]
    live_tid: int | None
    leader: int | None = None


@dataclass(slots=True)
class _Known:
    """What is kept of a process between looks.

    Attributes:
        status: As it was at the first look; its numbers never change.
        tasks: Its threads as they were last read.
        no_positions: Why their stack pointers are missing; None when they are not.
    """

    status: Status
    tasks: list[Task] = field(default_factory=list)
    no_positions: str | None = None
    _reader: TaskReader = field(default_factory=TaskReader)
    _threads: dict[int, tuple[Task, Stack | None, Thread]] = field(default_factory=dict)

    def read_tasks(self, directory: ProcDir) -> None:
        """Look at the threads; may fork, so that no thread of ours may be at work."""
        self.tasks, self.no_positions = self._reader.read(directory)

    def threads(self, stacks: Mapping[int, Stack]) -> tuple[Thread, ...]:
        """Return the records of the threads; the same ones where nothing changed."""
        before, self._threads = self._threads, {}
        threads = []
        for task in self.tasks:
            stack = stacks.get(task.tid)
            made = before.get(task.tid)
            if made is None or made[0] is not task or made[1] is not stack:
                made = task, stack, _thread(task, stack)
            self._threads[task.tid] = made
            threads.append(made[2])
        return tuple(threads)


@dataclass(slots=True)
class ProcessReader:
    """Reads processes; keeps between looks what is costly to find out again."""

    _spaces: AddressSpaces = field(default_factory=AddressSpaces)
    _known: dict[tuple[int, int], _Known] = field(default_factory=dict)

    def read(self, directory: ProcDir, *, smaps: bool, full: bool) -> Seen:
        """Look once at a process.

        Raises:
            ProcessGone: It ended.
        """
        for _ in range(_EXEC_TRIES):
            before, exe = parse_stat(directory.read("stat")), _exe(directory)
            known = self._known_of(directory, before)
            known.read_tasks(directory)
            with self._spaces.ahead(directory, before) as ahead:
                seen = self._read(
                    *(directory, known, before, exe, ahead), smaps=smaps, full=full
                )
            after = parse_stat(directory.read("stat"))
            # A process that called exec meanwhile would be half old, half new. In the
            # middle of exec the addresses are all zero, so the file is asked as well.
            if before.program == after.program and exe == _exe(directory):
                return seen
        return _without_memory(seen)

    def _read(
        self,
        directory: ProcDir,
        known: _Known,
        stat: Stat,
        exe: str | None,
        ahead: ScanAhead | None,
        *,
        smaps: bool,
        full: bool,
    ) -> Seen:
        leader = known.status.tgid
        is_ours = len(known.status.numbers("NSpid")) == 1
        gaps = _position_gap(directory.pid, known.no_positions)
        live = live_task(known.tasks)
        if live is None or stat.is_kernel_thread:
            threads = known.threads({})
            process = _describe(directory, stat, exe, directory.pid, threads)
            return Seen(process, (_no_memory(directory.pid, stat),), None, leader)
        if live.tid == directory.pid:
            space = self._spaces.read(
                directory,
                stat,
                known.tasks,
                smaps=smaps,
                full=full,
                is_ours=is_ours,
                ahead=ahead,
            )
            threads = known.threads(space.stacks)
            process = _describe(directory, stat, exe, directory.pid, threads, space)
        else:
            # The main thread has ended; only the others still show the memory.
            with directory.below(f"task/{live.tid}", live.tid) as home:
                shown = replace(
                    parse_stat(home.read("stat")), start_ticks=stat.start_ticks
                )
                space = self._spaces.read(
                    home, shown, known.tasks, smaps=smaps, full=full, is_ours=is_ours
                )
                threads = known.threads(space.stacks)
                exe = _exe(home)
                process = _describe(home, stat, exe, directory.pid, threads, space)
        live_tid = None if space.is_gone else live.tid
        return Seen(process, (*gaps, *space.gaps), live_tid, leader)

    def _known_of(self, directory: ProcDir, stat: Stat) -> _Known:
        identity = directory.pid, stat.start_ticks
        known = self._known.get(identity)
        if known is None:
            known = self._known[identity] = _Known(_status(directory))
        return known

    def forget_all_but(self, identities: Collection[tuple[int, int]]) -> None:
        """Let go of what is remembered of processes that are not looked at now."""
        self._spaces.forget_all_but(identities)
        for identity in self._known.keys() - set(identities):
            del self._known[identity]


def _without_memory(seen: Seen) -> Seen:
    """What is left of a process that calls exec again and again."""
    process = seen.process
    why = N_("it changed faster than it could be read")
    threads = tuple(replace(thread, stack=None) for thread in process.threads)
    plain = replace(process, threads=threads, regions=(), usage=ProcessUsage())
    return Seen(
        plain,
        (Gap(what=N_("memory map"), pid=process.pid, why=why),),
        None,
        seen.leader,
    )


def _status(directory: ProcDir) -> Status:
    try:
        return parse_status(directory.read("status"))
    except ProcError:
        return Status(b"")


def _exe(directory: ProcDir) -> str | None:
    try:
        return directory.readlink("exe")
    except ProcError:
        return None


def _describe(
    directory: ProcDir,
    stat: Stat,
    exe: str | None,
    pid: int,
    threads: tuple[Thread, ...],
    space: AddressSpace | None = None,
) -> Process:
    try:
        words = directory.read("cmdline").split(b"\0")
    except ProcError:
        words = [b""]
    return Process(
        pid=pid,
        ppid=stat.ppid,
        start_ticks=stat.start_ticks,
        name=stat.name,
        exe=exe,
        cmdline=tuple(map(fsdecode, words[:-1] if words[-1] == b"" else words)),
        state=stat.state,
        address_space=None,
        usage=space.usage if space else ProcessUsage(),
        threads=threads,
        regions=space.regions if space else (),
    )


def _thread(task: Task, stack: Stack | None) -> Thread:
    position = task.position
    return Thread(
        tid=task.tid,
        name=task.name,
        state=task.state,
        cpu_ms=task.cpu_ticks * TICK_MS,
        sp=address_or_none(position.sp) if position else None,
        pc=address_or_none(position.pc) if position else None,
        stack=stack,
        syscall=position.syscall if position else None,
    )


def _position_gap(pid: int, why: str | None) -> tuple[Gap, ...]:
    if why is None:
        return ()
    remedy = as_owner() if why == AccessDenied.reason else None
    return (
        Gap(what=N_("stack pointers of the threads"), pid=pid, why=why, remedy=remedy),
    )


def _no_memory(pid: int, stat: Stat) -> Gap:
    if stat.is_kernel_thread:
        why = N_("a kernel thread has no address space of its own")
    else:
        why = N_("the process has ended and waits to be reaped by its parent")
    return Gap(what=N_("memory map"), pid=pid, why=why)
