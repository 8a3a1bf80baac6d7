"""One look at one process: read, reason, and put together."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from os import fsdecode

from memscope.analyze.arenas import arena_spans
from memscope.analyze.classify import classify
from memscope.collect.elf_spans import Images
from memscope.collect.maps import AS_OWNER, read_map
from memscope.collect.pages import read_pages
from memscope.collect.regions import regions_of, usage_of
from memscope.collect.stacks import Stacks
from memscope.errors import AccessDenied, ProcError
from memscope.i18n import N_
from memscope.model.process import Process, Stack, Thread
from memscope.model.region import Region
from memscope.model.snapshot import Gap
from memscope.model.usage import ProcessUsage
from memscope.parse.stat import Stat, parse_stat
from memscope.parse.status import parse_status
from memscope.proc.fs import ProcDir
from memscope.proc.machine import TICK_MS
from memscope.proc.tasks import Task, live_task, read_tasks

_EXEC_TRIES = 3


@dataclass(frozen=True, slots=True)
class Seen:
    """A process as it was found.

    Attributes:
        process: The record.
        gaps: What is missing from it.
        live_tid: A thread that stands for the address space; None without one.
    """

    process: Process
    gaps: tuple[Gap, ...]
    live_tid: int | None


@dataclass(slots=True)
class ProcessReader:
    """Reads processes; keeps between looks what is costly to find out again."""

    _images: Images = field(default_factory=Images)
    _stacks: Stacks = field(default_factory=Stacks)

    def read(self, directory: ProcDir, *, smaps: bool, full: bool) -> Seen:
        """Look once at a process.

        Raises:
            ProcessGone: It ended.
        """
        for _ in range(_EXEC_TRIES):
            before = parse_stat(directory.read("stat"))
            seen = self._read(directory, before, smaps=smaps, full=full)
            after = parse_stat(directory.read("stat"))
            # A process that called exec meanwhile would be half old, half new.
            if before.start_stack == after.start_stack:
                break
        return seen

    def _read(self, directory: ProcDir, stat: Stat, *, smaps: bool, full: bool) -> Seen:
        tasks, no_positions = read_tasks(directory)
        gaps = _position_gap(directory.pid, no_positions)
        live = live_task(tasks)
        if live is None or stat.is_kernel_thread:
            process = _describe(directory, stat, tasks)
            return Seen(process, (_no_memory(directory.pid, stat),), None)
        if live.tid == directory.pid:
            body = self._read_space(directory, stat, tasks, smaps=smaps, full=full)
        else:
            # The main thread has ended; only the others still show the memory.
            with directory.below(f"task/{live.tid}", live.tid) as home:
                body = self._read_space(home, stat, tasks, smaps=smaps, full=full)
        regions, usage, stacks, more = body
        process = _describe(directory, stat, tasks, regions, usage, stacks)
        return Seen(process, (*gaps, *more), live.tid)

    def _read_space(
        self,
        directory: ProcDir,
        stat: Stat,
        tasks: list[Task],
        *,
        smaps: bool,
        full: bool,
    ) -> tuple[tuple[Region, ...], ProcessUsage, dict[int, Stack], list[Gap]]:
        pid = tasks[0].tid
        identity = (pid, stat.start_ticks)
        table, gaps = read_map(directory, pid, smaps=smaps, full=full)
        if table is None:
            return (), _usage_without_map(directory), {}, gaps
        pages, more = read_pages(directory, pid, table.vmas)
        gaps += more
        elf, more = self._images.spans_of(directory, identity, table.vmas)
        gaps += more
        stacks, stack_spans, more = self._stacks.of(
            directory, identity, table, tasks, pages
        )
        gaps += more
        pieces = classify(
            table.vmas,
            [stack_spans, elf, arena_spans(table.vmas)],
            start_brk=stat.start_brk,
        )
        regions = regions_of(directory, table, pieces, pages)
        swapped = _status_bytes(directory, "VmSwap")
        return regions, usage_of(table, regions, swapped), stacks, gaps


def _describe(
    directory: ProcDir,
    stat: Stat,
    tasks: Sequence[Task],
    regions: tuple[Region, ...] = (),
    usage: ProcessUsage | None = None,
    stacks: dict[int, Stack] | None = None,
) -> Process:
    try:
        exe: str | None = directory.readlink("exe")
    except ProcError:
        exe = None
    try:
        words = directory.read("cmdline").split(b"\0")
    except ProcError:
        words = [b""]
    return Process(
        pid=directory.pid,
        ppid=stat.ppid,
        start_ticks=stat.start_ticks,
        name=stat.name,
        exe=exe,
        cmdline=tuple(map(fsdecode, words[:-1] if words[-1] == b"" else words)),
        state=stat.state,
        address_space=None,
        usage=usage or ProcessUsage(),
        threads=tuple(_thread(task, (stacks or {}).get(task.tid)) for task in tasks),
        regions=regions,
    )


def _thread(task: Task, stack: Stack | None) -> Thread:
    position = task.position
    return Thread(
        tid=task.tid,
        name=task.stat.name,
        state=task.stat.state,
        cpu_ms=task.stat.cpu_ticks * TICK_MS,
        sp=position.sp if position else None,
        pc=position.pc if position else None,
        stack=stack,
        syscall=position.syscall if position else None,
    )


def _usage_without_map(directory: ProcDir) -> ProcessUsage:
    """What everybody may know of any process."""
    return ProcessUsage(
        virtual=_status_bytes(directory, "VmSize"),
        resident=_status_bytes(directory, "VmRSS"),
        swapped=_status_bytes(directory, "VmSwap"),
    )


def _status_bytes(directory: ProcDir, name: str) -> int | None:
    try:
        return parse_status(directory.read("status")).bytes_of(name)
    except ProcError:
        return None


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
