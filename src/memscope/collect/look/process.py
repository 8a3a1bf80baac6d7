"""One look at one process: read, reason, and put together."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from os import fsdecode

from msgspec import UNSET, Struct
from msgspec.structs import replace

from memscope.analyze.contradictions import Contradiction
from memscope.collect.look.address_space import AddressSpace, AddressSpaces, Ahead
from memscope.collect.look.contradictions import as_gaps, less_sure
from memscope.collect.look.look import Detail
from memscope.collect.look.moments import came_or_went
from memscope.collect.look.watched import Identity, Kept, Watched
from memscope.errors import AccessDenied, ProcError
from memscope.i18n import N_
from memscope.model.abi import Abi
from memscope.model.address import address_or_none
from memscope.model.process import Process, Stack, Thread
from memscope.model.region import ProcessUsage
from memscope.model.snapshot import MEMORY_MAP, Gap
from memscope.parse.auxv import parse_auxv
from memscope.parse.records import NOT_READ, records_of
from memscope.parse.stat import Stat, parse_stat
from memscope.parse.status import Status, parse_status
from memscope.parse.syscall import is_futex
from memscope.proc.abi import abi_of
from memscope.proc.fs import ProcDir
from memscope.proc.machine import TICK_MS, this_system
from memscope.proc.refusals import remedy_for
from memscope.proc.tasks import Task, live_task

_EXEC_TRIES = 5
_SECOND_LOOKS = 2
"""Most looks that are thrown away because they contradict themselves."""


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is asked of a process first.

    Attributes:
        pid: As it was asked for.
        directory: Of the process, or of a living thread of it.
        stat: Of the process.
        exe: Path of its program; None when we may not know.
        abi: Of its program; None when unknown.
    """

    pid: int
    directory: ProcDir
    stat: Stat
    exe: str | None
    abi: Abi | None


class ProcessLook(Struct, frozen=True, gc=False):
    """A process as it was found.

    Attributes:
        process: The record.
        gaps: What is missing from it.
        live_tid: A thread that stands for the address space; None without one.
        leader: Its process id, unless nobody says; what was asked for may be a TID.
        contradictions: What the look says against itself.
    """

    process: Process
    gaps: tuple[Gap, ...]
    live_tid: int | None
    leader: int | None = None
    contradictions: tuple[Contradiction, ...] = ()


@dataclass(slots=True)
class ProcessReader:
    """Reads processes."""

    _spaces: AddressSpaces = field(default_factory=AddressSpaces)

    def read(
        self, directory: ProcDir, known: dict[Identity, Watched], detail: Detail
    ) -> ProcessLook:
        """Look once at a process.

        Args:
            directory: Of the process.
            known: What is remembered of processes; this one's is added to it.
            detail: How closely to look at its memory.

        Raises:
            ProcessGone: It ended.
        """
        is_churn = False
        for attempt in range(_EXEC_TRIES):
            stat, exe = parse_stat(directory.read("stat")), directory.program()
            watched = _watched_of(known, directory, stat, exe)
            watched.read_tasks(directory)
            listed = watched.tasks
            with self._spaces.ahead(directory, watched) as ahead:
                facts = _Facts(directory.pid, directory, stat, exe, watched.abi)
                seen = self._read(facts, watched, detail, ahead)
            after = parse_stat(directory.read("stat"))
            seen = _with_counter(seen, stat, after, detail)
            # A process that called exec meanwhile would be half old, half new. In the
            # middle of exec the addresses are all zero, so the file is asked as well.
            if stat.program != after.program or exe != directory.program():
                continue
            doubts, watched.doubts = watched.doubts, frozenset(seen.contradictions)
            if watched.doubts:
                is_churn |= came_or_went(directory, listed)
            if watched.doubts <= doubts or attempt >= _SECOND_LOOKS:
                return _doubted(seen, is_churn=is_churn)
            # Threads, map and memory are read one after the other: what contradicts
            # itself is looked at again before it counts.
            watched.forget_labels()
        return _without_memory(seen)

    def _read(
        self, facts: _Facts, watched: Watched, detail: Detail, ahead: Ahead | None
    ) -> ProcessLook:
        directory, stat = facts.directory, facts.stat
        live = live_task(watched.tasks)
        if live is None or stat.is_kernel_thread:
            process = _describe(facts, _threads(watched, {}))
            gaps = (_no_memory(directory.pid, stat),)
            return ProcessLook(process, gaps, None, watched.status.tgid)
        if live.tid == directory.pid:
            space = self._spaces.read(directory, stat, watched, detail, ahead)
            return _seen(facts, watched, live, space)
        # The main thread has ended; only the others still show the memory.
        with directory.below(f"task/{live.tid}", live.tid) as home:
            shown = parse_stat(home.read("stat"))
            if not watched.auxv:
                _read_auxv(home, watched)
                watched.exe = home.program()
            space = self._spaces.read(home, shown, watched, detail)
            by_thread = _Facts(directory.pid, home, stat, watched.exe, watched.abi)
            return _seen(by_thread, watched, live, space)


def _with_counter(
    seen: ProcessLook, before: Stat, after: Stat, detail: Detail
) -> ProcessLook:
    """Add what the kernel's quick counter says, where it stood still."""
    pages = before.resident_pages
    is_closer = detail is not Detail.MAP and seen.process.regions
    # Of a leader that has ended it says nothing: the others have the memory.
    if not is_closer or not pages or pages != after.resident_pages:
        return seen
    counted = pages * this_system().page_size
    usage = replace(seen.process.usage, counted=counted)
    return replace(seen, process=replace(seen.process, usage=usage))


def _watched_of(
    known: dict[Identity, Watched], directory: ProcDir, stat: Stat, exe: str | None
) -> Watched:
    """Return what is remembered of a process; of another program that is nothing."""
    identity, program = (directory.pid, stat.start_ticks), (*stat.program, exe)
    watched = known.get(identity)
    if watched is None or watched.program != program:
        status = _status(directory)
        watched = Watched(program, status, exe, start_ticks=stat.start_ticks)
        watched.new_status = status
        _read_auxv(directory, watched)
        known[identity] = watched
    return watched


def _read_auxv(directory: ProcDir, watched: Watched) -> None:
    """Learn how the program was started; exec alone changes that."""
    try:
        data = directory.read("auxv")
    except ProcError:
        return
    watched.auxv, watched.abi = parse_auxv(data), abi_of(directory, data)


def _doubted(seen: ProcessLook, *, is_churn: bool) -> ProcessLook:
    """Name what a look says against itself, and be less sure of it."""
    found = seen.contradictions
    if not found:
        return seen
    process = less_sure(seen.process, found)
    gaps = (*seen.gaps, *as_gaps(process.pid, found, is_churn=is_churn))
    return replace(seen, process=process, gaps=gaps)


def _without_memory(seen: ProcessLook) -> ProcessLook:
    """What is left of a process that calls exec again and again."""
    process = seen.process
    why = N_("it changed faster than it could be read")
    threads = tuple(replace(thread, stack=None) for thread in process.threads)
    plain = replace(process, threads=threads, regions=(), usage=ProcessUsage())
    return ProcessLook(
        plain,
        (Gap(what=MEMORY_MAP, pid=process.pid, why=why),),
        None,
        seen.leader,
    )


def _status(directory: ProcDir) -> Status:
    try:
        return parse_status(directory.read("status"))
    except ProcError:
        return Status(b"")


def _seen(
    facts: _Facts, watched: Watched, live: Task, space: AddressSpace
) -> ProcessLook:
    """Put together what was found of a process with memory."""
    process = _describe(facts, _threads(watched, space.stacks), space)
    gaps = (
        *_position_gap(facts.pid, facts.directory, watched.no_positions),
        *_abi_gap(facts),
        *space.gaps,
    )
    live_tid = None if space.is_gone else live.tid
    return ProcessLook(
        process, gaps, live_tid, watched.status.tgid, space.contradictions
    )


def _describe(
    facts: _Facts, threads: tuple[Thread, ...], space: AddressSpace | None = None
) -> Process:
    stat = facts.stat
    return Process(
        pid=facts.pid,
        ppid=stat.ppid,
        start_ticks=stat.start_ticks,
        name=stat.name,
        exe=facts.exe,
        cmdline=_cmdline(facts.directory),
        state=stat.state,
        address_space=None,
        usage=space.usage if space else ProcessUsage(),
        threads=threads,
        regions=space.regions if space else (),
        allocators=space.allocators if space else None,
        builds=space.builds if space else None,
        abi=facts.abi.name if facts.abi else None,
    )


def _cmdline(directory: ProcDir) -> tuple[str, ...]:
    try:
        words = directory.read("cmdline").split(b"\0")
    except ProcError:
        return ()
    return tuple(map(fsdecode, words[:-1] if words[-1] == b"" else words))


def _threads(watched: Watched, stacks: Mapping[int, Stack]) -> tuple[Thread, ...]:
    """Return the records of the threads; the same ones where nothing changed."""
    return watched.threads.of(
        (watched.tasks, stacks), partial(_each_thread, watched, stacks)
    )


def _each_thread(watched: Watched, stacks: Mapping[int, Stack]) -> tuple[Thread, ...]:
    before, watched.each_thread = watched.each_thread, {}
    threads = []
    for task in watched.tasks:
        stack = stacks.get(task.tid)
        kept = watched.each_thread[task.tid] = before.get(task.tid) or Kept()
        thread = partial(_thread, task, stack, watched.abi)
        threads.append(kept.of((task, stack), thread))
    return tuple(threads)


def _thread(task: Task, stack: Stack | None, abi: Abi | None) -> Thread:
    position = task.position
    is_at_futex = position is not None and is_futex(
        position.syscall, abi.name if abi else None
    )
    return Thread(
        tid=task.tid,
        name=task.name,
        state=task.state,
        cpu_ms=task.cpu_ticks * TICK_MS,
        sp=address_or_none(position.sp) if position else None,
        pc=address_or_none(position.pc) if position else None,
        stack=stack,
        syscall=position.syscall if position else None,
        futex_=(position.futex if position and is_at_futex else None) or UNSET,
    )


def _position_gap(pid: int, directory: ProcDir, why: str | None) -> tuple[Gap, ...]:
    if why is None:
        return ()
    remedy = remedy_for(directory) if why == AccessDenied.reason else None
    return (
        Gap(what=N_("stack pointers of the threads"), pid=pid, why=why, remedy=remedy),
    )


def _abi_gap(facts: _Facts) -> tuple[Gap, ...]:
    """Say so where the C library's records are not those that we know."""
    if records_of(facts.abi, this_system().machine) is not NOT_READ:
        return ()
    why = N_(
        "32-bit process: thread descriptors and malloc's records of this ABI are not "
        "read"
    )
    return (Gap(what=N_("stacks and arenas"), pid=facts.pid, why=why),)


def _no_memory(pid: int, stat: Stat) -> Gap:
    if stat.is_kernel_thread:
        why = N_("a kernel thread has no address space of its own")
    else:
        why = N_("the process has ended and waits to be reaped by its parent")
    return Gap(what=MEMORY_MAP, pid=pid, why=why)
