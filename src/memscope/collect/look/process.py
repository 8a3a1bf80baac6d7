"""One look at one process: read, reason, and put together."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import partial
from os import fsdecode

from msgspec import Struct
from msgspec.structs import replace

from memscope.collect.look.address_space import AddressSpace, AddressSpaces
from memscope.collect.look.maps import AS_OWNER
from memscope.collect.look.watched import Identity, Kept, Watched
from memscope.errors import AccessDenied, ProcError
from memscope.i18n import N_
from memscope.model.process import Process, Stack, Thread
from memscope.model.region import ProcessUsage
from memscope.model.snapshot import Gap
from memscope.parse.stat import Stat, parse_stat
from memscope.parse.status import Status, parse_status
from memscope.proc.fs import ProcDir
from memscope.proc.machine import TICK_MS
from memscope.proc.scan import ScanAhead
from memscope.proc.tasks import Task, live_task

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
class ProcessReader:
    """Reads processes."""

    _spaces: AddressSpaces = field(default_factory=AddressSpaces)

    def read(
        self,
        directory: ProcDir,
        watched: dict[Identity, Watched],
        *,
        smaps: bool,
        full: bool,
    ) -> Seen:
        """Look once at a process.

        Args:
            directory: Of the process.
            watched: What is remembered of processes; this one's is added to it.
            smaps: Read proportional, shared and private memory too.
            full: Keep every number of smaps.

        Raises:
            ProcessGone: It ended.
        """
        for _ in range(_EXEC_TRIES):
            before, exe = parse_stat(directory.read("stat")), _exe(directory)
            known = _watched_of(watched, directory, before, exe)
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

    def forget_all_but(self, identities: Collection[Identity]) -> None:
        """Let go of what is remembered of processes that are not looked at now."""
        self._spaces.forget_all_but(identities)

    def _read(
        self,
        directory: ProcDir,
        known: Watched,
        stat: Stat,
        exe: str | None,
        ahead: ScanAhead | None,
        *,
        smaps: bool,
        full: bool,
    ) -> Seen:
        leader = known.status.tgid
        is_ours = known.is_ours
        gaps = _position_gap(directory.pid, known.no_positions)
        live = live_task(known.tasks)
        if live is None or stat.is_kernel_thread:
            threads = _threads(known, {})
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
            threads = _threads(known, space.stacks)
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
                threads = _threads(known, space.stacks)
                exe = _exe(home)
                process = _describe(home, stat, exe, directory.pid, threads, space)
        live_tid = None if space.is_gone else live.tid
        return Seen(process, (*gaps, *space.gaps), live_tid, leader)


def _watched_of(
    watched: dict[Identity, Watched], directory: ProcDir, stat: Stat, exe: str | None
) -> Watched:
    """Return what is remembered of a process: of another program nothing."""
    program = (*stat.program, exe)
    known = watched.get((directory.pid, stat.start_ticks))
    if known is None or known.program != program:
        known = Watched(program, _status(directory))
        watched[directory.pid, stat.start_ticks] = known
    return known


def _without_memory(seen: Seen) -> Seen:
    """What is left of a process that calls exec again and again."""
    process = seen.process
    why = N_("it changed faster than it could be read")
    threads = tuple(replace(thread, stack=None) for thread in process.threads)
    plain = replace(process, threads=threads, regions=(), usage=ProcessUsage())
    return Seen(plain, (Gap(N_("memory map"), process.pid, why),), None, seen.leader)


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


def _threads(known: Watched, stacks: Mapping[int, Stack]) -> tuple[Thread, ...]:
    """Return the records of the threads; the same ones where nothing changed."""
    return known.threads.of((known.tasks, stacks), partial(_each_thread, known, stacks))


def _each_thread(known: Watched, stacks: Mapping[int, Stack]) -> tuple[Thread, ...]:
    before, known.each_thread = known.each_thread, {}
    threads = []
    for task in known.tasks:
        stack = stacks.get(task.tid)
        kept = known.each_thread[task.tid] = before.get(task.tid) or Kept()
        threads.append(kept.of((task, stack), partial(_thread, task, stack)))
    return tuple(threads)


def _thread(task: Task, stack: Stack | None) -> Thread:
    position = task.position
    return Thread(
        tid=task.tid,
        name=task.name,
        state=task.state,
        cpu_ms=task.cpu_ticks * TICK_MS,
        sp=position.sp if position else None,
        pc=position.pc if position else None,
        stack=stack,
        syscall=position.syscall if position else None,
    )


def _position_gap(pid: int, why: str | None) -> tuple[Gap, ...]:
    if why is None:
        return ()
    remedy = AS_OWNER if why == AccessDenied.reason else None
    return (Gap(N_("stack pointers of the threads"), pid, why, remedy),)


def _no_memory(pid: int, stat: Stat) -> Gap:
    if stat.is_kernel_thread:
        why = N_("a kernel thread has no address space of its own")
    else:
        why = N_("the process has ended and waits to be reaped by its parent")
    return Gap(N_("memory map"), pid, why)
